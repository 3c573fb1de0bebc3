"""Allegations and recommendations: what belongs to the assessment of a review."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotFound
from casework.forms.record import activities as forms
from casework.pages.record import case, parts
from casework.routes.record.activities import BOTH, act
from casework.routes.record.case import opened_review
from casework.security import actor
from casework.services.reviews import allegations, recommendations
from casework.services.reviews.allegations import AllegationEntry
from casework.services.reviews.recommendations import RecommendationEntry

blueprint = Blueprint("recommendations", __name__, url_prefix="/cases/<reference>")


@blueprint.route("/allegations/new", methods=BOTH)
def add_allegation(reference: str) -> ResponseReturnValue:
    head, form = opened_review(reference), forms.AllegationForm()

    def command() -> None:
        names = ("category", "summary", "force_outcome")
        entry = AllegationEntry(**{name: form[name].data for name in names})
        allegations.add(reference, entry, sent=form.sent(), actor=actor())

    return act(head, form, command, title="Add an allegation", done="The allegation is added.", back="case.review")


@blueprint.route("/allegations/<int(max=2147483647):number>", methods=BOTH)
def assess(reference: str, number: int) -> ResponseReturnValue:
    head = opened_review(reference)
    row = parts.allegation(head, number)
    if row is None:
        raise NotFound
    form = forms.AssessForm(finding=row.finding, reason=row.reason, row_version=row.row_version)

    def command() -> None:
        found, why = form.finding.data, form.reason.data
        allegations.assess(reference, number, finding=found, reason=why, sent=form.sent(), actor=actor())

    title, done = f"Assess allegation {number}", f"Allegation {number} is assessed."
    return act(head, form, command, title=title, done=done, back="case.review", about=row.summary)


@blueprint.route("/recommendations/new", methods=BOTH)
def add(reference: str) -> ResponseReturnValue:
    head = opened_review(reference)
    detail = case.detail(head)
    form = forms.RecommendationForm(data={"addressed_to": detail["force_named"]} if detail.get("force_named") else {})
    form.rec_type.choices = tuple(parts.allowed_types(detail.get("review_type")))

    def command() -> None:
        entry = RecommendationEntry(
            rec_type=form.rec_type.data, text=form.text.data, addressed_to=form.addressed_to.data
        )
        recommendations.add(reference, entry, sent=form.sent(), actor=actor())

    back, about = "case.recommendations", "It is issued when the decision is signed."
    done = "The recommendation is drafted."
    return act(head, form, command, title="Add a recommendation", done=done, back=back, about=about)


@blueprint.route("/recommendations/<int(max=2147483647):number>/more-time", methods=BOTH)
def extend(reference: str, number: int) -> ResponseReturnValue:
    head, form = opened_review(reference), forms.ExtendForm()
    found = parts.recommendation(head, number, actor().roles)

    def command() -> None:
        day, why = form.new_due_on.data, form.reason.data
        if day is None:
            raise Invalid("new_due_on", "Enter the new day.")
        recommendations.extend(reference, number, new_due_on=day, reason=why, sent=form.sent(), actor=actor())

    title, about = f"More time for recommendation {number}", found.text
    done = "The force has more time."
    return act(head, form, command, title=title, done=done, back="case.recommendations", about=about)


@blueprint.route("/recommendations/<int(max=2147483647):number>/take-back-time", methods=BOTH)
def take_back(reference: str, number: int) -> ResponseReturnValue:
    head, form = opened_review(reference), forms.ConfirmForm()
    parts.recommendation(head, number, actor().roles)

    def command() -> None:
        recommendations.remove_extension(reference, number, sent=form.sent(), actor=actor())

    title, about = f"Take back more time for recommendation {number}", "The day is worked out again without it."
    done = "The extension is taken back."
    return act(head, form, command, title=title, done=done, back="case.recommendations", about=about)
