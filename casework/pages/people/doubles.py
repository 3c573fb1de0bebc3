"""The list for clean-up: people in the files who may be recorded twice, the likeliest first, and how old it is."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select, tuple_

from casework import clock, openings
from casework.access import Actor, restricted_id, scope, scope_people
from casework.extensions import db, read
from casework.models import Case, LikelyDouble, Party, PeriodicRun, Person
from casework.services.people.doubles import merging, pairs

SHOWN = 50
AT_ONCE = 100
"""Pairs that are looked through together for those that the reader may see."""
MOST_COUNTED = 1000
LONGEST = dt.timedelta(minutes=31)
"""The queue ends a job after 30 minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Two records that may be of one person, and why."""

    first_id: int
    first: str
    second_id: int
    second: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`as_of`: when everybody who had come by then had been compared, if ever. `left`: people who came or were changed
    since, counted up to `MOST_COUNTED`. `is_running`: they are being compared now."""

    doubles: Sequence[Double]
    has_more: bool
    as_of: dt.datetime | None
    left: int
    is_running: bool

    @property
    def left_in_words(self) -> str:
        if self.left == 1:
            return "1 person"
        return f"{'more than ' if self.left >= MOST_COUNTED else ''}{self.left:,} people"


def find(*, actor: Actor) -> Page:
    """Nobody who is known through cases that the reader may not see."""
    found = _seen(actor)
    run = db.session.get(PeriodicRun, pairs.JOB)
    return Page(
        doubles=_named(found[:SHOWN], actor),
        has_more=len(found) > SHOWN,
        as_of=run.ended_at if run else None,
        left=pairs.amount_left(MOST_COUNTED),
        is_running=run is not None and not run.has_ended and clock.now() - run.began_at < LONGEST,
    )


def _seen(actor: Actor) -> list[LikelyDouble]:
    """The likeliest pairs that the reader may see, one more than are shown."""
    seen, rows = list[LikelyDouble](), db.session.scalars(_likeliest()).all()
    while rows:
        everybody = {number for row in rows for number in (row.first_id, row.second_id)}
        hidden = merging.hidden_people(everybody, actor=actor)
        seen += [row for row in rows if not hidden & {row.first_id, row.second_id}]
        if len(seen) > SHOWN or len(rows) < AT_ONCE:
            break
        last = rows[-1]
        place = tuple_(LikelyDouble.points, LikelyDouble.first_id, LikelyDouble.second_id)
        after = _likeliest().where(place < (last.points, last.first_id, last.second_id))
        rows = db.session.scalars(after).all()
    return seen[: SHOWN + 1]


def _likeliest() -> Select[LikelyDouble]:
    order = (LikelyDouble.points.desc(), LikelyDouble.first_id.desc(), LikelyDouble.second_id.desc())
    return select(LikelyDouble).order_by(*order).limit(AT_ONCE)


def _named(found: Sequence[LikelyDouble], actor: Actor) -> list[Double]:
    shown = sorted({number for row in found for number in (row.first_id, row.second_id)})
    names = dict(_names(shown, actor))
    openings.mark_listed(row.restricted_id for row in read(scope(_cases(), actor), people=shown))
    return [
        Double(
            first_id=row.first_id,
            first=names[row.first_id],
            second_id=row.second_id,
            second=names[row.second_id],
            reason=row.reason,
        )
        for row in found
        if row.first_id in names and row.second_id in names
    ]


def _cases() -> Select[int | None]:
    """The restricted cases in which these people have a part."""
    of_these = Party.person_id.in_(bindparam("people", expanding=True))
    return select(restricted_id()).join(Party, Party.case_id == Case.id).where(of_these, Case.restricted)


def _names(ids: list[int], actor: Actor) -> Iterator[tuple[int, str]]:
    """Of those who stand for themselves: a pair may have been written at the moment of a merge."""
    columns = (Person.id, Person.full_name, Person.merged_into_id)
    query = select(*columns).where(Person.id.in_(bindparam("people", expanding=True)))
    for row in read(scope_people(query, actor), people=ids):
        if row.merged_into_id is None:
            yield row.id, row.full_name
