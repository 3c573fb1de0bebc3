"""The satisfaction sample: drawing a month, its numbers, whom to ask, and recording what they answered."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access import Permission, can
from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.reports.satisfaction import DrawForm, asked_form
from casework.pages.reports import satisfaction as pages
from casework.security import actor
from casework.services.reports import satisfaction

blueprint = Blueprint("satisfaction", __name__, url_prefix="/reports/satisfaction")
ONE = "/<int(max=2147483647):sample_id>"


@blueprint.get("")
def index() -> ResponseReturnValue:
    return _index(_draw_form())


@blueprint.post("")
def draw() -> ResponseReturnValue:
    form = _draw_form()
    if form.validate_on_submit():
        try:
            sample = satisfaction.draw(dt.date.fromisoformat(form.month.data), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The sample is drawn.")
            return redirect(url_for("satisfaction.show", sample_id=sample.id), 303)
    return _index(form), 422


@blueprint.get(ONE)
def show(sample_id: int) -> ResponseReturnValue:
    may_ask = can(actor(), Permission.SATISFACTION_ASK)
    page = pages.sample(sample_id, actor=actor(), may_ask=may_ask)
    return render_template("reports/satisfaction/show.html", page=page, may_ask=may_ask, fewest=pages.FEWEST)


@blueprint.route("/asked/<int(max=2147483647):sampled_id>", methods=["GET", "POST"])
def record(sampled_id: int) -> ResponseReturnValue:
    asked, sample_id, version = pages.one(sampled_id, actor=actor())
    form = asked_form(data={"row_version": version})
    if form.validate_on_submit():
        outcome, scores, reason = form.outcome.data, form.scores(), form.reason.data
        try:
            satisfaction.record(sampled_id, outcome, scores, reason=reason, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("It is recorded, apart from the case.")
            return redirect(url_for("satisfaction.show", sample_id=sample_id), 303)
    shown = {"form": form, "asked": asked, "sample_id": sample_id, "questions": satisfaction.QUESTIONS}
    return render_template("reports/satisfaction/record.html", **shown), 422 if form.errors else 200


def _draw_form() -> DrawForm:
    form = DrawForm()
    form.month.choices = pages.not_drawn()
    return form


def _index(form: DrawForm) -> str:
    shown = {"form": form, "months": pages.months(), "questions": satisfaction.QUESTIONS, "fewest": pages.FEWEST}
    return render_template("reports/satisfaction/index.html", **shown)
