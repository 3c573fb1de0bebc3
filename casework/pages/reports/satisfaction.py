"""The satisfaction sample in numbers, and whom somebody may ask. No page of a case shows any of it."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from casework import clock, openings
from casework.access import Actor, restricted_id, scope
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Case, Person, SampledCase, SatisfactionAnswer, SatisfactionSample, User
from casework.services.reports import satisfaction

QUESTIONS, SCORES, OUTCOMES = satisfaction.QUESTIONS, satisfaction.SCORES, satisfaction.OUTCOMES
MONTHS = 12
"""So many months back a sample can be drawn."""
FEWEST = 5
"""Fewer answers could tell who gave them."""
GOOD = 4
"""The lowest score that counts as good."""
SURE = 1.96
"""Standard errors on either side: 19 of 20 such samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was said to one question: how many answered it, and of 100 how many said good or very good, from `low` to
    `high` as far as a sample can tell (Wilson, 95 %). None where too few answered."""

    question: str
    answers: int
    good: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One sample in numbers."""

    id: int
    month: dt.date
    closed: int
    left_out: Sequence[tuple[str, int]]
    drawn: int
    outcomes: Mapping[str, int]
    scores: Sequence[Score]

    @property
    def to_ask(self) -> int:
        return self.drawn - sum(self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAsk:
    """One case of a sample, for somebody who may ask about it. Whether they answered is not said."""

    id: int
    reference: str
    about: str
    person_id: int
    person: str
    asked_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePage:
    numbers: MonthRow
    share: int
    seed: str
    drawn_from: int
    drawn_at: dt.datetime
    drawn_by: str
    is_repeatable: bool
    """Drawn again from the same cases with the same seed, it is the same."""
    cases: Sequence[ToAsk]


def months() -> list[MonthRow]:
    """All samples, the newest first. Four queries, however many there are."""
    samples = read(select(SatisfactionSample).order_by(SatisfactionSample.month.desc())).all()
    outcomes, scores = _outcomes(), _scores()
    return [_numbers(row, outcomes.get(row.id, Counter()), scores.get(row.id, {})) for row in samples]


def not_drawn() -> list[tuple[str, str]]:
    """The months that have ended and have no sample yet: (2026-05-01, May 2026), the newest first."""
    there = set(read(select(SatisfactionSample.month)).scalars())
    found, month = [], clock.today().replace(day=1)
    for _ in range(MONTHS):
        month = (month - dt.timedelta(days=1)).replace(day=1)
        if month not in there:
            found.append((month.isoformat(), f"{month:%B %Y}"))
    return found


def sample(sample_id: int, *, actor: Actor, may_ask: bool) -> SamplePage:
    """Raises `NotFound`."""
    query = select(SatisfactionSample, User.name.label("drawn_by"))
    query = query.outerjoin(User, User.id == SatisfactionSample.drawn_by_id).where(SatisfactionSample.id == sample_id)
    row = read(query).first()
    if row is None:
        raise NotFound
    outcomes, scores = _outcomes().get(row.id, Counter()), _scores().get(row.id, {})
    return SamplePage(
        numbers=_numbers(row, outcomes, scores),
        share=row.share,
        seed=row.seed,
        drawn_from=len(row.drawn_from),
        drawn_at=row.drawn_at,
        drawn_by=row.drawn_by or "Casework",
        is_repeatable=satisfaction.is_repeatable(sample_id),
        cases=to_ask(sample_id, actor=actor) if may_ask else (),
    )


def to_ask(sample_id: int, *, actor: Actor) -> list[ToAsk]:
    """The cases of a sample that somebody may ask about: none of their own, and none that they may not see."""
    columns = (SampledCase.id, SampledCase.person_id, SampledCase.asked_on, Case.reference, Case.about, restricted_id())
    query = select(*columns, Person.full_name.label("person")).join(Case, Case.id == SampledCase.case_id)
    query = query.join(Person, Person.id == SampledCase.person_id)
    others = or_(Case.owner_id.is_(None), Case.owner_id != actor.user_id)
    query = scope(query.where(and_(SampledCase.sample_id == sample_id, others, Case.restricted.is_(False))), actor)
    rows = read(query.order_by(SampledCase.asked_on.is_not(None), Case.reference)).all()
    openings.mark_listed(row.restricted_id for row in rows)
    names = ToAsk.__dataclass_fields__
    return [ToAsk(**{name: getattr(row, name) for name in names}) for row in rows]


def one(sampled_id: int, *, actor: Actor) -> tuple[ToAsk, int, int]:
    """One that somebody may ask about, its sample and the version of its row. Raises `NotFound`, `NotAllowed`."""
    row = satisfaction.load(sampled_id, actor=actor)
    found = next((each for each in to_ask(row.sample_id, actor=actor) if each.id == sampled_id), None)
    if found is None:
        raise NotFound
    return found, row.sample_id, row.row_version


def interval(good: int, answers: int) -> tuple[int, int]:
    """Of 100, from where to where the true share lies (Wilson): 8 of 10 good is 49 to 94."""
    share, square = good / answers, SURE**2
    middle = share + square / (2 * answers)
    half = SURE * math.sqrt(share * (1 - share) / answers + square / (4 * answers**2))
    below = 1 + square / answers
    return round(100 * (middle - half) / below), round(100 * (middle + half) / below)


def _outcomes() -> dict[int, Counter[str]]:
    """Sample -> how often each outcome, and "" for those nobody has asked yet. Cases count, whoever may see them."""
    found: dict[int, Counter[str]] = {}
    query = select(SampledCase.sample_id, SampledCase.outcome, func.count().label("number"))
    for row in read(query.group_by(SampledCase.sample_id, SampledCase.outcome)):
        found.setdefault(row.sample_id, Counter())[row.outcome or ""] = row.number
    return found


def _scores() -> dict[int, dict[str, tuple[int, int]]]:
    """Sample -> question -> (answers, good ones)."""
    good = func.count().filter(SatisfactionAnswer.score >= GOOD).label("good")
    query = select(SampledCase.sample_id, SatisfactionAnswer.question, func.count().label("answers"), good)
    query = query.join(SampledCase, SampledCase.id == SatisfactionAnswer.sampled_id)
    query = query.where(SatisfactionAnswer.is_replaced.is_(False))
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in read(query.group_by(SampledCase.sample_id, SatisfactionAnswer.question)):
        found.setdefault(row.sample_id, {})[row.question] = (row.answers, row.good)
    return found


def _numbers(row: Any, outcomes: Counter[str], scores: Mapping[str, tuple[int, int]]) -> MonthRow:
    left_out = [
        (words, row.left_out[reason]) for reason, words in satisfaction.LEFT_OUT.items() if row.left_out.get(reason)
    ]
    return MonthRow(
        id=row.id,
        month=row.month,
        closed=row.closed,
        left_out=left_out,
        drawn=sum(outcomes.values()),
        outcomes={words: outcomes[code] for code, words in OUTCOMES.items()},
        scores=[_score(label, *scores.get(code, (0, 0))) for code, label in QUESTIONS.items()],
    )


def _score(label: str, answers: int, good: int) -> Score:
    if answers < FEWEST:
        return Score(question=label, answers=answers, good=None, low=None, high=None)
    low, high = interval(good, answers)
    return Score(question=label, answers=answers, good=round(100 * good / answers), low=low, high=high)
