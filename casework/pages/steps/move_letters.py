"""The last page of a step: the answers to check, the letters that go with it, and what is still in the way."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Conflict
from casework.extensions import db
from casework.models import PreparedMove, User
from casework.pages.letters import letters
from casework.pages.letters.letters import LetterColumns, LetterToCheck
from casework.pages.record.compared import Mark
from casework.pages.record.subjects import SubjectHead
from casework.pages.steps import carried
from casework.services.letters import of_moves, prepared
from casework.services.letters.of_moves import Wanted
from casework.services.letters.values import Occasion, day
from casework.services.record import subjects
from casework.services.types import surgery_times
from workflows.engine import Move, Question
from workflows.registry import options

SEEN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
"""A letter with its row version."""
NOT_PREPARED = "Answer the questions of this step first. Go back to the case and choose it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step as it was prepared: its row, and the answers so far."""

    move: Move
    prepared: PreparedMove
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """`missing`: letters that could not be drafted for anybody yet. `left_out`: those not sent."""

    move: Move
    prepared_at: dt.datetime
    prepared_by: str
    shown: Sequence[tuple[str, str]]
    letters: Sequence[LetterToCheck]
    missing: Sequence[Wanted]
    left_out: Sequence[LetterColumns]
    changes: Sequence[Sequence[Mark]]
    """What was changed in a text that somebody else wrote."""

    @property
    def is_ready(self) -> bool:
        return not self.missing and not any(page.obstacles for page in self.letters)

    @property
    def asks_safe_contact(self) -> bool:
        return any(page.safe_contact for page in self.letters)

    @property
    def asks_harm(self) -> bool:
        return any(page.asks_harm for page in self.letters)

    @property
    def seen(self) -> str:
        """What the reader saw, for the form: when the answers were given, and each letter with its version."""
        parts = [f"{page.letter.id}.{page.letter.row_version}" for page in self.letters]
        return " ".join([f"{self.prepared_at.timestamp():.6f}", *parts])


def begun(subject: SubjectHead, move: Move) -> Step:
    """The step as it was prepared. Raises `Conflict` where nobody has answered its questions yet."""
    row = prepared.find(subject.key, move.trigger.value)
    if row is None:
        raise Conflict(NOT_PREPARED)
    return Step(move=move, prepared=row, answers=prepared.answers_of(row, move))


def find(subject: SubjectHead, step: Step, *, actor: Actor) -> StepPage:
    """The step with its letters, to be checked."""
    found = subjects.by_key(subject.key)
    move = prepared.row_of(found, step.move, step.answers, actor=actor)
    occasion = Occasion(subject=found, actor=actor, move=move, answers=step.answers, prepared=step.prepared)
    needed = of_moves.wanted(occasion)
    return StepPage(
        move=move,
        prepared_at=step.prepared.prepared_at,
        prepared_by=_prepared_by(step),
        shown=[(question.label, _words(question, step.answers.get(question.code))) for question in move.asks],
        letters=[letters.to_check(each.letter, occasion, actor=actor) for each in needed if each.letter is not None],
        missing=[each for each in needed if each.letter is None],
        left_out=[LetterColumns.of(letter) for letter in of_moves.left_out(occasion)],
        changes=carried.changes(subject.head, move, step.answers),
    )


def check_seen(step: Step, seen: str) -> dict[int, int]:
    """The letters with the versions that the person saw. Raises `Conflict` where the answers changed meanwhile."""
    first, *rest = seen.split() or [""]
    if first != f"{step.prepared.prepared_at.timestamp():.6f}":
        who = _prepared_by(step)
        raise Conflict(f"{who} changed the answers to this step after you opened the page. Read it again.")
    found = (SEEN.fullmatch(part) for part in rest)
    return {int(part[1]): int(part[2]) for part in found if part is not None}


def _prepared_by(step: Step) -> str:
    return db.session.scalar(select(User.name).where(User.id == step.prepared.prepared_by_id)) or "Casework"


def _words(question: Question, answer: object) -> str:
    if question.kind == "surgery_time":
        kept = surgery_times.find(answer)
        return kept.words if kept is not None else ""
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, dt.date):
        return day(answer)
    return dict(options(question)).get(str(answer), str(answer or ""))
