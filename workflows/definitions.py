"""What is wrong with the definition of a workflow: asked when the application starts, and by a test."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from workflows.activities import Activity
from workflows.engine import Category, ClockEffect, Move, Workflow, sentence
from workflows.roles import Role
from workflows.turns import LIKELY, Turn, Way


def problems(workflow: Workflow, *, effects: Collection[str], letters: Collection[str]) -> list[str]:
    """What is wrong, as half sentences; nothing when it is sound. `effects` are the names that have a function,
    `letters` the codes that have a purpose."""
    return [
        *_states(workflow),
        *_clocks(workflow),
        *_turns(workflow),
        *(f"nothing is done by {trigger}" for trigger in workflow.triggers if trigger not in _triggers(workflow)),
        *(
            f"{move.trigger} from {move.source}: {problem}"
            for move in workflow.moves
            for problem in _row(workflow, move, effects, letters)
        ),
    ]


def _states(workflow: Workflow) -> Iterator[str]:
    reached = _reached(workflow)
    for state in workflow.states:
        if not workflow.labels.get(state):
            yield f"{state} has no label"
        if state not in workflow.categories:
            yield f"{state} has no category"
        if state not in reached:
            yield f"{state} cannot be reached"
        if workflow.is_final(state) and workflow.categories.get(state) is not Category.CLOSED:
            yield f"{state} is a dead end but not closed"


def _clocks(workflow: Workflow) -> Iterator[str]:
    for effect in workflow.opening_clocks:
        if effect.clock not in workflow.clock_rules:
            yield f"it begins with the unknown clock {effect.clock}"


def _turns(workflow: Workflow) -> Iterator[str]:
    """Of every open state a page says who has to do what, and how to make it possible."""
    guards = {guard for move in workflow.moves for guard in move.guards}
    for guard, activity in workflow.remedies.items():
        if guard not in guards or activity not in {*Activity}:
            yield f"{activity} is no activity that makes {guard.__name__} pass"
    for state, turn in workflow.turns.items():
        yield from (
            f"{state} is waited in until the unknown clock {code}"
            for code in turn.clocks
            if code not in workflow.clock_rules
        )
    for state in workflow.states:
        turn = workflow.turns.get(state, Turn())
        is_open = workflow.categories.get(state) is not Category.CLOSED
        if (
            is_open
            and not (turn.who and turn.to)
            and not any(_may_be_next(move) for move in workflow.moves_from(state))
        ):
            yield f"nobody has the turn in {state}: no likely move leads on, and nobody is waited for"


def _may_be_next(move: Move) -> bool:
    return move.way is Way.ON and move.likely >= LIKELY and Role.SYSTEM not in move.roles


def _triggers(workflow: Workflow) -> set[StrEnum]:
    return {move.trigger for move in workflow.moves}


def _row(workflow: Workflow, move: Move, effects: Collection[str], letters: Collection[str]) -> Iterator[str]:
    if not move.label or not move.follows:
        yield "no label or no sentence of what follows"
    if not move.roles or any(role not in Role for role in move.roles):
        yield "no role or an unknown one"
    if any(not sentence(guard).endswith(".") for guard in move.guards):
        yield "a guard without its sentence"
    yield from (f"no function for the effect {name}" for name in move.effects if name not in effects)
    yield from (f"the letter {code} has no purpose" for code in move.letters if code not in letters)
    if move.after and (move.after not in workflow.clock_rules or Role.SYSTEM not in move.roles):
        yield f"after {move.after}: no clock of this workflow, or not a step of the system"
    for effect in move.clocks:
        yield from _effect(workflow, move, effect)
    yield from _answers(workflow, move)


def _effect(workflow: Workflow, move: Move, effect: ClockEffect) -> Iterator[str]:
    """A day that rests on an answer rests on a date that this move asks for; the law's own stop is no hold's."""
    rule = workflow.clock_rules.get(effect.clock)
    if rule is None and effect.kind != "meet_all":
        yield f"unknown clock {effect.clock}"
    dates = {question.code for question in move.asks if question.kind == "date"}
    if {effect.from_answer, effect.on_answer} - dates - {None}:
        yield f"the clock {effect.clock} needs an answer that is not asked"
    if effect.kind in ("extend", "stop", "hold") and not effect.reason:
        yield f"no reason why the clock {effect.clock} has more time or stops"
    if effect.kind == "extend" and effect.length <= 0:
        yield f"no length by which the clock {effect.clock} is extended"
    if effect.kind == "hold" and rule is not None and not rule.stopped_by_hold:
        yield f"no hold of the office stops the clock {effect.clock}"
    if effect.kind == "stop" and rule is not None and rule.stopped_by_hold:
        yield f"the clock {effect.clock} is stopped by a hold of the office, so no move stops it"


def _answers(workflow: Workflow, move: Move) -> Iterator[str]:
    """What rests on an answer rests on a question that this move asks."""
    asked = {question.code for question in move.asks}
    for kind in workflow.letters:
        question = kind.goes_with[0]
        if kind.code in move.letters and question and question not in asked:
            yield f"the letter {kind.code} needs an answer that is not asked"


def _reached(workflow: Workflow) -> set[StrEnum]:
    reached, waiting = {workflow.initial}, [workflow.initial]
    while waiting:
        for move in workflow.moves_from(waiting.pop()):
            if move.target not in reached:
                reached.add(move.target)
                waiting.append(move.target)
    return reached
