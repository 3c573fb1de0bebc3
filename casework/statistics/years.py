"""The reporting year: 1 April to 31 March, by Europe/London local dates (source-facts 3.4)."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ReportingYear:
    """Half-open: `first` is in it, `end` is the first day after it."""

    start_year: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.start_year, 4, 1)

    @property
    def end(self) -> dt.date:
        return dt.date(self.start_year + 1, 4, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.start_year + 1, 3, 31)

    @property
    def label(self) -> str:
        """2024/25"""
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"

    def holds(self, day: dt.date) -> bool:
        return self.first <= day < self.end


def year_of(day: dt.date) -> ReportingYear:
    """The reporting year that a local date lies in."""
    return ReportingYear(day.year if day.month >= 4 else day.year - 1)


def back_to(first: ReportingYear, last: ReportingYear, *, most: int) -> list[ReportingYear]:
    """From the last year back to the first, and no more than so many years before the last."""
    lowest = max(first.start_year, last.start_year - most)
    return [ReportingYear(start) for start in range(last.start_year, lowest - 1, -1)]
