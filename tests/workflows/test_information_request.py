"""A request for information: its table a second time by hand, and the twenty working days (R7.18, R7.19)."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.workflows.days import ENGLAND, UK, d
from tests.workflows.next_rows import MANAGER, OFFICER, REVIEWER, Row, everybody
from workflows.engine import TransitionRefused
from workflows.information_request import WORKFLOW, State, Trigger
from workflows.ledger import LedgerEntry, LedgerKind, due
from workflows.simple import Facts

FACTS = Facts(
    actor_id=2,
    made_by={"answer": 1},
    today=d("1 Jul 2026"),
    due={"answer": d("1 Jul 2026")},
    known={"regime": "foi"},
    answers={"reason": "x"},
)
RULE = WORKFLOW.clock_rules["information_request.answer"]
TABLE = {
    ("received", "hand_over"): ((OFFICER,), "with_information_team"),
    ("received", "ask_clarification"): ((OFFICER,), "clarification"),
    ("received", "answer"): ((OFFICER,), "answered"),
    ("received", "close"): ((OFFICER,), "closed"),
    ("with_information_team", "ask_clarification"): ((OFFICER,), "clarification"),
    ("with_information_team", "extend"): ((OFFICER, MANAGER), "with_information_team"),
    ("with_information_team", "answer"): ((OFFICER,), "answered"),
    ("with_information_team", "close"): ((OFFICER,), "closed"),
    ("clarification", "record_clarification"): ((OFFICER,), "with_information_team"),
    ("clarification", "close"): ((OFFICER,), "closed"),
    ("answered", "ask_internal_review"): ((OFFICER, REVIEWER, MANAGER), "internal_review"),
    ("answered", "reopen"): ((MANAGER,), "with_information_team"),
    ("internal_review", "answer_review"): ((MANAGER,), "reviewed"),
    ("reviewed", "reopen"): ((MANAGER,), "with_information_team"),
    ("closed", "ask_internal_review"): ((OFFICER, REVIEWER, MANAGER), "internal_review"),
    ("closed", "reopen"): ((MANAGER,), "with_information_team"),
    **{
        (state, "mistake"): ((OFFICER, MANAGER), "mistake")
        for state in ("received", "with_information_team", "clarification")
    },
    ("mistake", "undo"): ((MANAGER,), "received"),
}
WORLDS = {
    "information request": (WORKFLOW, TABLE, FACTS),
    "environmental information request": (WORKFLOW, TABLE, dataclasses.replace(FACTS, known={"regime": "eir"})),
}
MISTAKE = ("", "", "mistake")
NOW = {
    "received": Row(
        "a casework officer: pass on and acknowledge",
        {OFFICER: ("hand_over", "answer ask_clarification", "close mistake"), MANAGER: MISTAKE},
        {OFFICER: "Pass on and acknowledge"},
    ),
    "with_information_team": Row(
        "the information team: answer",
        {OFFICER: ("answer", "ask_clarification extend", "close mistake"), MANAGER: ("", "extend", "mistake")},
        {OFFICER: "Answer"},
    ),
    "clarification": Row(
        "the person: record the clarification",
        {OFFICER: ("record_clarification", "", "close mistake"), MANAGER: MISTAKE},
        {OFFICER: "Record the clarification"},
    ),
    "answered": Row(
        "", {**everybody(("", "ask_internal_review", "")), MANAGER: ("", "ask_internal_review reopen", "")}
    ),
    "internal_review": Row(
        "a manager: answer the internal review",
        {MANAGER: ("answer_review", "", "")},
        {MANAGER: "Answer the internal review"},
    ),
    "reviewed": Row("", {MANAGER: ("", "reopen", "")}),
    "closed": Row("", {**everybody(("", "ask_internal_review", "")), MANAGER: ("", "ask_internal_review reopen", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
EXTENDED = {
    "with_information_team": NOW["with_information_team"].but(
        casework_officer=("answer", "ask_clarification", "close mistake"), manager=MISTAKE
    )
}
NEXT = {
    "information request": (WORKFLOW, FACTS, NOW),
    "information request with more time": (
        WORKFLOW,
        dataclasses.replace(FACTS, extended=frozenset({"answer"})),
        NOW | EXTENDED,
    ),
}
REMINDED = {
    "information_request.answer": "general",
    "information_request.internal_review": "general",
    "information_request.reopened": "general",
    "information_request.hold_review": "general",
}
IN_LAW = {"information_request.answer"}


def started(day: str) -> LedgerEntry:
    return LedgerEntry(kind=LedgerKind.STARTED, on=d(day))


@pytest.mark.parametrize(
    ("received", "last_day", "in_england"),
    [
        ("2 Jun 2026", dt.date(2026, 7, 1), dt.date(2026, 6, 30)),
        ("2 Mar 2026", dt.date(2026, 3, 31), dt.date(2026, 3, 30)),
        ("12 Dec 2025", dt.date(2026, 1, 15), dt.date(2026, 1, 14)),
    ],
)
def test_a_bank_holiday_anywhere_in_the_uk_is_not_counted(
    received: str, last_day: dt.date, in_england: dt.date
) -> None:
    """Worked dates 15 and 16."""
    assert due(RULE, [started(received)], UK).on == last_day
    assert due(RULE, [started(received)], ENGLAND).on == in_england


def test_the_twenty_days_begin_anew_with_the_clarification() -> None:
    asked = LedgerEntry(kind=LedgerKind.HELD, on=d("10 Jun 2026"), reason="Waiting for clarification")
    came = LedgerEntry(kind=LedgerKind.RESTARTED, on=d("1 Jul 2026"))
    assert due(RULE, [started("2 Jun 2026"), asked], UK).state == "held"
    assert due(RULE, [started("2 Jun 2026"), asked, came], UK).on == dt.date(2026, 7, 30)


@pytest.mark.parametrize("regime", ["foi", "eir"])
def test_why_it_takes_longer_follows_from_the_law_it_falls_under(regime: str) -> None:
    facts = dataclasses.replace(FACTS, known={"regime": regime})
    move = WORKFLOW.fire(State.WITH_INFORMATION_TEAM, Trigger.EXTEND, OFFICER, facts)
    reasons = {"foi": "public interest", "eir": "complex"}
    assert reasons[regime] in move.clocks[0].reason
    assert move.clocks[0].length == 20


@pytest.mark.parametrize(
    ("change", "says"),
    [({"extended": frozenset({"answer"})}, "extended already"), ({"today": d("2 Jul 2026")}, "has passed")],
)
def test_more_time_is_taken_once_and_in_time(change: dict[str, Any], says: str) -> None:
    facts = dataclasses.replace(FACTS, **change)
    with pytest.raises(TransitionRefused, match=says):
        WORKFLOW.fire(State.WITH_INFORMATION_TEAM, Trigger.EXTEND, OFFICER, facts)


def test_whoever_answered_does_not_review_the_answer() -> None:
    facts = dataclasses.replace(FACTS, made_by={"answer": 2})
    with pytest.raises(TransitionRefused, match="another manager"):
        WORKFLOW.fire(State.INTERNAL_REVIEW, Trigger.ANSWER_REVIEW, MANAGER, facts)
