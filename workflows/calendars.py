"""Working days and months. The bank holidays come in as arguments; all days are Europe/London local dates."""

import calendar as months
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

SATURDAY = 5


class CalendarName(StrEnum):
    """The two calendars that are used (section 0.1, point 5)."""

    ENGLAND_AND_WALES = "england_and_wales"
    UK = "uk"
    """Without the bank holidays of any part of the UK: freedom of information."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are worked. `version` says which edition of the bank holidays this is."""

    name: str
    version: str
    holidays: frozenset[dt.date]

    def is_working_day(self, day: dt.date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_working_days(self, start: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `start`, which itself is not counted."""
        day = start
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start`, up to and with `end`."""
        days = (end - start).days
        return sum(self.is_working_day(start + dt.timedelta(days=n)) for n in range(1, days + 1))

    def next_working_day(self, day: dt.date) -> dt.date:
        """`day` itself where it is worked, else the first worked day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: dt.date) -> dt.date:
        """`day` itself where it is worked, else the last worked day before it."""
        while not self.is_working_day(day):
            day -= dt.timedelta(days=1)
        return day

    def holidays_between(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """The bank holidays on weekdays after `start`, up to and with `end`."""
        return sorted(day for day in self.holidays if start < day <= end and day.weekday() < SATURDAY)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def spoken(day: dt.date) -> str:
    """Saturday 20 December 2025."""
    return f"{day:%A} {written(day)}"


def written(day: dt.date) -> str:
    """20 December 2025."""
    return f"{day.day} {day:%B %Y}"
