"""Allegations, and drafts of recommendations: put right, or taken off the case."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.forms.corrections import corrections as forms
from casework.pages.corrections import foreseen
from casework.pages.corrections.foreseen import Asked
from casework.pages.record import case as case_pages
from casework.pages.record import parts
from casework.routes.corrections.common import BOTH, put_right, require
from casework.routes.record.case import opened_review
from casework.security import actor
from casework.services.corrections import of_reviews
from casework.services.record import cases
from casework.services.reviews import allegations
from casework.services.reviews.allegations import AllegationEntry
from casework.services.reviews.recommendations import RecommendationEntry
from workflows.activities import Activity

blueprint = Blueprint("assessments", __name__, url_prefix="/cases/<reference>/put-right")
OF_ALLEGATION = ("category", "summary", "force_outcome")
OF_DRAFT = ("rec_type", "text", "addressed_to")
NUMBER = "<int(max=2147483647):number>"


@blueprint.route(f"/allegations/{NUMBER}", methods=BOTH)
def allegation(reference: str, number: int) -> ResponseReturnValue:
    head = opened_review(reference)
    require(head, Activity.PUT_RIGHT)
    row = allegations.load(cases.load(reference, actor=actor()), number)
    known = {name: getattr(row, name) for name in OF_ALLEGATION}
    form = forms.AllegationWordsForm(data={**known, "row_version": head.row_version})

    def entry() -> AllegationEntry:
        return AllegationEntry(**{name: form[name].data for name in OF_ALLEGATION})

    def ask() -> Asked:
        found = "What was found of it stays: look whether it still fits."
        return foreseen.of_changes(of_reviews.check_allegation(row, entry()), [found] if row.finding else [])

    def command() -> None:
        why = form.reason.data
        of_reviews.put_allegation_right(reference, number, entry(), reason=why, sent=form.sent(), actor=actor())

    return put_right(head, form, ask=ask, command=command, title="Put an allegation right", back="case.review")


@blueprint.route(f"/recommendations/{NUMBER}", methods=BOTH)
def draft(reference: str, number: int) -> ResponseReturnValue:
    head = opened_review(reference)
    require(head, Activity.PUT_RIGHT)
    case = cases.load(reference, actor=actor())
    row = of_reviews.draft_of(case, number)
    known = {name: getattr(row, name) for name in OF_DRAFT}
    form = forms.DraftForm(data={**known, "row_version": head.row_version})
    form.rec_type.choices = tuple(parts.allowed_types(case_pages.detail(head).get("review_type")))

    def entry() -> RecommendationEntry:
        return RecommendationEntry(**{name: form[name].data for name in OF_DRAFT})

    def ask() -> Asked:
        return foreseen.of_changes(of_reviews.check_draft(case, row, entry()))

    def command() -> None:
        why = form.reason.data
        of_reviews.put_draft_right(reference, number, entry(), reason=why, sent=form.sent(), actor=actor())

    title, back = "Put the draft of a recommendation right", "case.recommendations"
    return put_right(head, form, ask=ask, command=command, title=title, back=back)


@blueprint.route(f"/recommendations/{NUMBER}/remove", methods=BOTH)
def remove(reference: str, number: int) -> ResponseReturnValue:
    head = opened_review(reference)
    require(head, Activity.PUT_RIGHT)
    row = of_reviews.draft_of(cases.load(reference, actor=actor()), number)
    form = forms.RemoveForm(data={"row_version": head.row_version})

    def ask() -> Asked:
        return foreseen.of_changes(of_reviews.removal_of(row), ["It is not issued with the decision."])

    def command() -> None:
        of_reviews.remove_draft(reference, number, reason=form.reason.data, sent=form.sent(), actor=actor())

    title, back = "Take the draft of a recommendation off the case", "case.recommendations"
    return put_right(head, form, ask=ask, command=command, title=title, back=back, now=f"{row.text}")
