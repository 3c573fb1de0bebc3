"""Bank holidays as data: filled from the `holidays` package and by hand, read as calendars."""

import datetime as dt
from functools import cache
from importlib import metadata

import holidays
from sqlalchemy import select

from casework.extensions import db
from casework.models import BankHoliday
from workflows.calendars import Calendar

ENGLAND_AND_WALES = "england_and_wales"
UK = "uk"
FIRST_YEAR, LAST_YEAR = 2010, 2032


def calendar(name: str) -> Calendar:
    """The calendar called `england_and_wales` or `uk`, read once per transaction."""
    read: dict[str, Calendar] = db.session.info.setdefault("calendars", {})
    if name not in read:
        rows = db.session.execute(select(BankHoliday.on, BankHoliday.version).where(BankHoliday.calendar == name)).all()
        read[name] = _calendar(name, max((row.version for row in rows), default=""), frozenset(r.on for r in rows))
    return read[name]


@cache
def _calendar(name: str, version: str, days: frozenset[dt.date]) -> Calendar:
    return Calendar(name=name, version=version, holidays=days)


def load_shipped_days() -> int:
    """Add the bank holidays that the package knows and the tables do not. Returns how many were added."""
    version = f"holidays-{metadata.version('holidays')}"
    known = {(row.calendar, row.on) for row in db.session.execute(select(BankHoliday.calendar, BankHoliday.on))}
    missing = [
        BankHoliday(calendar=name, on=day, name=label[:100], version=version)
        for name in (ENGLAND_AND_WALES, UK)
        for day, label in sorted(shipped_days(name).items())
        if (name, day) not in known
    ]
    db.session.add_all(missing)
    db.session.info.pop("calendars", None)
    return len(missing)


def shipped_days(name: str) -> dict[dt.date, str]:
    """Day -> name. The UK-wide calendar is the union of the three parts (section 0.1, point 5)."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    parts = ("ENG", "WLS") if name == ENGLAND_AND_WALES else ("ENG", "WLS", "SCT", "NIR")
    days: dict[dt.date, str] = {}
    for part in parts:
        days |= holidays.country_holidays("GB", subdiv=part, years=years)
    return days
