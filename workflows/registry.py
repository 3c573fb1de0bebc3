"""All workflows by name, and all letters by code: whatever stands in this folder with a `WORKFLOW` of its own."""

import pkgutil
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from workflows.calendars import CalendarName
from workflows.clocks import ClockRule
from workflows.engine import Move, Question, Workflow
from workflows.letters import LetterKind
from workflows.roles import MANAGER

READS_US = frozenset({"ball", "diagrams", "next_step", "registry", "reminders"})
"""Modules that look at all workflows, and so are no workflow."""


def _found() -> Iterator[Workflow]:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in READS_US:
            workflow = getattr(import_module(f"workflows.{module.name}"), "WORKFLOW", None)
            if workflow is not None:
                yield workflow


WORKFLOWS: dict[str, Workflow] = {workflow.name: workflow for workflow in _found()}

CASE_WORKFLOWS: Mapping[str, Workflow] = {name: found for name, found in WORKFLOWS.items() if not found.part_of}
"""Without those of the parts of a case."""

PERSON_PARTS = frozenset(workflow.person_is for workflow in CASE_WORKFLOWS.values())
"""What the person of a case is called, whatever its type."""

KINDS: Mapping[str, LetterKind] = {kind.code: kind for workflow in WORKFLOWS.values() for kind in workflow.letters}

LETTERS: Mapping[str, str] = {kind.code: kind.purpose for kind in KINDS.values()}
"""What each letter is for."""

SIGNATURES = frozenset({"sign_decision", "mark_issued"})
"""Effects of a step that is a signature: it is given on the day on which it is made here, and on no other."""


def _is_signature(move: Move) -> bool:
    return move.roles == MANAGER and any(KINDS[code].by_step for code in move.letters)


TO_SIGN: Mapping[str, tuple[StrEnum, ...]] = {
    name: tuple(sorted({move.source for move in each.moves if _is_signature(move)}))
    for name, each in CASE_WORKFLOWS.items()
}
"""The states of each type in which a case waits for a manager who signs, by a step that is a manager's alone, the letter
that goes out with it."""

_OWN: Mapping[str, Workflow] = {kind.code: workflow for workflow in WORKFLOWS.values() for kind in workflow.letters}


def options(question: Question) -> tuple[tuple[str, str], ...]:
    """What can be chosen: (code, words)."""
    if not question.of_types:
        return question.choices
    types = ((name, each.it_is.capitalize()) for name, each in CASE_WORKFLOWS.items() if each.linked)
    return (*question.choices, *types)


def workflow_of(code: str) -> Workflow:
    """The workflow that a letter belongs to."""
    return _OWN[code]


def clock_rules() -> dict[str, ClockRule]:
    """Every clock of every workflow by its full name, e.g. "enquiry.reply"."""
    return {name: rule for workflow in WORKFLOWS.values() for name, rule in workflow.clock_rules.items()}


def clocks_of_calendar(name: CalendarName) -> list[str]:
    """The full names of the clocks whose days follow the bank holidays of this calendar."""
    return sorted(code for code, rule in clock_rules().items() if rule.follows_calendar and rule.calendar == name)


def clock_rule(name: str) -> ClockRule:
    """The rule of one clock by its full name."""
    return WORKFLOWS[name.partition(".")[0]].clock_rules[name]


def clock_label(name: str | None) -> str:
    """What falls due, e.g. "Acknowledge". Of a clock that is no more, its code in words."""
    workflow, _, code = (name or "").rpartition(".")
    found = WORKFLOWS[workflow].clock_rules.get(name or "") if workflow in WORKFLOWS else None
    return found.label if found else code.replace("_", " ").capitalize()


def clock_title(name: str) -> str:
    """The same with the type that it belongs to, e.g. "Enquiry, Acknowledge"."""
    found = WORKFLOWS.get(name.partition(".")[0])
    return f"{found.label}, {clock_label(name)}" if found else clock_label(name)
