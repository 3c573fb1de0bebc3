"""Every state x trigger x role of every workflow, against a table written by hand. What a table does not list must be
refused.

A test file of this folder that has `WORLDS` brings the tables of its workflow: for each set of facts the workflow, the
table, the facts.
"""

from typing import Any

import pytest

from tests.workflows import declared
from tests.workflows.test_tables import Table
from workflows.engine import TransitionRefused, Workflow
from workflows.registry import WORKFLOWS
from workflows.roles import Role

World = tuple[Workflow, Table, Any]


TABLES: dict[str, World] = {name: world for worlds in declared.all_of("WORLDS") for name, world in worlds.items()}


def without_table(workflows: dict[str, Workflow], worlds: dict[str, World]) -> set[str]:
    return workflows.keys() - {workflow.name for workflow, _, _ in worlds.values()}


def test_every_workflow_has_a_table_written_by_hand() -> None:
    assert without_table(dict(WORKFLOWS), TABLES) == set()


def test_a_workflow_without_a_table_is_seen() -> None:
    kept = {name: world for name, world in TABLES.items() if world[0].name != "enquiry"}
    assert without_table(dict(WORKFLOWS), kept) == {"enquiry"}


def _reached(workflow: Workflow, state: Any, trigger: Any, role: Role, facts: Any) -> str | None:
    try:
        return workflow.fire(state, trigger, role, facts).target.value
    except TransitionRefused as refusal:
        return None if refusal.reason.endswith(".") else f"a refusal without a sentence: {refusal.reason}"


@pytest.mark.parametrize("world", list(TABLES))
def test_every_state_trigger_and_role(world: str) -> None:
    workflow, expected, facts = TABLES[world]
    wrong = []
    for state in workflow.states:
        for trigger in workflow.triggers:
            roles, target = expected.get((state, trigger), ((), ""))
            for role in Role:
                reached = _reached(workflow, state, trigger, role, facts)
                wanted = target if role in roles else None
                if reached != wanted:
                    wrong.append(f"{role} {trigger} from {state}: {reached}, expected {wanted}")
    assert wrong == []


def test_no_listed_move_is_unknown() -> None:
    for workflow, expected, _ in TABLES.values():
        assert {state for state, _ in expected} <= set(workflow.states)
        assert {trigger for _, trigger in expected} <= set(workflow.triggers)
