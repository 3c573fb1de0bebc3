"""A contact came by itself on a case that was answered: somebody reads it and says whether it needs another answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.steps.comebacks import NewContactForm
from casework.pages.record import story, timeline
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.steps import comebacks

blueprint = Blueprint("comebacks", __name__)
SHOWN = 3
"""The last contacts, which are read before the question is answered."""


@blueprint.route("/cases/<reference>/new-contact", methods=["GET", "POST"])
def ask(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), NewContactForm()
    if form.validate_on_submit():
        try:
            is_back = comebacks.answer(reference, form.needs_answer.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"{reference} is open again." if is_back else "Noted. The case stays as it was.")
            return redirect(url_for("case.show", reference=reference), 303)
    entries = timeline.entries(head, actor=actor(), group="contacts", limit=SHOWN)
    latest = story.by_day(entries)
    page = render_template("steps/comebacks/ask.html", head=head, form=form, latest=latest)
    return page, 422 if form.errors else 200
