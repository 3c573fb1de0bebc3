"""Who is away, who will be, and who was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import aliased

from casework import clock
from casework.access import Actor
from casework.errors import NotFound
from casework.extensions import db, read
from casework.models import Absence, User
from casework.services.office import absences

SHOWN = 100
"""Absences that are over, the newest first; the history has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """`may_end`: whether the reader of the page may end it."""

    id: int
    user: str
    stand_in: str
    from_on: dt.date
    to_on: dt.date
    ended_on: dt.date | None
    is_open: bool
    is_now: bool
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who is away today, up to and with a day."""

    user_id: int
    name: str
    until: dt.date
    stand_in_id: int
    stand_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody whose work is looked after by the reader of the page, up to and with a day."""

    user_id: int
    name: str
    until: dt.date


def find(*, actor: Actor) -> Sequence[AbsenceRow]:
    """What goes on or is to come, the nearest first, then what is over."""
    today = clock.today()
    is_open = _is_open(today)
    query = _selected().order_by(case((is_open, 0), else_=1), case((is_open, Absence.from_on)), Absence.id.desc())
    return [_row(row, today, actor) for row in db.session.execute(query.limit(SHOWN))]


def find_one(absence_id: int, *, actor: Actor) -> AbsenceRow:
    """Raises `NotFound`."""
    row = db.session.execute(_selected().where(Absence.id == absence_id)).first()
    if row is None:
        raise NotFound
    return _row(row, clock.today(), actor)


def away() -> Sequence[Away]:
    """Who is away today, those who are back first in front. One query."""
    found = read(_away(), day=clock.today())
    return [
        Away(user_id=row.id, name=row.name, until=row.to_on, stand_in_id=row.stand_in_id, stand_in=row.stand_in)
        for row in found
    ]


def looked_after_by(actor: Actor, found: Sequence[Away]) -> Sequence[StandIn]:
    """For whom of those who are away the actor stands in, also through others who are away themselves."""
    mine = absences.looked_after({each.user_id: each.stand_in_id for each in found}, actor.user_id)
    return [StandIn(user_id=each.user_id, name=each.name, until=each.until) for each in found if each.user_id in mine]


def stands_in(actor: Actor) -> Sequence[StandIn]:
    """For whom the actor stands in today."""
    return looked_after_by(actor, away())


@cache
def _away() -> Select[*tuple[Any, ...]]:
    stand_in = aliased(User)
    query = select(User.id, User.name, Absence.to_on, Absence.stand_in_id, stand_in.name.label("stand_in"))
    query = query.join(Absence, Absence.user_id == User.id).join(stand_in, stand_in.id == Absence.stand_in_id)
    on = bindparam("day", type_=Absence.from_on.type)
    return query.where(absences.holds_on(on)).order_by(Absence.to_on, User.name)


def colleagues() -> list[tuple[str, str]]:
    """Everybody who may sign in and work on cases, by name: the choices of a form."""
    query = select(User.id, User.name).where(User.who_may_get_work()).order_by(User.name, User.id)
    return [(str(row.id), row.name) for row in db.session.execute(query)]


def _is_open(today: dt.date) -> ColumnElement[bool]:
    return and_(Absence.to_on >= today, or_(Absence.ended_on.is_(None), Absence.ended_on > today))


def _selected() -> Select[*tuple[Any, ...]]:
    stand_in = aliased(User)
    return (
        select(
            Absence.id,
            Absence.user_id,
            User.name.label("user"),
            stand_in.name.label("stand_in"),
            Absence.from_on,
            Absence.to_on,
            Absence.ended_on,
        )
        .join(User, User.id == Absence.user_id)
        .join(stand_in, stand_in.id == Absence.stand_in_id)
    )


def _row(row: Any, today: dt.date, actor: Actor) -> AbsenceRow:
    is_open = row.to_on >= today and (row.ended_on is None or row.ended_on > today)
    return AbsenceRow(
        id=row.id,
        user=row.user,
        stand_in=row.stand_in,
        from_on=row.from_on,
        to_on=row.to_on,
        ended_on=row.ended_on,
        is_open=is_open,
        is_now=is_open and row.from_on <= today,
        may_end=is_open and absences.may_end(row.user_id, actor=actor),
    )
