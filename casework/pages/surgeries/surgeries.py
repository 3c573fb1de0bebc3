"""Surgeries as they are read: the month, the agenda, one day with its times and whoever has them.

Whoever has a time is named to those who may see their case. To others the time is taken, and no more.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from casework import clock, openings
from casework.access import Actor, restricted_id, visible
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, Person, Surgery, SurgeryBooking, SurgeryTime
from casework.services.surgeries import times
from casework.services.surgeries.surgeries import LONGEST_ACCESS as LONGEST_ACCESS
from casework.services.surgeries.surgeries import LONGEST_LINE as LONGEST_LINE
from casework.services.surgeries.surgeries import LONGEST_REASON as LONGEST_REASON
from casework.services.surgeries.surgeries import STATES as STATES
from casework.services.types.surgery_times import WAYS as WAYS
from casework.services.types.surgery_times import is_taken
from workflows.calendars import written

BOOKINGS: Mapping[str, str] = {
    "offered": "Offered", "booked": "Booked", "held": "Held", "did_not_attend": "Did not attend",
}  # fmt: skip
AGENDA_MONTHS = 6
UNNAMED = "Somebody unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeryRow:
    """One surgery. `number` counts its times, `taken` those that somebody has."""

    id: int
    held_on: dt.date
    way: str
    place: str
    access: str
    host: str
    state: str
    why: str | None
    row_version: int
    first: dt.time | None
    number: int
    taken: int

    @property
    def title(self) -> str:
        """Surgery of 28 March 2027"""
        return f"Surgery of {written(self.held_on)}"

    @property
    def way_label(self) -> str:
        return WAYS[self.way]

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def is_overlooked(self) -> bool:
        """Its day is over, and nobody has said whether it was held."""
        return self.state == "planned" and self.held_on < clock.today()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """One time of a surgery. `reference` is empty where nobody has it, and where the reader may not see the case."""

    id: int
    begins: dt.time
    ends: dt.time
    state: str
    reference: str
    about: str
    person: str

    @property
    def is_free(self) -> bool:
        """Nobody has it."""
        return not self.state

    @property
    def state_label(self) -> str:
        return BOOKINGS.get(self.state, "Free")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """`weeks`: seven days each, from Monday; a day of another month is None."""

    first: dt.date
    weeks: Sequence[Sequence[dt.date | None]]
    surgeries: Sequence[SurgeryRow]

    @property
    def label(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def before(self) -> dt.date:
        return self.first - dt.timedelta(days=1)

    @property
    def after(self) -> dt.date:
        return _next(self.first)

    def on(self, day: dt.date) -> list[SurgeryRow]:
        return [each for each in self.surgeries if each.held_on == day]


def month(first: dt.date) -> Month:
    """The surgeries of the month that begins on this day."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    found = _query().where(Surgery.held_on >= first, Surgery.held_on < _next(first))
    return Month(
        first=first,
        weeks=[[day if day.month == first.month else None for day in week] for week in weeks],
        surgeries=_rows(found),
    )


def agenda(actor: Actor) -> list[tuple[SurgeryRow, Sequence[TimeRow]]]:
    """What comes, and what is over and not recorded yet, in the order of days, each with its times."""
    today = clock.today()
    coming = _query().where(Surgery.state == "planned", Surgery.held_on < today + dt.timedelta(days=31 * AGENDA_MONTHS))
    found = _rows(coming)
    of = _times([row.id for row in found], actor)
    return [(row, of.get(row.id, ())) for row in found]


def surgery(surgery_id: int) -> SurgeryRow:
    """Raises `NotFound`."""
    found = _rows(_query().where(Surgery.id == surgery_id))
    if not found:
        raise NotFound
    return found[0]


def times_of(surgery_id: int, *, actor: Actor) -> Sequence[TimeRow]:
    """The times of one surgery in their order."""
    return _times([surgery_id], actor).get(surgery_id, ())


def _query() -> Select[*tuple[Any, ...]]:
    """Each surgery with the number of its times."""
    offered = SurgeryTime.withdrawn.is_(False)
    kept = select(SurgeryTime.id).where(SurgeryTime.surgery_id == Surgery.id, offered, is_taken())
    times_there = select(SurgeryTime).where(SurgeryTime.surgery_id == Surgery.id, offered)
    return select(
        Surgery,
        times_there.with_only_columns(func.min(SurgeryTime.begins)).scalar_subquery().label("first"),
        times_there.with_only_columns(func.count()).scalar_subquery().label("number"),
        kept.with_only_columns(func.count()).scalar_subquery().label("taken"),
    ).order_by(Surgery.held_on, Surgery.id)


def _rows(query: Select[*tuple[Any, ...]]) -> list[SurgeryRow]:
    counted = ("first", "number", "taken")
    names = [name for name in SurgeryRow.__dataclass_fields__ if name not in counted]
    found = db.session.execute(query).mappings()
    return [
        SurgeryRow(**{name: getattr(row["Surgery"], name) for name in names}, **{name: row[name] for name in counted})
        for row in found
    ]


def _times(surgery_ids: Sequence[int], actor: Actor) -> dict[int, list[TimeRow]]:
    """Surgery -> its times, with the cases among them that the actor may see. One query, however many surgeries."""
    if not surgery_ids:
        return {}
    booked = (SurgeryBooking.time_id == SurgeryTime.id) & (SurgeryBooking.state != "freed")
    query = (
        select(SurgeryTime, SurgeryBooking.state, Case.reference, Case.about, Person.full_name, restricted_id())
        .outerjoin(SurgeryBooking, booked)
        .outerjoin(Case, (Case.id == SurgeryBooking.case_id) & visible(actor))
        .outerjoin(Person, Person.id == Case.person_id)
        .where(SurgeryTime.surgery_id.in_(surgery_ids), SurgeryTime.withdrawn.is_(False))
        .order_by(SurgeryTime.begins, SurgeryTime.id)
    )
    rows = db.session.execute(query).all()
    openings.mark_listed(row.restricted_id for row in rows)
    found: dict[int, list[TimeRow]] = {}
    for row in rows:
        found.setdefault(row.SurgeryTime.surgery_id, []).append(_time(row))
    return found


def _time(row: Row[*tuple[Any, ...]]) -> TimeRow:
    time = row.SurgeryTime
    return TimeRow(
        id=time.id,
        begins=time.begins,
        ends=times.ends(time.begins, time.minutes),
        state=row.state or "",
        reference=row.reference or "",
        about=row.about or "",
        person=row.full_name or UNNAMED,
    )


def _next(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)
