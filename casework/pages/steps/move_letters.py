"""The last page of a step: the answers to check, the letters that go with it, and what is still in the way."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Conflict
from casework.extensions import db
from casework.models import Letter, PreparedMove, User
from casework.pages.letters import letters
from casework.pages.letters.letters import LetterPage
from casework.pages.record.subjects import SubjectHead
from casework.services.letters import of_moves, prepared
from casework.services.letters.of_moves import Wanted
from casework.services.letters.values import Occasion, day
from casework.services.record import subjects
from workflows.engine import Move
from workflows.registry import options

SEEN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
"""A letter with its row version."""
NOT_PREPARED = "Answer the questions of this step first. Go back to the case and choose it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """`missing`: letters that could not be drafted for anybody yet. `left_out`: those not sent."""

    move: Move
    prepared: PreparedMove
    prepared_by: str
    answers: Mapping[str, object]
    shown: Sequence[tuple[str, str]]
    letters: Sequence[LetterPage]
    missing: Sequence[Wanted]
    left_out: Sequence[Letter]

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
        return " ".join([f"{self.prepared.prepared_at.timestamp():.6f}", *parts])


def find(subject: SubjectHead, move: Move, *, actor: Actor) -> StepPage:
    """The step as it was prepared. Raises `Conflict` where nobody has answered its questions yet."""
    row = prepared.find(subject.key, move.trigger.value)
    if row is None:
        raise Conflict(NOT_PREPARED)
    answers = prepared.answers_of(row, move)
    found = subjects.by_key(subject.key)
    move = prepared.row_of(found, move, answers, actor=actor)
    occasion = Occasion(subject=found, actor=actor, move=move, answers=answers)
    needed = of_moves.wanted(occasion)
    who = db.session.scalar(select(User.name).where(User.id == row.prepared_by_id)) or "Casework"
    return StepPage(
        move=move,
        prepared=row,
        prepared_by=who,
        answers=answers,
        shown=[(question.label, _words(options(question), answers.get(question.code))) for question in move.asks],
        letters=[letters.find(subject.head, each.letter.id, actor=actor) for each in needed if each.letter is not None],
        missing=[each for each in needed if each.letter is None],
        left_out=of_moves.left_out(occasion),
    )


def check_seen(page: StepPage, seen: str) -> dict[int, int]:
    """The letters with the versions that the person saw. Raises `Conflict` where the answers changed meanwhile."""
    first, *rest = seen.split() or [""]
    if first != f"{page.prepared.prepared_at.timestamp():.6f}":
        raise Conflict(f"{page.prepared_by} changed the answers to this step after you opened the page. Read it again.")
    found = (SEEN.fullmatch(part) for part in rest)
    return {int(part[1]): int(part[2]) for part in found if part is not None}


def _words(choices: Sequence[tuple[str, str]], answer: object) -> str:
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, dt.date):
        return day(answer)
    return dict(choices).get(str(answer), str(answer or ""))
