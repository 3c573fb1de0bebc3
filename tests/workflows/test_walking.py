"""The ways through the tables that tests of letters and pages walk: to every letter, to every state."""

from dataclasses import replace

import pytest

from tests import walking
from workflows import information_request, service_complaint
from workflows.engine import Workflow
from workflows.roles import Role
from workflows.simple import Facts

SIMPLE = pytest.mark.parametrize("workflow", walking.SIMPLE.values(), ids=list(walking.SIMPLE))
INFORMATION, SERVICE = information_request.WORKFLOW, service_complaint.WORKFLOW


@SIMPLE
@pytest.mark.parametrize("full", [True, False], ids=["full", "sparse"])
def test_a_way_leads_to_every_letter_and_ends_with_its_step(workflow: Workflow, full: bool) -> None:
    for kind in workflow.letters:
        *before, last = walking.path_to(workflow, kind.code, full=full)
        assert kind.code in last.move.letters
        assert kind.goes(last.move.trigger, last.answers)
        assert [step.move.source for step in (*before, last)] == [
            workflow.initial, *(step.move.target for step in before)
        ]  # fmt: skip


@SIMPLE
def test_a_way_leads_into_every_state(workflow: Workflow) -> None:
    for state in workflow.states:
        way = walking.path_to(workflow, state)
        assert (way[-1].move.target if way else workflow.initial) == state


@SIMPLE
def test_every_step_of_a_way_is_made_by_somebody_who_may_and_answers_what_must_be_answered(workflow: Workflow) -> None:
    for kind in workflow.letters:
        for step in walking.path_to(workflow, kind.code, full=False):
            assert step.role in step.move.roles - {Role.SYSTEM}
            assert {question.code for question in step.move.asks if question.required} <= step.answers.keys()


def test_a_full_way_answers_what_may_be_left_open_and_a_sparse_one_leaves_it() -> None:
    full, sparse = (walking.path_to(SERVICE, "L-V02", full=each)[-1] for each in (True, False))
    assert full.answers.keys() - sparse.answers.keys() == {"remedy"}
    assert walking.opening(SERVICE).keys() == {"about_whom", "what_they_want"}
    assert walking.opening(SERVICE, full=False) == {}


def test_a_guard_that_refuses_one_row_leaves_the_other() -> None:
    *_, last = walking.path_to(INFORMATION, "L-F03")
    assert information_request.is_not_environmental in last.move.guards


def test_whoever_answered_does_not_look_again() -> None:
    way = walking.path_to(SERVICE, "L-V04")
    made_by = {str(step.move.trigger): step.who for step in way}
    assert made_by["answer"] != made_by["answer_second_stage"]


def test_where_no_way_leads_it_says_so() -> None:
    """Such as to what only another type has, or past a guard that asks for another day."""

    def never(facts: Facts) -> bool:
        """Not today."""
        return False

    closed_off = replace(INFORMATION, moves=tuple(replace(move, guards=(never,)) for move in INFORMATION.moves))
    for workflow, goal in ((INFORMATION, "L-S01"), (closed_off, "L-F04")):
        with pytest.raises(LookupError, match=f"information_request .* leads to {goal}"):
            walking.path_to(workflow, goal)
