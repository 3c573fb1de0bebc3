"""What letters say of a case: of what is decided, due and on hold no more and no less than is so."""

import datetime as dt
from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.letters.language import gaps
from casework.models import Case, Letter, Recommendation
from casework.services.deadlines import holds
from casework.services.letters import drafts, recipients
from casework.services.letters.values import day
from casework.services.record.subjects import Address
from casework.services.reviews import recommendations
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.services.letters import offices
from workflows.registry import KINDS

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def alone(case: Case, code: str, actor: Actor) -> Letter:
    """A letter that goes with no step."""
    with unit_of_work():
        recipient = recipients.find(case, KINDS[code])[0]
        return drafts.write(Address(case.reference), code, recipient, sent=sent(), actor=actor)


def put_on_hold(case: Case, reason: str, actor: Actor) -> None:
    with unit_of_work():
        entry = holds.HoldEntry(reason_code=reason, reason="Between colleagues, invented.")
        holds.hold(case.reference, entry, sent=sent(), actor=actor)


def test_an_update_before_the_decision_speaks_of_none(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    update = alone(case, "L-R28", staff["reviewer"])
    assert "have not decided yet" in update.body
    assert "We made our decision" not in update.body


def test_a_draft_that_waits_for_sign_off_is_no_decision(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff)
    assert "We made our decision" not in alone(case, "L-R28", staff["reviewer"]).body


def test_a_withdrawal_before_the_decision_speaks_of_none(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    offices.give_address(case)
    (letter,) = offices.prepare(case, "withdraw", staff["reviewer"], evidence="Letter of today, invented")
    assert "We will not decide" in letter.body
    assert "Our decision of" not in letter.body


def test_an_update_after_the_decision_gives_the_day_on_which_the_answer_is_really_due(staff: Staff) -> None:
    case = factories.review_decided(staff)
    due = clock.today() + dt.timedelta(days=28)
    update = alone(case, "L-R28", staff["reviewer"])
    assert f"We made our decision on {day(clock.today())}" in update.body
    assert f"to answer our recommendations by {day(due)}" in update.body
    later = due + dt.timedelta(days=14)
    with unit_of_work():
        recommendations.extend(
            case.reference, 1, new_due_on=later, reason="Asked, invented.", sent=sent(), actor=staff["reviewer"]
        )
    assert f"to answer our recommendations by {day(later)}" in alone(case, "L-R28", staff["reviewer"]).body


def test_a_review_that_was_reopened_is_not_decided(staff: Staff) -> None:
    case = factories.review_decided(staff, recommend=False)
    case = factories.move(case, "reopen", staff["manager"], ground="clerical_error", reason="A slip, invented.")
    assert "We made our decision" not in alone(case, "L-R28", staff["reviewer"]).body


def test_the_applicant_reads_the_reason_for_a_hold_as_a_sentence_and_nothing_between_colleagues(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    put_on_hold(case, "waiting_for_applicant", staff["manager"])
    for code in ("L-R27", "L-R28"):
        letter = alone(case, code, staff["reviewer"])
        assert "We are waiting to hear from you." in letter.body
        assert "on hold" in letter.body
        assert "Between colleagues" not in letter.body


def test_another_reason_for_a_hold_is_written_by_hand(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    put_on_hold(case, "other", staff["manager"])
    assert len(gaps(alone(case, "L-R27", staff["reviewer"]).body)) == 1
    update = alone(case, "L-R28", staff["reviewer"])
    assert "on hold" in update.body
    assert gaps(update.body) == []


def test_somebody_reached_through_the_force_is_greeted_by_their_own_name(staff: Staff) -> None:
    offices.add_directory()
    case = factories.review_in_sign_off(staff)
    offices.give_address(case)
    offices.add_party(case, "complained_against", "Officer Invented", staff["reviewer"])
    letters = offices.prepare(case, "approve_reasonable", staff["manager"])
    (to_officer,) = [letter for letter in letters if letter.code == "L-R22"]
    assert to_officer.body.startswith("Dear Officer Invented,\n")
    assert to_officer.to_name == "Officer Invented, through Invented Police, standards department"


def test_the_reasons_for_the_others_are_written_for_each_of_them(staff: Staff) -> None:
    """They are owed the reasons (section 3.1) and nothing that is private to somebody else."""
    offices.add_directory()
    case = factories.review_in_sign_off(staff)
    offices.give_address(case)
    offices.add_party(case, "interested_person", "Iris Invented", staff["reviewer"])
    letters = offices.prepare(case, "approve_reasonable", staff["manager"])
    (to_other,) = [letter for letter in letters if letter.code == "L-R22"]
    assert len(gaps(to_other.body)) == 1
    assert "Invented reasons" not in to_other.body


def test_what_is_accepted_and_why_the_rest_is_not_both_reach_the_complainant(staff: Staff) -> None:
    case = factories.review_decided(staff)
    answers: dict[str, Any] = {
        "steps": "We will say sorry.",
        "reasons": "No money was promised.",
        "implementation_on": clock.today(),
    }
    row: Recommendation = factories.recommendation_move(case, "accept_in_part", staff["reviewer"], **answers)
    assert row.response_text == "We will say sorry.\n\nNo money was promised."


def test_a_question_of_referral_names_the_day_and_not_tomorrow(staff: Staff) -> None:
    offices.add_directory()
    case = factories.review_in_assessment(staff)
    letters = offices.prepare(case, "escalate", staff["reviewer"], reason="A serious injury, invented.")
    (to_force,) = [letter for letter in letters if letter.code == "L-R16"]
    assert f"in writing by {day(clock.today() + dt.timedelta(days=1))}:" in to_force.body


def test_after_the_decision_a_withdrawal_does_not_invite_another_application(staff: Staff) -> None:
    case = factories.review_decided(staff)
    offices.give_address(case)
    letters = offices.prepare(case, "withdraw", staff["reviewer"], evidence="Letter of today, invented")
    (to_applicant,) = [letter for letter in letters if letter.code == "L-R26"]
    assert f"Our decision of {day(clock.today())} stays on our records" in to_applicant.body
    assert "time limit" not in to_applicant.body
