"""My work: the first page of everybody who has cases."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access import Permission, can
from casework.forms.record.tasks import DoneForm
from casework.pages.desk import rows, work
from casework.pages.desk import to_sign as to_sign_pages
from casework.pages.letters import signing
from casework.security import actor

blueprint = Blueprint("work", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    person = actor()
    if not can(person, Permission.CASE_WRITE):
        elsewhere = "audit.index" if can(person, Permission.HISTORY_READ) else "administration.users"
        return redirect(url_for(elsewhere))
    return render_template(
        "desk/work/show.html", work=work.of(person), actor=person, glance=rows.glance, new_form=DoneForm
    )


@blueprint.get("/to-sign")
def to_sign() -> ResponseReturnValue:
    lines = to_sign_pages.queue(actor())
    return render_template("desk/work/signing.html", lines=lines, most=signing.MOST, actor=actor(), glance=rows.glance)
