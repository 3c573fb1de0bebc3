"""Where an enquiry may belong is suggested; who decides otherwise says why, and that is kept."""

from typing import Any

import pytest

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent
from casework.services.record import cases
from casework.services.record.subjects import Address, Subject
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.services.triage import routes
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import TOLD

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def concerning(staff: Staff, concerns: str) -> Case:
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        row = db.session.merge(case)
        row.concerns = concerns
    return row


def step(staff: Staff, case: Case, trigger: str, *, why: str = "", **answers: Any) -> Case:
    with unit_of_work():
        version = cases.load(case.reference, actor=staff["officer"]).row_version
        request = MoveRequest(
            trigger=trigger, sent=factories.sent(version), answers=answers, sending=TOLD, why_otherwise=why
        )
        return moves.make(Address(case.reference), request, actor=staff["officer"]).case


def declined(case: Case) -> list[CaseEvent]:
    return db.session.query(CaseEvent).filter_by(case_id=case.id, kind="suggestion_declined").all()


def test_what_is_suggested_is_done_without_a_word(staff: Staff) -> None:
    case = step(
        staff, concerning(staff, "officer"), "signpost", signposted_to="Professional standards", why_not_listed="Once."
    )
    assert case.state == "signposted"
    assert declined(case) == []


def test_another_step_says_why_and_it_is_kept_once(staff: Staff) -> None:
    case = concerning(staff, "officer")
    case = step(staff, case, "acknowledge", who_will_be_asked="The force")
    with pytest.raises(Invalid, match="why you decide otherwise") as refused:
        step(
            staff,
            case,
            "ask_partner",
            partner="The force",
            why_not_listed="Once.",
            question="What happened?",
            consent=True,
        )
    assert refused.value.field == "why_otherwise"
    why = "The person wants no complaint, only an answer."
    case = step(
        staff,
        case,
        "ask_partner",
        why=why,
        partner="The force",
        why_not_listed="Once.",
        question="What happened?",
        consent=True,
    )
    (event,) = declined(case)
    assert event.data == {"suggested": "signpost::officer::", "chosen": "ask_partner"}
    assert event.actor_id == staff["officer"].user_id
    assert db.session.query(Answer.value).filter_by(event_id=event.id).scalar() == why


def test_once_said_it_is_not_asked_again(staff: Staff) -> None:
    case = concerning(staff, "officer")
    case = step(staff, case, "acknowledge", who_will_be_asked="The force")
    case = step(staff, case, "answer_directly", why="It is a question about the rules.")
    case = step(staff, case, "close_without_reply", why_no_reply="settled_by_telephone")
    assert len(declined(case)) == 1


def test_another_type_of_case_than_the_suggested_one_says_why(staff: Staff) -> None:
    case = concerning(staff, "our_staff")
    with pytest.raises(Invalid, match="why you decide otherwise"):
        step(staff, case, "convert", target_type="complaint_review")
    assert step(staff, case, "convert", target_type="service_complaint").state == "converted"


@pytest.mark.parametrize("concerns", ["", "chief_own"])
def test_where_nothing_is_suggested_nothing_is_asked(staff: Staff, concerns: str) -> None:
    case = concerning(staff, concerns)
    assert routes.of(Subject(case)) is None
    assert step(staff, case, "close_without_reply", why_no_reply="praise").state == "closed_without_reply"


def test_a_case_in_which_it_is_too_late_is_suggested_nothing(staff: Staff) -> None:
    case = concerning(staff, "officer")
    case = step(staff, case, "close_without_reply", why="Praise, after all.", why_no_reply="praise")
    assert routes.of(Subject(case)) is None
