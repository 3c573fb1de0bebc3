"""Who is away, and who stands in. Nothing is moved: reminders and lists ask on the day, so work goes back by itself.

Days are Europe/London days. An absence holds from its first day up to and with its last, or up to the day before it
was ended early.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import Absence, User
from casework.services.record import history, restriction, tokens
from casework.services.record.tokens import Sent
from workflows.roles import Role

LONGEST = 366
"""Days of one absence. Whoever is away for longer hands their cases over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEntry:
    user_id: int
    stand_in_id: int
    from_on: dt.date
    to_on: dt.date


def record(entry: AbsenceEntry, *, sent: Sent, actor: Actor) -> Absence:
    """Record an absence: one's own, or as a manager anybody's.

    Raises `NotAllowed`, `Replayed`, and `Invalid` for days in the wrong order or over, an absence of the same person
    on the same days, or a stand-in who may not sign in or work on cases.
    """
    require(actor, Permission.ABSENCE_RECORD)
    _require_own_or_manager(entry.user_id, actor)
    tokens.use(sent, actor=actor)
    # two forms for one person at the same moment wait for each other here
    away = _colleague(entry.user_id, "user_id", locked=True)
    _check_days(entry)
    if entry.stand_in_id == away.id:
        raise Invalid("stand_in_id", "Choose somebody else to stand in.")
    _colleague(entry.stand_in_id, "stand_in_id")
    _check_overlap(entry)
    row = Absence(
        user_id=away.id,
        stand_in_id=entry.stand_in_id,
        from_on=entry.from_on,
        to_on=entry.to_on,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    days = {"from_on": entry.from_on.isoformat(), "to_on": entry.to_on.isoformat()}
    people = {"absence_id": row.id, "user_id": away.id, "stand_in_id": entry.stand_in_id}
    history.record(history.Kind.ABSENCE_RECORDED, actor=actor, data={**people, **days})
    return row


def end(absence_id: int, *, sent: Sent, actor: Actor) -> Absence:
    """End an absence today: the person is back, or it never began.

    Raises `NotAllowed`, `NotFound`, `Replayed`, and `Conflict` where it is over already.
    """
    require(actor, Permission.ABSENCE_RECORD)
    row = db.session.scalar(select(Absence).where(Absence.id == absence_id).with_for_update())
    if row is None:
        raise NotFound
    _require_own_or_manager(row.user_id, actor)
    tokens.use(sent, actor=actor)
    today = clock.today()
    if row.ended_on is not None or row.to_on < today:
        raise Conflict("This absence is over already. Nothing is left to do about it.")
    row.ended_on = today
    data = {"absence_id": row.id, "user_id": row.user_id, "ended_on": today.isoformat()}
    history.record(history.Kind.ABSENCE_ENDED, actor=actor, data=data)
    return row


def holds_on(day: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition on `Absence` under which somebody is away on a day."""
    goes_on = or_(Absence.ended_on.is_(None), Absence.ended_on > day)
    return and_(Absence.from_on <= day, Absence.to_on >= day, goes_on)


def away_on(day: dt.date) -> Mapping[int, Absence]:
    """Everybody who is away on a day, by their id."""
    return {row.user_id: row for row in db.session.scalars(select(Absence).where(holds_on(day)).order_by(Absence.id))}


def looked_after(away: Mapping[int, int], user_id: int | None) -> list[int]:
    """Whose work is somebody's, where `away` says who stands in for whom."""
    found: set[int] = set()
    nearest = [number for number, stand_in in away.items() if stand_in == user_id]
    while nearest:
        found.update(nearest)
        nearest = [number for number, stand_in in away.items() if stand_in in nearest and number not in found]
    return sorted(found - {user_id})


def may_end(user_id: int, *, actor: Actor) -> bool:
    """Whether the actor may record and end absences of this person."""
    return user_id == actor.user_id or Role.MANAGER in actor.roles


def _require_own_or_manager(user_id: int, actor: Actor) -> None:
    if not may_end(user_id, actor=actor):
        raise NotAllowed("You can record your own absence. Ask a manager to record somebody else's.")


def _colleague(user_id: int, field: str, *, locked: bool = False) -> User:
    query = select(User).where(User.id == user_id)
    user = db.session.scalar(query.with_for_update(of=User) if locked else query)
    if user is None or not user.may_get_work:
        raise Invalid(field, restriction.CANNOT)
    return user


def _check_days(entry: AbsenceEntry) -> None:
    if entry.to_on < entry.from_on:
        raise Invalid("to_on", "The last day is before the first. Correct one of them.")
    if entry.to_on < clock.today():
        raise Invalid("to_on", "This absence is over already. Enter a last day that is today or later.")
    if (entry.to_on - entry.from_on).days >= LONGEST:
        raise Invalid("to_on", "This is longer than a year. Give the cases to somebody else instead.")


def _check_overlap(entry: AbsenceEntry) -> None:
    ends = or_(Absence.ended_on.is_(None), Absence.ended_on > entry.from_on)
    query = select(Absence.from_on, Absence.to_on).where(
        Absence.user_id == entry.user_id, Absence.from_on <= entry.to_on, Absence.to_on >= entry.from_on, ends
    )
    if db.session.execute(query.limit(1)).first() is not None:
        raise Invalid("from_on", "There is an absence on some of these days already. End it first, or choose others.")
