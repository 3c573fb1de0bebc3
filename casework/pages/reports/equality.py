"""Equality data counted: how many people gave each answer, with no name, no case and no small number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from casework import clock
from casework.access import Actor
from casework.extensions import read
from casework.models import EqualityAnswer
from casework.pages.people import person
from casework.services.record import codes

FEWEST = 10
"""A number below this could tell who it is. None is shown as a sum either, from which one could be worked out."""
NOT_SAID_LABEL = "Prefer not to say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, with (answer, how many people gave it in words)."""

    label: str
    answers: Sequence[tuple[str, str]]


def recorded_on(person_id: int, *, actor: Actor) -> dt.date | None:
    """The day of the last answer of somebody, where there is one. Raises `NotFound`."""
    person.details(person_id, actor=actor)
    query = select(func.max(EqualityAnswer.recorded_on)).where(EqualityAnswer.person_id == person_id)
    return read(query).scalar()


def counted() -> list[Question]:
    """One query."""
    newest = select(func.max(EqualityAnswer.id)).group_by(EqualityAnswer.person_id, EqualityAnswer.question)
    query = select(EqualityAnswer.question, EqualityAnswer.answer, func.count())
    query = query.where(EqualityAnswer.id.in_(newest)).group_by(EqualityAnswer.question, EqualityAnswer.answer)
    found = {(question, answer): number for question, answer, number in read(query)}
    return [
        Question(
            label=label,
            answers=[(words, _in_words(found.get((question, code), 0))) for code, words in answers(question).items()],
        )
        for question, label in codes.labels(codes.EQUALITY).items()
    ]


def answers(question: str) -> dict[str, str]:
    """Everything that could ever be answered."""
    return {**codes.labels(codes.answers_to(question)), codes.NOT_SAID: NOT_SAID_LABEL}


def offered(question: str) -> list[tuple[str, str]]:
    """What can be answered today."""
    return [*codes.choices(codes.answers_to(question), clock.today()), (codes.NOT_SAID, NOT_SAID_LABEL)]


def _in_words(number: int) -> str:
    return f"{number:,}" if number >= FEWEST else f"fewer than {FEWEST}"
