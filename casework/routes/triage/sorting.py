"""The triage of a case: one page, and one post."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.triage.sorting import SortingForm
from casework.pages.triage import sorted_out
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.desk import details
from casework.services.triage import sorting
from casework.services.triage.sorting import Triage

blueprint = Blueprint("sorting", __name__, url_prefix="/cases/<reference>")


@blueprint.route("/sorting", methods=["GET", "POST"])
def edit(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = SortingForm(is_triaged=head.type.is_triaged, offered=sorted_out.offered(head), data=sorted_out.given(head))
    if form.validate_on_submit():
        try:
            sorting.record(reference, Triage(**form.given()), reason=form.reason.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("It is saved.")
            return redirect(url_for("case.show", reference=reference), 303)
    title = "Triage" if head.type.is_triaged else "Priority, lead and tags"
    return render_template("triage/edit.html", head=head, form=form, title=title), 422 if form.errors else 200


@blueprint.post("/district")
def follow_postcode(reference: str) -> ResponseReturnValue:
    opened(reference)
    form = CaseworkForm()
    if form.validate_on_submit():
        details.follow_postcode(reference, sent=form.sent(), actor=actor())
        flash("The district is that of their postcode now.")
    return redirect(url_for("case.show", reference=reference), 303)
