"""The example of the guide to a new type of case is one that works."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from casework.letters.language import check
from workflows import next_step
from workflows.definitions import problems
from workflows.engine import Workflow

GUIDE = Path(__file__).parent.parent.parent / "docs" / "guide" / "a-new-case-type.md"
BLOCKS = re.findall(r"```\w*\n(.*?)```", GUIDE.read_text(), re.DOTALL)


@pytest.fixture
def example() -> dict[str, Any]:
    """What the file of the workflow defines."""
    names: dict[str, Any] = {"__name__": "room_hire"}
    exec(compile(BLOCKS[0], "room_hire.py", "exec"), names)
    return names


def test_its_workflow_is_sound_and_its_text_says_what_the_letter_must_say(example: dict[str, Any]) -> None:
    workflow: Workflow = example["WORKFLOW"]
    letters = {kind.code: kind for kind in workflow.letters}
    assert problems(workflow, effects=(), letters=letters) == []
    subject, _, body = BLOCKS[1].partition("\n\n")
    assert subject == "Subject: Your request for a room, {{ case.reference }}"
    assert check(body, letters["L-H01"]) == []


def test_its_table_by_hand_is_the_table(example: dict[str, Any]) -> None:
    workflow, table, facts = by_hand(example)["WORLDS"]["room hire"]
    for (state, trigger), (roles, target) in table.items():
        for role in roles:
            assert workflow.fire(workflow.states(state), workflow.triggers(trigger), role, facts).target == target
    assert len(table) == len(workflow.moves)


def test_its_next_steps_by_hand_are_those_of_the_table(example: dict[str, Any]) -> None:
    workflow, facts, rows = by_hand(example)["NEXT"]["room hire"]
    assert rows.keys() == set(workflow.states)
    for state in workflow.states:
        for role, expected in rows[state].now.items():
            given = {"roles": {role}, "facts": facts, "today": dt.date(2026, 7, 1)}
            found = next_step.of(workflow, state, **given)
            assert (found.next.trigger if found.next else "", *expected[1:]) == expected
            assert next_step.at_a_glance(workflow, state, {role}).step == rows[state].listed[role]


def by_hand(example: dict[str, Any]) -> dict[str, Any]:
    """What its test file says."""
    source = BLOCKS[3].replace("from workflows.room_hire import WORKFLOW\n", "")
    names = {"WORKFLOW": example["WORKFLOW"]}
    exec(compile(source, "test_room_hire.py", "exec"), names)
    return names
