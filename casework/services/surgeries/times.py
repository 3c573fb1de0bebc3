"""The times of a surgery, by the clock in Europe/London: a row of appointments one behind the other.

They lie within the day, far from the hour at which clocks go forward or back, so that each is there once on every day.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Surgery, SurgeryBooking, SurgeryTime
from casework.services.types.surgery_times import at_clock, is_taken

EARLIEST, LATEST = dt.time(6), dt.time(23)
MOST, SHORTEST, LONGEST = 40, 5, 240
LONG_AGO = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesEntry:
    """So many times of so many minutes, one behind the other from the first on."""

    first: dt.time
    number: int
    minutes: int


def add_all(surgery: Surgery, wanted: TimesEntry) -> None:
    """Raises `Invalid` where they do not fit into the day, or between the times that there are."""
    there = {
        row.begins: row for row in db.session.scalars(select(SurgeryTime).where(SurgeryTime.surgery_id == surgery.id))
    }
    taken = [(row.begins, row.minutes) for row in there.values() if not row.withdrawn]
    for begins in _row_of(wanted):
        clash = next((each for each in taken if _overlap(each, (begins, wanted.minutes))), None)
        if clash is not None:
            raise Invalid(
                "first", f"There is a time at {at_clock(clash[0])} already. Choose times that do not overlap it."
            )
        row = there.get(begins)
        if row is None:
            db.session.add(SurgeryTime(surgery_id=surgery.id, begins=begins, minutes=wanted.minutes))
        else:
            _bring_back(row, wanted.minutes)
    db.session.flush()


def withdraw(surgery: Surgery, time_id: int) -> SurgeryTime:
    """Raises `NotFound`, `Conflict` where somebody has it."""
    row = db.session.get(SurgeryTime, time_id)
    if row is None or row.surgery_id != surgery.id:
        raise NotFound
    if db.session.scalar(select(SurgeryTime.id).where(SurgeryTime.id == row.id, is_taken())) is not None:
        raise Conflict(
            f"Somebody has the time at {at_clock(row.begins)}. Give them another one or cancel it on their case first."
        )
    row.withdrawn = True
    db.session.flush()
    return row


def said(surgery: Surgery) -> str:
    """10:00am, 10:20am"""
    query = select(SurgeryTime.begins).where(SurgeryTime.surgery_id == surgery.id, ~SurgeryTime.withdrawn)
    return ", ".join(at_clock(begins) for begins in db.session.scalars(query.order_by(SurgeryTime.begins)))


def ends(begins: dt.time, minutes: int) -> dt.time:
    return (dt.datetime.combine(LONG_AGO, begins) + dt.timedelta(minutes=minutes)).time()


def _row_of(wanted: TimesEntry) -> list[dt.time]:
    if not 1 <= wanted.number <= MOST:
        raise Invalid("number", f"Enter a number from 1 to {MOST}.")
    if not SHORTEST <= wanted.minutes <= LONGEST:
        raise Invalid("minutes", f"Enter a number from {SHORTEST} to {LONGEST}.")
    first = dt.datetime.combine(LONG_AGO, wanted.first)
    last = first + dt.timedelta(minutes=wanted.number * wanted.minutes)
    if wanted.first < EARLIEST or last > dt.datetime.combine(LONG_AGO, LATEST):
        day = f"between {at_clock(EARLIEST)} and {at_clock(LATEST)}"
        raise Invalid("first", f"They would not all lie {day}. Begin at another time, or take fewer.")
    return [(first + dt.timedelta(minutes=number * wanted.minutes)).time() for number in range(wanted.number)]


def _overlap(one: tuple[dt.time, int], other: tuple[dt.time, int]) -> bool:
    return one[0] < ends(*other) and other[0] < ends(*one)


def _bring_back(row: SurgeryTime, minutes: int) -> None:
    """A time that was withdrawn is offered again. As long as before, where it was once kept for somebody."""
    was_kept = db.session.scalar(select(SurgeryBooking.id).where(SurgeryBooking.time_id == row.id).limit(1)) is not None
    row.withdrawn = False
    row.minutes = row.minutes if was_kept else minutes
