"""Bank holidays as data: filled from the `holidays` package and by hand, read as calendars."""

import datetime as dt
from functools import cache
from importlib import metadata

import holidays
from sqlalchemy import Select, bindparam, func, select

from casework.extensions import db, read
from casework.models import BankHoliday
from workflows.calendars import Calendar, CalendarName

FIRST_YEAR, LAST_YEAR = 2010, 2032


_KEPT: dict[tuple[str, str], tuple[int, Calendar]] = {}
"""The calendars of this process by database and name, with the number of days that each was made from."""


def calendar(name: CalendarName) -> Calendar:
    """The calendar called `england_and_wales` or `uk`. Asked of the database once per transaction, and read again
    only when its days have changed."""
    read: dict[str, Calendar] = db.session.info.setdefault("calendars", {})
    if name not in read:
        read[name] = _current(name)
    return read[name]


def _current(name: CalendarName) -> Calendar:
    """Whoever changes the days gives them another version, so number and version say whether they are the same."""
    count, version = read(_fingerprint(), name=name).one()
    place = (str(db.engine.url), name)
    kept = _KEPT.get(place)
    if kept is None or (kept[0], kept[1].version) != (count, version):
        days = frozenset(db.session.scalars(select(BankHoliday.on).where(BankHoliday.calendar == name)))
        kept = _KEPT[place] = (count, Calendar(name=name, version=version, holidays=days))
    return kept[1]


@cache
def _fingerprint() -> Select[int, str]:
    found = select(func.count(), func.coalesce(func.max(BankHoliday.version), ""))
    return found.where(BankHoliday.calendar == bindparam("name"))


def load_shipped_days() -> int:
    """Add the bank holidays that the package knows and the tables do not. Returns how many were added."""
    version = f"holidays-{metadata.version('holidays')}"
    known = {(row.calendar, row.on) for row in db.session.execute(select(BankHoliday.calendar, BankHoliday.on))}
    missing = [
        BankHoliday(calendar=name, on=day, name=label[:100], version=version)
        for name in CalendarName
        for day, label in sorted(shipped_days(name).items())
        if (name, day) not in known
    ]
    db.session.add_all(missing)
    db.session.flush()
    db.session.info.pop("calendars", None)
    return len(missing)


def shipped_days(name: CalendarName) -> dict[dt.date, str]:
    """Day -> name. The UK-wide calendar is the union of the three parts (section 0.1, point 5)."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    parts = ("ENG", "WLS") if name == CalendarName.ENGLAND_AND_WALES else ("ENG", "WLS", "SCT", "NIR")
    days: dict[dt.date, str] = {}
    for part in parts:
        days |= holidays.country_holidays("GB", subdiv=part, years=years)
    return days
