"""A subject access request: its table a second time by hand, and the month (R7.20)."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.workflows.days import ENGLAND, d
from tests.workflows.next_rows import MANAGER, OFFICER, Row
from workflows.engine import TransitionRefused
from workflows.ledger import LedgerEntry, LedgerKind, due
from workflows.simple import Facts
from workflows.subject_access_request import WORKFLOW, State, Trigger

FACTS = Facts(today=d("1 Dec 2026"), due={"answer": d("1 Dec 2026")}, answers={"reason": "x"})
RULE = WORKFLOW.clock_rules["subject_access_request.answer"]
WORLDS = {
    "subject access request": (
        WORKFLOW,
        {
            ("received", "hand_over"): ((OFFICER,), "with_information_team"),
            ("received", "ask_person"): ((OFFICER,), "waiting_for_person"),
            ("received", "answer"): ((OFFICER,), "answered"),
            ("received", "close"): ((OFFICER,), "closed"),
            ("with_information_team", "ask_person"): ((OFFICER,), "waiting_for_person"),
            ("with_information_team", "extend"): ((OFFICER, MANAGER), "with_information_team"),
            ("with_information_team", "answer"): ((OFFICER,), "answered"),
            ("with_information_team", "close"): ((OFFICER,), "closed"),
            ("waiting_for_person", "record_what_came"): ((OFFICER,), "with_information_team"),
            ("waiting_for_person", "close"): ((OFFICER,), "closed"),
            ("answered", "reopen"): ((MANAGER,), "with_information_team"),
            ("closed", "reopen"): ((MANAGER,), "with_information_team"),
            **{
                (state, "mistake"): ((OFFICER, MANAGER), "mistake")
                for state in ("received", "with_information_team", "waiting_for_person")
            },
            ("mistake", "undo"): ((MANAGER,), "received"),
        },
        FACTS,
    )
}
NOW = {
    "received": Row(
        "a casework officer: pass on and acknowledge",
        {OFFICER: ("hand_over", "answer ask_person", "close mistake"), MANAGER: ("", "", "mistake")},
        {OFFICER: "Pass on and acknowledge"},
    ),
    "with_information_team": Row(
        "the information team: answer",
        {OFFICER: ("answer", "ask_person extend", "close mistake"), MANAGER: ("", "extend", "mistake")},
        {OFFICER: "Answer"},
    ),
    "waiting_for_person": Row(
        "the person: record that it came",
        {OFFICER: ("record_what_came", "", "close mistake"), MANAGER: ("", "", "mistake")},
        {OFFICER: "Record that it came"},
    ),
    "answered": Row("", {MANAGER: ("", "reopen", "")}),
    "closed": Row("", {MANAGER: ("", "reopen", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
NEXT = {"subject access request": (WORKFLOW, FACTS, NOW)}
REMINDED = {
    "subject_access_request.answer": "general",
    "subject_access_request.reopened": "general",
    "subject_access_request.hold_review": "general",
}
IN_LAW = {"subject_access_request.answer"}


def started(day: str) -> LedgerEntry:
    return LedgerEntry(kind=LedgerKind.STARTED, on=d(day))


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        ("31 Jan 2025", dt.date(2025, 2, 28)),
        ("31 Jan 2024", dt.date(2024, 2, 29)),
        ("25 Nov 2026", dt.date(2026, 12, 29)),
    ],
)
def test_a_month_ends_with_the_month_and_on_a_working_day(received: str, last_day: dt.date) -> None:
    """Worked dates 17 and 18."""
    assert due(RULE, [started(received)], ENGLAND).on == last_day


def test_the_month_begins_with_the_day_on_which_the_proof_came() -> None:
    asked = LedgerEntry(kind=LedgerKind.HELD, on=d("5 Oct 2026"), reason="Waiting for proof")
    came = LedgerEntry(kind=LedgerKind.RESTARTED, on=d("19 Oct 2026"))
    assert due(RULE, [started("1 Oct 2026"), asked], ENGLAND).state == "held"
    assert due(RULE, [started("1 Oct 2026"), asked, came], ENGLAND).on == dt.date(2026, 11, 19)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"extended": frozenset({"answer"})}, "extended already"), ({"today": d("2 Dec 2026")}, "within it")],
)
def test_more_time_is_taken_once_and_within_the_month(change: dict[str, Any], says: str) -> None:
    facts = dataclasses.replace(FACTS, **change)
    with pytest.raises(TransitionRefused, match=says):
        WORKFLOW.fire(State.WITH_INFORMATION_TEAM, Trigger.EXTEND, OFFICER, facts)
