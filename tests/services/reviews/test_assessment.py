"""What a reviewer records on the way to a decision: triage, allegations, recommendations, more time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from casework.extensions import db
from casework.models import Allegation, Case, CaseEvent, Clock, Recommendation
from casework.services.record import cases
from casework.services.reviews import allegations, recommendations, triage
from casework.services.reviews.allegations import AllegationEntry
from casework.services.reviews.recommendations import RecommendationEntry
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
TO_IOPC = factories.GATES | factories.TESTS | {"T2": "yes", "T8": "yes"}


def answer(case: Case, actor: Actor, answers: Mapping[str, str]) -> Case:
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        triage.record(case.reference, answers, sent=factories.sent(version), actor=actor)
    return cases.load(case.reference, actor=actor)


def confirm(case: Case, actor: Actor) -> None:
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        triage.confirm(case.reference, sent=factories.sent(version), actor=actor)


def add_allegation(case: Case, actor: Actor, category: str = "A1", summary: str = "Invented rudeness") -> Allegation:
    with unit_of_work():
        entry = AllegationEntry(category=category, summary=summary)
        return allegations.add(case.reference, entry, sent=factories.sent(), actor=actor)


def recommend(case: Case, actor: Actor, rec_type: str, text: str = "Apologise.") -> Recommendation:
    with unit_of_work():
        entry = RecommendationEntry(rec_type=rec_type, text=text, addressed_to="West Yorkshire Police")
        return recommendations.add(case.reference, entry, sent=factories.sent(), actor=actor)


def extend(case: Case, actor: Actor, new_due_on: dt.date, reason: str = "They asked for it") -> None:
    with unit_of_work():
        recommendations.extend(
            case.reference, 1, new_due_on=new_due_on, reason=reason, sent=factories.sent(), actor=actor
        )


def answer_due_on(case: Case) -> dt.date:
    found = db.session.scalars(
        select(Clock).where(Clock.case_id == case.id, Clock.code == "recommendation.response")
    ).one()
    db.session.refresh(found)
    assert found.due_on is not None
    return found.due_on


def kinds(case: Case) -> list[str]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id, CaseEvent.kind.not_in(("case_moved",)))
    return list(db.session.scalars(query.order_by(CaseEvent.id)))


TRIAGED = (
    (factories.GATES | factories.TESTS, None, "lpb"),
    (TO_IOPC, None, "iopc"),
    (factories.GATES | {"P2": "no"}, "P2", None),
    (factories.GATES, None, None),
    ({"T5": "yes", "T8": "yes"}, None, "iopc"),
)


@pytest.mark.parametrize(("answers", "stop", "body"), TRIAGED)
def test_the_result_of_triage_follows_from_its_answers(
    staff: Staff, answers: Mapping[str, str], stop: str | None, body: str | None
) -> None:
    case = answer(factories.review(staff["reviewer"]), staff["reviewer"], answers)
    detail = cases.review(case)
    assert (detail.triage, detail.pre_check_stop, detail.review_body) == (dict(answers), stop, body)
    assert kinds(case) == ["case_logged", "triage_recorded"]


def test_a_mismatch_with_the_letter_needs_a_second_person(staff: Staff) -> None:
    case = factories.move(factories.review(staff["reviewer"]), "acknowledge", staff["officer"])
    case = answer(case, staff["reviewer"], TO_IOPC)
    with pytest.raises(TransitionRefused, match="second person"):
        factories.move(case, "forward_to_iopc", staff["reviewer"], reason="T2")
    with pytest.raises(Invalid, match="yourself"):
        confirm(case, staff["reviewer"])
    confirm(case, staff["manager"])
    assert factories.move(case, "forward_to_iopc", staff["reviewer"], reason="T2").state == "forwarded_to_iopc"


def test_new_answers_need_a_new_confirmation(staff: Staff) -> None:
    case = answer(factories.review(staff["reviewer"]), staff["reviewer"], TO_IOPC)
    confirm(case, staff["manager"])
    case = answer(case, staff["reviewer"], TO_IOPC | {"T3": "yes"})
    assert cases.review(case).second_person_id is None


def test_there_is_nothing_to_confirm_where_this_office_is_the_review_body(staff: Staff) -> None:
    case = answer(factories.review(staff["reviewer"]), staff["reviewer"], factories.GATES | factories.TESTS)
    with pytest.raises(Invalid, match="nothing to confirm"):
        confirm(case, staff["manager"])


def test_answers_from_a_page_that_is_out_of_date_are_not_kept(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    seen = case.row_version
    answer(case, staff["reviewer"], factories.GATES)
    with pytest.raises(Conflict, match="Reviewer"):
        triage.record(case.reference, TO_IOPC, sent=factories.sent(seen), actor=staff["reviewer"])


def test_who_declares_a_conflict_neither_drafts_nor_signs(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff)
    with unit_of_work():
        triage.declare_conflict(case.reference, "A relative", sent=factories.sent(), actor=staff["manager"])
    with pytest.raises(TransitionRefused, match="conflict of interest"):
        factories.move(case, "approve_reasonable", staff["manager"])
    with pytest.raises(Invalid, match="already"):
        triage.declare_conflict(case.reference, "Again", sent=factories.sent(), actor=staff["manager"])
    db.session.rollback()
    assert factories.move(case, "approve_reasonable", staff["second_manager"]).state == "closed"


def test_allegations_are_numbered_and_assessed_while_the_review_is(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    assert [add_allegation(case, staff["reviewer"]).number for _ in range(2)] == [1, 2]
    with unit_of_work():
        row = allegations.assess(
            case.reference, 2, finding="outcome_rp", reason="Heard", sent=factories.sent(1),
            actor=staff["reviewer"],
        )  # fmt: skip
    assert (row.finding, row.reason, row.row_version) == ("outcome_rp", "Heard", 2)
    assert kinds(case)[-3:] == ["allegation_added", "allegation_added", "allegation_assessed"]


ASSESSED_WRONGLY = (
    ({"finding": "perhaps"}, Invalid),
    ({"reason": " "}, Invalid),
    ({"sent": factories.sent(7)}, Conflict),
    ({"number": 9}, NotFound),
)


@pytest.mark.parametrize(("change", "error"), ASSESSED_WRONGLY)
def test_an_assessment_that_cannot_be_is_refused(staff: Staff, change: dict[str, Any], error: type[Exception]) -> None:
    case = factories.review_in_assessment(staff)
    add_allegation(case, staff["reviewer"])
    given: dict[str, Any] = {"number": 1, "finding": "outcome_rp", "reason": "x", "sent": factories.sent(1), **change}
    with pytest.raises(error):
        allegations.assess(case.reference, given.pop("number"), **given, actor=staff["reviewer"])
    db.session.rollback()
    assert db.session.scalars(select(Allegation)).one().finding is None


def test_an_allegation_has_a_category_of_the_list_and_words(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    for category, summary in (("Z9", "x"), ("A1", " ")):
        with pytest.raises(Invalid):
            add_allegation(case, staff["reviewer"], category, summary)
    with pytest.raises(NotAllowed):
        add_allegation(case, staff["officer"])
    with pytest.raises(NotFound):
        add_allegation(factories.enquiry(staff["officer"]), staff["reviewer"])


def test_only_the_kinds_that_the_type_of_review_allows_can_be_recommended(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    assert recommend(case, staff["reviewer"], "INVESTIGATE").number == 1
    for rec_type in ("REINVESTIGATE", "COMPENSATE"):
        with pytest.raises(Invalid) as refused:
            recommend(case, staff["reviewer"], rec_type)
        assert refused.value.field == "rec_type"


def test_a_recommendation_is_drafted_during_the_assessment_alone(staff: Staff) -> None:
    with pytest.raises(Invalid, match="being assessed"):
        recommend(factories.review(staff["reviewer"]), staff["reviewer"], "INVESTIGATE")


def test_more_time_moves_the_day_and_can_be_taken_back(staff: Staff) -> None:
    case = factories.review_decided(staff)
    due = answer_due_on(case)
    extend(case, staff["reviewer"], due + dt.timedelta(days=14))
    assert answer_due_on(case) == due + dt.timedelta(days=14)
    with unit_of_work():
        recommendations.remove_extension(case.reference, 1, sent=factories.sent(), actor=staff["reviewer"])
    assert answer_due_on(case) == due
    assert kinds(case)[-2:] == ["recommendation_extended", "recommendation_extension_removed"]
    with pytest.raises(Invalid, match="no extension"):
        recommendations.remove_extension(case.reference, 1, sent=factories.sent(), actor=staff["reviewer"])


def test_more_time_is_given_only_before_the_time_has_run_out(staff: Staff) -> None:
    case = factories.review_decided(staff)
    due = answer_due_on(case)
    for new_due_on, reason in ((due, "x"), (due + dt.timedelta(days=500), "x"), (due + dt.timedelta(days=1), " ")):
        with pytest.raises(Invalid):
            extend(case, staff["reviewer"], new_due_on, reason)
    with (
        time_machine.travel(clock.now() + dt.timedelta(days=40), tick=False),
        pytest.raises(Invalid, match="only before it has run out"),
    ):
        extend(case, staff["reviewer"], due + dt.timedelta(days=60))
    assert answer_due_on(case) == due
