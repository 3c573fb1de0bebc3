"""A way through the table of a simple type of case: the steps that lead to a letter or a state, and made-up answers.

It looks at the table alone. `factories.walk` makes the steps; a test of pages clicks them.
"""

import datetime as dt
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from casework import clock
from casework.case_types import CASE_TYPES
from tests.people import STAFF
from workflows.engine import Category, ClockEffect, Move, Question, Workflow
from workflows.registry import options
from workflows.roles import Role
from workflows.simple import Facts

Answers = Mapping[str, object]

SIMPLE: Mapping[str, Workflow] = {of.name: of.workflow for of in CASE_TYPES.values() if of.is_logged_as_any}
"""The types that have nothing but their table, by name."""
MOST_PLACES = 2_000
"""Looked at before a way is given up. Each is a state with all that was answered on the way to it."""
A_TIME = "a free time"
"""Stands for a time of a surgery, which is there only once somebody has planned one (`surgeries.with_time`)."""
IDS = {who: number for number, who in enumerate(STAFF, start=1)}


class Step(NamedTuple):
    """One step of a way. `who`: the key of `tests.people.STAFF`, whose role may make it."""

    move: Move
    who: str
    answers: Answers

    @property
    def role(self) -> Role:
        return STAFF[self.who]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a case is, what its guards look at there, and the way that led to it."""

    state: str
    facts: Facts
    way: tuple[Step, ...] = field(default=())

    @property
    def key(self) -> tuple[object, ...]:
        """What the steps that are possible from here depend on."""
        seen = (self.facts.known, self.facts.made_by, self.facts.due)
        return (self.state, self.facts.extended, *(tuple(sorted(each.items())) for each in seen))


def path_to(workflow: Workflow, goal: str, *, full: bool = True) -> list[Step]:
    """The shortest way to a step that a letter goes with (its code; the step is the last), or into a state (none, where
    a case begins in it). `full`: what may be left open is answered too, here and in `opening`.

    Raises `LookupError` where no way leads there: through guards that ask for another day, say, or the system alone.
    """
    if goal == workflow.initial:
        return []
    today = clock.today()
    due = _due({}, workflow.opening_clocks, today)
    known = _in_words(opening(workflow, full=full))
    places = deque([_Place(state=workflow.initial, facts=Facts(today=today, received_on=today, known=known, due=due))])
    seen = {places[0].key}
    while places and len(seen) < MOST_PLACES:
        here = places.popleft()
        for step in _steps(workflow, here, full=full):
            if goal in (step.move.target, *_letters(workflow, step)):
                return [*here.way, step]
            there = _after(workflow, here, step)
            if there.key not in seen:
                seen.add(there.key)
                places.append(there)
    raise LookupError(f"No step of {workflow.name} that somebody can make today leads to {goal}.")


def opening(workflow: Workflow, *, full: bool = True) -> Answers:
    """Answers to what is asked when such a case is logged."""
    return next(_answered(workflow.opening_asks, full=full))


def _steps(workflow: Workflow, here: _Place, *, full: bool) -> Iterator[Step]:
    """Every step that somebody can make here, with every choice of answers."""
    for move in workflow.moves_from(workflow.states(here.state)):
        for who in (each for each in STAFF if STAFF[each] in move.roles):
            for answers in _answered(move.asks, full=full):
                facts = replace(here.facts, answers=answers, actor_id=IDS[who])
                if _chosen(workflow, move, STAFF[who], facts) is move:
                    yield Step(move, who, answers)


def _chosen(workflow: Workflow, wanted: Move, role: Role, facts: Facts) -> Move | None:
    """Of the rows of one step, the first that fits."""
    rows = (row for row in workflow.moves_from(wanted.source) if row.trigger == wanted.trigger and role in row.roles)
    return next((row for row in rows if row.refusal(facts) is None), None)


def _letters(workflow: Workflow, step: Step) -> list[str]:
    kinds = {kind.code: kind for kind in workflow.letters}
    return [code for code in step.move.letters if kinds[code].goes(step.move.trigger, step.answers)]


def _after(workflow: Workflow, here: _Place, step: Step) -> _Place:
    move, facts = step.move, here.facts
    more_time = {_short(effect.clock) for effect in move.clocks if effect.kind == "extend"}
    is_closed = workflow.category(move.target) is Category.CLOSED
    after = replace(
        facts,
        known={**facts.known, **_in_words(step.answers)},
        made_by={**facts.made_by, move.trigger.value: IDS[step.who]},
        due=_due(facts.due, move.clocks, facts.today),
        extended=facts.extended | more_time,
        closed_on=facts.today if is_closed else None,
    )
    return _Place(state=move.target, facts=after, way=(*here.way, step))


def _due(before: Mapping[str, dt.date], effects: Iterable[ClockEffect], today: dt.date) -> dict[str, dt.date]:
    """The clocks that run after these effects. Every day is today: nothing is overdue on the day on which it is done."""
    due = dict(before)
    for effect in effects:
        if effect.kind in ("start", "restart", "go_on"):
            due[_short(effect.clock)] = today
        elif effect.kind == "meet_all":
            due.clear()
        elif effect.kind in ("meet", "stop"):
            due.pop(_short(effect.clock), None)
    return due


def _answered(questions: Iterable[Question], *, full: bool) -> Iterator[Answers]:
    """Every way to answer these questions: each choice, and made-up words for the rest."""
    asked = list(questions)
    full = full or any(question.kind == "organisation" for question in asked)  # that is named, and so said, beside it
    for values in itertools.product(*(_values(question, full=full) for question in asked)):
        yield {question.code: value for question, value in zip(asked, values, strict=True) if value is not None}


def _values(question: Question, *, full: bool) -> list[object]:
    """What it may be answered with; None for leaving it open."""
    choices: list[object] = [code for code, _ in options(question)]
    if question.kind == "organisation":
        return [None]
    if not full and not question.required:
        return [None, *choices]
    made_up: dict[str, object] = {
        "date": clock.today(),
        "yes_no": True,
        "surgery_time": A_TIME,
        "line": f"Invented: {question.label.lower()}",
    }
    return choices or [made_up.get(question.kind, f"Invented: {question.label.lower()}. And more of it.")]


def _in_words(answers: Answers) -> dict[str, str]:
    return {code: str(value) for code, value in answers.items()}


def _short(name: str) -> str:
    """A clock as the workflow's own file calls it."""
    return name.rpartition(".")[2]
