"""An ASB case review by the office: table 10.5 a second time by hand."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.workflows.next_rows import MANAGER, OFFICER, Row
from workflows.asb_case_review import WORKFLOW, State, Trigger
from workflows.clocks import Basis
from workflows.engine import TransitionRefused
from workflows.simple import Facts

RECEIVED = dt.date(2026, 6, 1)
ANSWERS = {
    "council_decision": "not_met", "council_decided_on": dt.date(2026, 4, 20), "in_area": True, "why_not": "too_late",
    "partner": "An invented council", "why_not_listed": "Invented.", "reason": "x",
}  # fmt: skip
FACTS = Facts(actor_id=2, received_on=RECEIVED, answers=ANSWERS)
WORLDS = {
    "Anti-social behaviour case review": (
        WORKFLOW,
        {
            ("received", "acknowledge"): ((OFFICER,), "acknowledged"),
            ("received", "take_on"): ((OFFICER,), "eligible"),
            ("received", "refuse"): ((OFFICER,), "not_eligible"),
            ("received", "withdraw"): ((OFFICER,), "withdrawn"),
            ("received", "mistake"): ((MANAGER,), "mistake"),
            ("acknowledged", "take_on"): ((OFFICER,), "eligible"),
            ("acknowledged", "refuse"): ((OFFICER,), "not_eligible"),
            ("acknowledged", "withdraw"): ((OFFICER,), "withdrawn"),
            ("acknowledged", "mistake"): ((MANAGER,), "mistake"),
            ("not_eligible", "close"): ((OFFICER,), "closed"),
            ("not_eligible", "take_on"): ((OFFICER,), "eligible"),
            ("not_eligible", "withdraw"): ((OFFICER,), "withdrawn"),
            ("eligible", "ask_records"): ((OFFICER,), "awaiting_bodies"),
            ("eligible", "withdraw"): ((OFFICER,), "withdrawn"),
            ("awaiting_bodies", "ask_records"): ((OFFICER,), "awaiting_bodies"),
            ("awaiting_bodies", "record_records"): ((OFFICER,), "assessment"),
            ("awaiting_bodies", "withdraw"): ((OFFICER,), "withdrawn"),
            ("assessment", "recommend"): ((MANAGER,), "upheld"),
            ("assessment", "do_not_uphold"): ((MANAGER,), "not_upheld"),
            ("assessment", "withdraw"): ((OFFICER,), "withdrawn"),
            ("upheld", "record_response"): ((OFFICER, MANAGER), "responded"),
            ("upheld", "withdraw"): ((OFFICER,), "withdrawn"),
            ("responded", "close"): ((OFFICER,), "closed"),
            ("responded", "withdraw"): ((OFFICER,), "withdrawn"),
            ("withdrawn", "reopen"): ((MANAGER,), "received"),
            ("closed", "reopen"): ((MANAGER,), "received"),
            ("mistake", "undo"): ((MANAGER,), "received"),
        },
        FACTS,
    )
}
NOW = {
    "received": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "take_on refuse", "withdraw"), MANAGER: ("", "", "mistake")},
        {OFFICER: "Acknowledge"},
    ),
    "acknowledged": Row(
        "a casework officer: take it on",
        {OFFICER: ("take_on", "refuse", "withdraw"), MANAGER: ("", "", "mistake")},
        {OFFICER: "Take it on"},
    ),
    "not_eligible": Row(
        "a casework officer: close, and say who can help",
        {OFFICER: ("close", "take_on", "withdraw")},
        {OFFICER: "Close, and say who can help"},
    ),
    "eligible": Row(
        "a casework officer: ask the bodies for their records",
        {OFFICER: ("ask_records", "", "withdraw")},
        {OFFICER: "Ask the bodies for their records"},
    ),
    "awaiting_bodies": Row(
        "the bodies: record what they sent",
        {OFFICER: ("record_records", "ask_records", "withdraw")},
        {OFFICER: "Record what they sent"},
    ),
    "assessment": Row(
        "a manager: decide, with recommendations",
        {OFFICER: ("", "", "withdraw"), MANAGER: ("recommend", "do_not_uphold", "")},
        {MANAGER: "Decide, with recommendations"},
    ),
    "upheld": Row(
        "the lead body: record the response",
        {OFFICER: ("record_response", "", "withdraw"), MANAGER: ("record_response", "", "")},
        {OFFICER: "Record the response", MANAGER: "Record the response"},
    ),
    "responded": Row(
        "a casework officer: close",
        {OFFICER: ("close", "", "withdraw")},
        {OFFICER: "Close"},
    ),
    "not_upheld": Row(),
    "closed": Row("", {MANAGER: ("", "reopen", "")}),
    "withdrawn": Row("", {MANAGER: ("", "reopen", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
NEXT = {"Anti-social behaviour case review": (WORKFLOW, FACTS, NOW)}
REMINDED = {
    "asb_case_review.acknowledge": "general",
    "asb_case_review.records": "general",
    "asb_case_review.assess": "general",
    "asb_case_review.response": "general",
    "asb_case_review.hold_review": "general",
}


def refusal(trigger: Trigger, **answers: Any) -> str:
    facts = dataclasses.replace(FACTS, answers={**ANSWERS, **answers}, limits={"asb_appeal_days": 28})
    with pytest.raises(TransitionRefused) as refused:
        WORKFLOW.fire(State.RECEIVED, trigger, OFFICER, facts)
    return refused.value.reason


def test_none_is_taken_on_that_no_body_decided_or_that_is_of_another_area() -> None:
    assert "has not decided yet" in refusal(Trigger.TAKE_ON, council_decision="none")
    assert "another area" in refusal(Trigger.TAKE_ON, in_area=False)


@pytest.mark.parametrize(
    ("decided", "why", "in_time"),
    [
        (dt.date(2026, 5, 4), "", True),  # 28 days before the day of receipt
        (dt.date(2026, 5, 3), "", False),
        (dt.date(2026, 5, 3), "They were in hospital.", True),
    ],
)
def test_the_limit_of_the_area_is_counted_from_the_decision_of_the_council(
    decided: dt.date, why: str, in_time: bool
) -> None:
    answers = {**ANSWERS, "council_decided_on": decided, "why_late": why}
    facts = dataclasses.replace(FACTS, answers=answers, limits={"asb_appeal_days": 28})
    assert (WORKFLOW.moves_from(State.ACKNOWLEDGED)[0].refusal(facts) is None) == in_time


def test_without_a_limit_of_the_area_none_is_late() -> None:
    facts = dataclasses.replace(FACTS, answers={**ANSWERS, "council_decided_on": dt.date(2020, 1, 1)})
    assert WORKFLOW.fire(State.RECEIVED, Trigger.TAKE_ON, OFFICER, facts).target is State.ELIGIBLE


def test_an_upheld_one_names_the_body_that_must_answer() -> None:
    facts = dataclasses.replace(FACTS, answers={**ANSWERS, "partner": ""})
    with pytest.raises(TransitionRefused, match="Choose the body from the directory"):
        WORKFLOW.fire(State.ASSESSMENT, Trigger.RECOMMEND, MANAGER, facts)


def test_its_clocks_are_as_long_as_the_table_says() -> None:
    """All of them the office's own, and no statutory date."""
    rules = WORKFLOW.clocks[:-1]
    assert [(rule.code.partition(".")[2], rule.length, rule.unit.value) for rule in rules] == [
        ("acknowledge", 5, "working days"),
        ("records", 10, "working days"),
        ("assess", 20, "working days"),
        ("response", 28, "days"),
    ]
    assert {rule.basis for rule in rules} == {Basis.POLICY}
