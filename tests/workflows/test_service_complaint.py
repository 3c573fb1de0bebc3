"""A complaint about our service: its table a second time by hand (R3.13, routing table 7.2)."""

import dataclasses

import pytest

from tests.workflows.next_rows import MANAGER, OFFICER, REVIEWER, Row, everybody
from workflows.engine import TransitionRefused
from workflows.roles import Role
from workflows.service_complaint import WORKFLOW, State, Trigger
from workflows.simple import Facts

SYSTEM = Role.SYSTEM
FACTS = Facts(actor_id=2, made_by={"answer": 1}, answers={"reason": "x"})
WORLDS = {
    "service complaint": (
        WORKFLOW,
        {
            ("received", "acknowledge"): ((OFFICER,), "acknowledged"),
            ("received", "answer"): ((OFFICER, MANAGER), "answered"),
            ("received", "withdraw"): ((OFFICER,), "withdrawn"),
            ("acknowledged", "answer"): ((OFFICER, MANAGER), "answered"),
            ("acknowledged", "withdraw"): ((OFFICER,), "withdrawn"),
            ("answered", "ask_second_stage"): ((OFFICER, REVIEWER, MANAGER), "second_stage"),
            ("answered", "close"): ((OFFICER,), "closed"),
            ("answered", "close_quiet"): ((SYSTEM,), "closed"),
            ("second_stage", "answer_second_stage"): ((MANAGER,), "closed"),
            ("second_stage", "withdraw"): ((OFFICER,), "withdrawn"),
            ("closed", "ask_second_stage"): ((OFFICER, REVIEWER, MANAGER), "second_stage"),
            ("closed", "reopen"): ((MANAGER,), "acknowledged"),
            ("withdrawn", "reopen"): ((MANAGER,), "acknowledged"),
            ("received", "mistake"): ((MANAGER,), "mistake"),
            ("acknowledged", "mistake"): ((MANAGER,), "mistake"),
            ("mistake", "undo"): ((MANAGER,), "received"),
        },
        FACTS,
    )
}
NOW = {
    "received": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "answer", "withdraw"), MANAGER: ("", "answer", "mistake")},
        {OFFICER: "Acknowledge"},
    ),
    "acknowledged": Row(
        "whoever looks into it: answer",
        {OFFICER: ("answer", "", "withdraw"), MANAGER: ("answer", "", "mistake")},
        {OFFICER: "Answer", MANAGER: "Answer"},
    ),
    "answered": Row(
        "the person: it closes by itself if they do not come back",
        {**everybody(("", "ask_second_stage", "")), OFFICER: ("", "ask_second_stage", "close")},
    ),
    "second_stage": Row(
        "a manager: answer the second stage",
        {OFFICER: ("", "", "withdraw"), MANAGER: ("answer_second_stage", "", "")},
        {MANAGER: "Answer the second stage"},
    ),
    "closed": Row("", {**everybody(("", "ask_second_stage", "")), MANAGER: ("", "ask_second_stage reopen", "")}),
    "withdrawn": Row("", {MANAGER: ("", "reopen", "")}),
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
ANSWERED_BY_ME = {"second_stage": NOW["second_stage"].but(manager=("", "", ""))}
NEXT = {
    "service complaint": (WORKFLOW, FACTS, NOW),
    "service complaint that the manager answered": (
        WORKFLOW,
        dataclasses.replace(FACTS, made_by={"answer": 2}),
        NOW | ANSWERED_BY_ME,
    ),
}
REMINDED = {
    "service_complaint.acknowledge": "general",
    "service_complaint.answer": "general",
    "service_complaint.second_stage": "general",
    "service_complaint.comeback": "nobody",
    "service_complaint.hold_review": "general",
}


def test_whoever_answered_does_not_answer_the_second_stage() -> None:
    facts = dataclasses.replace(FACTS, made_by={"answer": 2})
    with pytest.raises(TransitionRefused, match="another manager"):
        WORKFLOW.fire(State.SECOND_STAGE, Trigger.ANSWER_SECOND_STAGE, MANAGER, facts)
