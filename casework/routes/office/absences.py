"""Absences: who is away, and who stands in meanwhile."""

import datetime as dt
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access import Actor
from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.office.absences import AbsenceForm, OwnAbsenceForm
from casework.forms.record.activities import ConfirmForm
from casework.pages.office import absences as pages
from casework.security import actor
from casework.services.office import absences
from casework.services.office.absences import AbsenceEntry
from workflows.roles import Role

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return render_template("office/absences/index.html", absences=pages.find(actor=actor()), new_form=ConfirmForm)


@blueprint.route("/new", methods=["GET", "POST"])
def record() -> ResponseReturnValue:
    person = actor()
    form = _form_of(person)
    if form.validate_on_submit():
        try:
            absences.record(_entry(form, person), sent=form.sent(), actor=person)
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The absence is recorded. The work goes back by itself the day after it ends.")
            return redirect(url_for("absences.index"), 303)
    return render_template("office/absences/new.html", form=form), 422 if form.errors else 200


@blueprint.post("/<int(max=2147483647):absence_id>/end")
def end(absence_id: int) -> ResponseReturnValue:
    person = actor()
    row = pages.find_one(absence_id, actor=person)
    absences.end(absence_id, sent=ConfirmForm().sent(), actor=person)
    flash(f"The absence of {row.user} is ended. Reminders go to them again from now on.")
    return redirect(url_for("absences.index"), 303)


def _form_of(person: Actor) -> OwnAbsenceForm:
    return AbsenceForm(user_id=person.user_id) if Role.MANAGER in person.roles else OwnAbsenceForm()


def _entry(form: OwnAbsenceForm, person: Actor) -> AbsenceEntry:
    user_id = int(form.user_id.data) if isinstance(form, AbsenceForm) else person.user_id or 0
    return AbsenceEntry(
        user_id=user_id,
        stand_in_id=int(form.stand_in_id.data),
        from_on=cast("dt.date", form.from_on.data),
        to_on=cast("dt.date", form.to_on.data),
    )
