"""The bank holidays that the `holidays` package knows, for `casework setup`: no other process needs that package."""

import datetime as dt
from collections.abc import Mapping
from importlib import metadata

import holidays

from workflows.calendars import CalendarName

FIRST_YEAR, LAST_YEAR = 2000, 2032
PACKAGE = "holidays-"
"""How the sources of what it brings begin."""


def edition() -> str:
    return f"{PACKAGE}{metadata.version('holidays')}"


def known() -> Mapping[CalendarName, Mapping[dt.date, str]]:
    """The days of each calendar, with their names."""
    return {name: of(name) for name in CalendarName}


def of(name: CalendarName) -> dict[dt.date, str]:
    """Day -> name. The UK-wide calendar is the union of the three parts (section 0.1, point 5)."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    parts = ("ENG", "WLS") if name == CalendarName.ENGLAND_AND_WALES else ("ENG", "WLS", "SCT", "NIR")
    days: dict[dt.date, str] = {}
    for part in parts:
        days |= holidays.country_holidays("GB", subdiv=part, years=years)
    return days
