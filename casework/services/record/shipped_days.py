"""The bank holidays that the `holidays` package knows, for `casework setup`: no other process needs that package."""

import datetime as dt
from importlib import metadata

import holidays
from sqlalchemy import select

from casework.extensions import db
from casework.models import BankHoliday
from casework.services.record import calendars
from workflows.calendars import CalendarName

FIRST_YEAR, LAST_YEAR = 2010, 2032


def load() -> int:
    """Add the bank holidays that the package knows and the tables do not. Returns how many were added."""
    version = f"holidays-{metadata.version('holidays')}"
    known = {(row.calendar, row.on) for row in db.session.execute(select(BankHoliday.calendar, BankHoliday.on))}
    missing = [
        BankHoliday(calendar=name, on=day, name=label[:100], version=version)
        for name in CalendarName
        for day, label in sorted(of(name).items())
        if (name, day) not in known
    ]
    db.session.add_all(missing)
    db.session.flush()
    calendars.forget()
    return len(missing)


def of(name: CalendarName) -> dict[dt.date, str]:
    """Day -> name. The UK-wide calendar is the union of the three parts (section 0.1, point 5)."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    parts = ("ENG", "WLS") if name == CalendarName.ENGLAND_AND_WALES else ("ENG", "WLS", "SCT", "NIR")
    days: dict[dt.date, str] = {}
    for part in parts:
        days |= holidays.country_holidays("GB", subdiv=part, years=years)
    return days
