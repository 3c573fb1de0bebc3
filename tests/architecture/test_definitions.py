"""Every workflow is sound, with the effects, letters and clocks that it names; and nothing sound is left unused."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from casework import create_app
from casework.case_types import effects_of
from casework.services.steps.definitions import BadDefinition, problems, require_sound
from tests.invented import INVENTED
from workflows import enquiry, enquiry_rules
from workflows.engine import Move, Workflow, extend, meet, start, stop
from workflows.registry import WORKFLOWS
from workflows.turns import Turn, Way

SOUND = enquiry.WORKFLOW
ACKNOWLEDGE = SOUND.moves[0]


def mute(facts: object) -> bool:
    return True


def with_first(**change: Any) -> Workflow:
    """The workflow of enquiries with one thing changed in its first move."""
    first: Move = dataclasses.replace(ACKNOWLEDGE, **change)
    return dataclasses.replace(SOUND, moves=(first, *SOUND.moves[1:]))


BROKEN: dict[str, Callable[[], Workflow]] = {
    "no function for the effect": lambda: with_first(effects=("mark_no_such_thing",)),
    "has no purpose": lambda: with_first(letters=("L-X99",)),
    "a guard without its sentence": lambda: with_first(guards=(mute,)),
    "no label or no sentence": lambda: with_first(label=""),
    "no role": lambda: with_first(roles=frozenset()),
    "unknown clock": lambda: with_first(clocks=(start("no_such_clock"),)),
    "needs an answer that is not asked": lambda: with_first(clocks=(start("draft", from_answer="no_such_answer"),)),
    "the clock enquiry.reply needs an answer": lambda: with_first(
        clocks=(meet("reply", on_answer="who_will_be_asked"),)
    ),
    "no reason why": lambda: with_first(clocks=(extend("reply", 5, reason=""),)),
    "no length by which": lambda: with_first(clocks=(extend("reply", 0, reason="It is long"),)),
    "so no move stops it": lambda: with_first(clocks=(stop("reply", reason="Waiting"),)),
    "begins with the unknown clock": lambda: without_clock("reply"),
    "has no label": lambda: dataclasses.replace(SOUND, labels={}),
    "has no category": lambda: dataclasses.replace(SOUND, categories={}),
    "cannot be reached": lambda: without_trigger(enquiry.Trigger.CLOSE_WITHOUT_REPLY),
    "nothing is done by approve_reply": lambda: without_trigger(enquiry.Trigger.APPROVE_REPLY),
    "nobody has the turn in new": lambda: dataclasses.replace(
        SOUND, moves=tuple(dataclasses.replace(move, likely=4) for move in SOUND.moves)
    ),
    "nobody has the turn in acknowledged": lambda: dataclasses.replace(
        SOUND, moves=tuple(dataclasses.replace(move, way=Way.OUT) for move in SOUND.moves)
    ),
    "waited in until the unknown clock": lambda: dataclasses.replace(
        SOUND, turns={enquiry.State.DRAFTING: Turn(clocks=("no_such_clock",))}
    ),
    "no activity that makes has_comments pass": lambda: dataclasses.replace(
        SOUND, remedies={enquiry_rules.has_comments: "no_such_activity"}
    ),
    "dead end": lambda: without_way_from(enquiry.State.AWAITING_PARTNER),
}


def without_clock(code: str) -> Workflow:
    rules = tuple(rule for rule in SOUND.clocks if rule.code != SOUND.clock_name(code))
    return dataclasses.replace(SOUND, clocks=rules)


def without_trigger(trigger: enquiry.Trigger) -> Workflow:
    return dataclasses.replace(SOUND, moves=tuple(move for move in SOUND.moves if move.trigger != trigger))


def without_way_from(state: enquiry.State) -> Workflow:
    return dataclasses.replace(SOUND, moves=tuple(move for move in SOUND.moves if move.source != state))


def test_every_registered_workflow_is_sound() -> None:
    assert problems() == []


def test_every_effect_belongs_to_a_move() -> None:
    for workflow in WORKFLOWS.values():
        named = {name for move in workflow.moves for name in move.effects}
        assert effects_of(workflow.name).keys() - named == set()


def test_a_workflow_without_an_entry_is_seen() -> None:
    assert problems([INVENTED]) == ["invented: it has no entry in casework/case_types.py"]


@pytest.mark.parametrize("problem", list(BROKEN))
def test_a_broken_definition_is_seen(problem: str) -> None:
    found = problems([BROKEN[problem]()])
    assert any(problem in sentence for sentence in found), found


def test_a_broken_definition_is_refused_with_one_sentence() -> None:
    with pytest.raises(BadDefinition, match=r"^Mend the definitions in workflows/ before starting: [^.]*\.$"):
        require_sound([with_first(effects=("mark_no_such_thing",))])


def test_the_application_does_not_start_with_a_broken_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKFLOWS, "enquiry", with_first(effects=("mark_no_such_thing",)))
    with pytest.raises(BadDefinition, match="mark_no_such_thing"):
        create_app({"CASEWORK_ENV": "test"})
