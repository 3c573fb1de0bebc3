"""Somebody may be at risk of harm: what to do now, and the record of what was done."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.people.risks import RiskForm
from casework.pages.people import risks as pages
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.people import risks
from casework.services.people.risks import RiskEntry

blueprint = Blueprint("risks", __name__)


@blueprint.route("/cases/<reference>/risk", methods=["GET", "POST"])
def record(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), RiskForm()
    if form.validate_on_submit():
        try:
            risks.record(reference, RiskEntry(**form.fields()), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("Recorded. It stands on every page of the case.")
            return redirect(url_for("case.show", reference=reference), 303)
    page = render_template("people/risk.html", head=head, form=form, done=pages.of_case(head))
    return page, 422 if form.errors else 200


@blueprint.app_context_processor
def _risk() -> dict[str, object]:
    """What stands in the head of every page of a case."""
    return {"risk_of": pages.last}
