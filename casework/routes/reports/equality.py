"""Equality data: asked on a page of its own, reached from the page of a person, and counted without names."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.record.activities import ConfirmForm
from casework.forms.reports import equality as forms
from casework.pages.reports import equality as pages
from casework.security import actor
from casework.services.reports import equality

blueprint = Blueprint("equality", __name__)
PERSON = "/people/<int(max=2147483647):person_id>/equality"


@blueprint.get(PERSON)
def show(person_id: int) -> ResponseReturnValue:
    return _page(person_id, forms.build())


@blueprint.post(PERSON)
def record(person_id: int) -> ResponseReturnValue:
    form = forms.build()
    if form.validate_on_submit():
        try:
            equality.record(person_id, form.given(), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("It is saved, apart from every case.")
            return redirect(url_for("persons.show", person_id=person_id), 303)
    return _page(person_id, form, shows=True), 422


@blueprint.post(f"{PERSON}/shown")
def look(person_id: int) -> ResponseReturnValue:
    said = equality.look(person_id, sent=ConfirmForm().sent(), actor=actor())
    return _page(person_id, forms.build(formdata=None, data=dict(said)), shows=True)


@blueprint.route(f"{PERSON}/delete", methods=["GET", "POST"])
def forget(person_id: int) -> ResponseReturnValue:
    on, form = pages.recorded_on(person_id, actor=actor()), ConfirmForm()
    if request.method == "POST":
        equality.forget(person_id, sent=form.sent(), actor=actor())
        flash("All that they said of themselves is deleted.")
        return redirect(url_for("persons.show", person_id=person_id), 303)
    return render_template("reports/equality/delete.html", person_id=person_id, form=form, on=on)


@blueprint.get("/reports/equality")
def count() -> ResponseReturnValue:
    return render_template("reports/equality/count.html", questions=pages.counted(), fewest=pages.FEWEST)


def _page(person_id: int, form: forms.EqualityForm, *, shows: bool = False) -> str:
    """`shows`: what was recorded stands in the form, or what was typed."""
    on = pages.recorded_on(person_id, actor=actor())
    return render_template(
        "reports/equality/ask.html", person_id=person_id, form=form, on=on, shows=shows, new_form=ConfirmForm
    )
