"""A move: one transaction, one event, once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from casework.access import Actor
from casework.errors import Conflict, NotAllowed, NotFound, Replayed, TransitionRefused
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Clock, Decision, Recommendation
from casework.services.deadlines import clocks
from casework.services.record import cases
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import TOLD

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def events(case: Case) -> list[CaseEvent]:
    return list(db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def request(case: Case, trigger: str, token: str = "a token of the test", **answers: object) -> MoveRequest:
    return MoveRequest(trigger=trigger, sent=Sent(token, case.row_version), answers=answers, sending=TOLD)


def test_a_move_writes_state_clock_answer_and_one_event(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    before = len(events(case))
    case = factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="The neighbourhood team")
    assert (case.state, case.category, case.next_clock) == ("acknowledged", "open", "enquiry.reply")
    last = events(case)[-1]
    assert len(events(case)) == before + 1
    assert (last.trigger, last.from_state, last.to_state) == ("acknowledge", "new", "acknowledged")
    assert last.actor_id == staff["officer"].user_id
    assert db.session.scalar(select(Answer.value).where(Answer.event_id == last.id)) == "The neighbourhood team"
    assert "neighbourhood" not in str(last.data)


def test_a_form_sent_twice_moves_once(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    sent = request(case, "acknowledge", who_will_be_asked="x")
    with unit_of_work():
        moves.make(Address(case.reference), sent, actor=staff["officer"])
    with pytest.raises(Replayed, match="recorded once"):
        moves.make(Address(case.reference), sent, actor=staff["officer"])
    db.session.rollback()
    assert [event.kind for event in events(case)] == ["case_logged", "case_moved"]


def test_two_tabs_make_one_move_and_the_other_learns_who(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    first, second = (
        request(case, "acknowledge", token=f"token of tab number {n}", who_will_be_asked="x") for n in (1, 2)
    )
    with unit_of_work():
        moves.make(Address(case.reference), first, actor=staff["officer"])
    with pytest.raises(Conflict, match=r"Officer \(invented\) changed E-"):
        moves.make(Address(case.reference), second, actor=staff["officer"])


def test_a_refusal_changes_nothing(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(TransitionRefused, match="with whom"), unit_of_work():
        moves.make(Address(case.reference), request(case, "acknowledge"), actor=staff["officer"])
    assert cases.load(case.reference, actor=staff["officer"]).state == "new"
    assert [event.kind for event in events(case)] == ["case_logged"]


def test_an_unknown_move_is_refused_with_a_sentence(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(TransitionRefused, match="no such step"):
        moves.make(Address(case.reference), request(case, "teleport"), actor=staff["officer"])


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_has_no_casework_role_cannot_move(staff: Staff, who: str) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(NotAllowed):
        moves.make(Address(case.reference), request(case, "acknowledge"), actor=staff[who])


def test_a_case_that_is_not_there_is_not_found(staff: Staff) -> None:
    with pytest.raises(NotFound):
        cases.load("E-1999-00001", actor=staff["officer"])


def test_the_author_of_a_draft_cannot_sign_it_even_with_both_roles(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff)
    both = Actor(user_id=staff["reviewer"].user_id, name="x", roles=staff["reviewer"].roles | staff["manager"].roles)
    with pytest.raises(TransitionRefused, match="another manager"):
        moves.make(Address(case.reference), request(case, "approve_reasonable"), actor=both)


def test_a_signed_decision_closes_the_case_and_keeps_its_first_dates(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff)
    case = factories.move(case, "approve_reasonable", staff["manager"])
    detail = cases.review(case)
    assert (case.state, case.category, detail.finding) == ("closed", "closed", "outcome_rp")
    assert case.decided_on == case.closed_on == case.first_closed_on
    signed = db.session.scalars(select(Decision).where(Decision.case_id == case.id)).one()
    assert (signed.status, signed.signed_by_id) == ("signed", staff["manager"].user_id)


def test_sending_back_keeps_the_draft_and_its_comments(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff)
    case = factories.move(case, "send_back", staff["manager"], comments="Say more about the call.")
    returned = db.session.scalars(select(Decision).where(Decision.case_id == case.id)).one()
    assert (case.state, returned.status, returned.comments) == ("assessment", "returned", "Say more about the call.")


def test_the_last_recommendation_closes_the_case(staff: Staff) -> None:
    case = factories.review_decided(staff)
    assert case.state == "decided_not_reasonable"
    row = db.session.scalars(select(Recommendation)).one()
    assert (row.state, row.issued_on) == ("issued", case.decided_on)
    factories.recommendation_move(case, "reject", staff["reviewer"], reasons="Invented.")
    case = cases.load(case.reference, actor=staff["reviewer"])
    assert (case.state, case.category) == ("closed", "closed")
    (closing,) = [event for event in events(case) if event.trigger == "complete_recommendations"]
    assert closing.actor_id is None
    running = db.session.scalars(select(Clock.code).where(Clock.case_id == case.id, Clock.state == "running")).all()
    assert running == ["complaint_review.judicial_review"]


def test_reopening_keeps_the_first_decision_and_the_first_closing(staff: Staff) -> None:
    case = factories.move(factories.review_in_sign_off(staff), "approve_reasonable", staff["manager"])
    decided = case.decided_on
    case = factories.move(case, "reopen", staff["manager"], ground="judicial_review", reason="An invented order.")
    assert (case.state, case.closed_on, case.times_reopened) == ("assessment", None, 1)
    assert (case.decided_on, case.first_closed_on) == (decided, decided)
    assert events(case)[-1].data["reverses"] == ["closed_on"]


def test_an_enquiry_that_is_a_review_opens_a_linked_case_with_the_first_date(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], days_ago=7)
    case = factories.move(case, "convert", staff["officer"], target_type="complaint_review")
    linked = db.session.scalars(select(Case).where(Case.linked_from_id == case.id)).one()
    assert (case.state, linked.case_type, linked.received_on) == ("converted", "complaint_review", case.received_on)
    started = db.session.scalars(select(Clock.started_on).where(Clock.case_id == linked.id)).all()
    assert set(started) == {case.received_on}


@pytest.mark.parametrize("statement", ["UPDATE case_event SET kind = 'other'", "DELETE FROM case_event"])
def test_the_database_refuses_to_change_the_history(staff: Staff, statement: str) -> None:
    factories.enquiry(staff["officer"])
    with pytest.raises(DatabaseError, match="never changed"), unit_of_work():
        db.session.execute(db.text(statement))
    count = db.session.scalar(select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "case_logged"))
    assert count == 1


def test_every_due_date_agrees_with_its_ledger(staff: Staff) -> None:
    factories.review_decided(staff)
    factories.enquiry(staff["officer"], days_ago=30)
    assert clocks.count_drift() == 0
