"""A surgery appointment: its table a second time by hand (rulebook 10.4)."""

import dataclasses
import datetime as dt

import pytest

from tests.workflows.next_rows import MANAGER, OFFICER, Row
from workflows.engine import TransitionRefused
from workflows.roles import Role
from workflows.simple import Facts
from workflows.surgery_appointment import WORKFLOW, State, Trigger

SYSTEM = Role.SYSTEM
TODAY = dt.date(2027, 3, 28)
FACTS = Facts(
    today=TODAY,
    actor_id=2,
    due={"appointment": TODAY},
    made_by={"finish": 1, "open_follow_up": 1},
    answers={
        "surgery_time": "1", "in_remit": True, "no_proceedings": True, "safe": True, "reason": "x", "note": "x", "agrees": "yes",
        "cases": "opened",
    },
)  # fmt: skip
TABLE = {
    ("requested", "acknowledge"): ((OFFICER,), "requested"),
    ("requested", "accept"): ((MANAGER,), "offered"),
    ("requested", "decline"): ((MANAGER,), "declined"),
    ("requested", "cancel"): ((OFFICER, MANAGER), "cancelled"),
    ("requested", "mistake"): ((MANAGER,), "mistake"),
    ("offered", "confirm"): ((OFFICER, MANAGER), "booked"),
    ("offered", "lapse"): ((SYSTEM,), "lapsed"),
    ("offered", "record_lapse"): ((OFFICER, MANAGER), "lapsed"),
    ("offered", "reschedule"): ((OFFICER, MANAGER), "requested"),
    ("offered", "cancel"): ((OFFICER, MANAGER), "cancelled"),
    ("booked", "reschedule"): ((OFFICER, MANAGER), "requested"),
    ("booked", "cancel"): ((OFFICER, MANAGER), "cancelled"),
    ("booked", "record_briefing"): ((OFFICER,), "booked"),
    ("booked", "record_held"): ((OFFICER, MANAGER), "held"),
    ("booked", "record_absence"): ((OFFICER, MANAGER), "did_not_attend"),
    ("held", "open_follow_up"): ((OFFICER,), "held"),
    ("held", "finish"): ((OFFICER,), "closed"),
    ("held", "take_back"): ((MANAGER,), "booked"),
    ("did_not_attend", "offer_again"): ((MANAGER,), "offered"),
    ("did_not_attend", "close_missed"): ((OFFICER, MANAGER), "closed"),
    ("did_not_attend", "take_back"): ((MANAGER,), "booked"),
    ("closed", "ask_again"): ((MANAGER,), "requested"),
    ("closed", "reopen"): ((MANAGER,), "held"),
    ("declined", "ask_again"): ((MANAGER,), "requested"),
    ("lapsed", "ask_again"): ((OFFICER, MANAGER), "requested"),
    ("cancelled", "ask_again"): ((OFFICER, MANAGER), "requested"),
    ("mistake", "undo"): ((MANAGER,), "requested"),
}
BRIEFED = dataclasses.replace(FACTS, known={"briefing": "x"})
WORLDS = {
    "surgery appointment": (WORKFLOW, TABLE, FACTS),
    "surgery appointment with a briefing": (
        WORKFLOW,
        {row: to for row, to in TABLE.items() if row[1] != "record_briefing"}
        | {("booked", "change_briefing"): ((OFFICER,), "booked")},
        BRIEFED,
    ),
}
NOW = {
    "requested": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "", "cancel"), MANAGER: ("accept", "", "decline cancel mistake")},
        {OFFICER: "Acknowledge", MANAGER: "Offer a time"},
    ),
    "offered": Row(
        "the person: say whether the time suits, or it lapses",
        {
            OFFICER: ("confirm", "reschedule", "record_lapse cancel"),
            MANAGER: ("confirm", "reschedule", "record_lapse cancel"),
        },
        {OFFICER: "Record that the time suits", MANAGER: "Record that the time suits"},
    ),
    "booked": Row(
        "a casework officer or a manager: record that it was held",
        {
            OFFICER: ("record_held", "record_briefing record_absence reschedule", "cancel"),
            MANAGER: ("record_held", "record_absence reschedule", "cancel"),
        },
        {OFFICER: "Record that it was held", MANAGER: "Record that it was held"},
    ),
    "held": Row(
        "a casework officer: do what was agreed",
        {OFFICER: ("finish", "open_follow_up", ""), MANAGER: ("", "take_back", "")},
        {OFFICER: "Do what was agreed"},
    ),
    "did_not_attend": Row(
        "a manager: offer one more time",
        {OFFICER: ("close_missed", "", ""), MANAGER: ("offer_again", "close_missed take_back", "")},
        {MANAGER: "Offer one more time"},
    ),
    "closed": Row("", {MANAGER: ("", "ask_again reopen", "")}),
    "declined": Row("", {MANAGER: ("", "ask_again", "")}),
    "lapsed": Row("", {OFFICER: ("", "ask_again", ""), MANAGER: ("", "ask_again", "")}),
    "cancelled": Row("", {OFFICER: ("", "ask_again", ""), MANAGER: ("", "ask_again", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
BEFORE = dataclasses.replace(FACTS, due={"appointment": TODAY + dt.timedelta(days=1)})
TWICE = dataclasses.replace(FACTS, made_by={"offer_again": 1})
NEXT = {
    "surgery appointment": (WORKFLOW, FACTS, NOW),
    "surgery appointment before its day": (
        WORKFLOW,
        BEFORE,
        NOW
        | {
            "booked": NOW["booked"].but(
                "a casework officer: record the briefing",
                casework_officer=("record_briefing", "reschedule", "cancel"),
                manager=("", "reschedule", "cancel"),
            )
        },
    ),
    "surgery appointment that was missed twice": (
        WORKFLOW,
        TWICE,
        NOW
        | {
            "did_not_attend": NOW["did_not_attend"].but(
                "a casework officer or a manager: close",
                manager=("close_missed", "take_back", ""),
            ),
            "closed": Row("", {MANAGER: ("", "ask_again", "")}),
        },
    ),
}
REMINDED = {
    "surgery_appointment.answer": "general",
    "surgery_appointment.reply": "nobody",
    "surgery_appointment.briefing": "general",
    "surgery_appointment.appointment": "general",
    "surgery_appointment.again": "general",
    "surgery_appointment.follow_up": "general",
    "surgery_appointment.hold_review": "general",
}


@pytest.mark.parametrize(
    ("state", "trigger", "role", "facts", "said"),
    [
        (State.REQUESTED, Trigger.ACCEPT, MANAGER, {"no_proceedings": False}, "no way round a court case"),
        (State.REQUESTED, Trigger.ACCEPT, MANAGER, {"in_remit": False}, "not within our remit"),
        (State.REQUESTED, Trigger.ACCEPT, MANAGER, {"safe": False}, "not safe for everybody"),
        (State.REQUESTED, Trigger.ACCEPT, MANAGER, {"surgery_time": ""}, "Choose a free time"),
        (State.REQUESTED, Trigger.DECLINE, MANAGER, {"reason": " "}, "Give the reason"),
        (State.BOOKED, Trigger.RECORD_HELD, OFFICER, {"note": ""}, "Write down what was said"),
        (State.BOOKED, Trigger.RECORD_HELD, OFFICER, {"agrees": ""}, "agrees that we act"),
    ],
)
def test_what_an_appointment_is_refused_for_is_said(
    state: State, trigger: Trigger, role: Role, facts: dict[str, object], said: str
) -> None:
    given = FACTS.answered({**FACTS.answers, **facts})
    with pytest.raises(TransitionRefused, match=said):
        WORKFLOW.fire(state, trigger, role, given)


def test_nobody_says_before_the_day_that_it_was_held_or_that_nobody_came() -> None:
    for trigger in (Trigger.RECORD_HELD, Trigger.RECORD_ABSENCE):
        with pytest.raises(TransitionRefused, match="still to come"):
            WORKFLOW.fire(State.BOOKED, trigger, OFFICER, BEFORE)


def test_whoever_did_not_come_is_offered_one_more_time_and_no_third() -> None:
    with pytest.raises(TransitionRefused, match="a second time already"):
        WORKFLOW.fire(State.DID_NOT_ATTEND, Trigger.OFFER_AGAIN, MANAGER, TWICE)


def test_no_case_is_opened_of_what_somebody_only_wanted_to_be_heard_on() -> None:
    heard = dataclasses.replace(FACTS, known={"agrees": "no"})
    with pytest.raises(TransitionRefused, match="did not agree"):
        WORKFLOW.fire(State.HELD, Trigger.OPEN_FOLLOW_UP, OFFICER, heard)


def test_it_is_not_closed_with_cases_that_nobody_opened() -> None:
    with pytest.raises(TransitionRefused, match="open it first"):
        WORKFLOW.fire(State.HELD, Trigger.FINISH, OFFICER, dataclasses.replace(FACTS, made_by={}))
