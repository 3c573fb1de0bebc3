"""Bank holidays as they are read: those of a year, and what moves where one is added or taken away."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from casework import clock
from casework.access import Actor, scope
from casework.errors import NotFound
from casework.extensions import db
from casework.models import BankHoliday, Case, User
from casework.services.deadlines import recounting
from casework.services.deadlines.bank_holidays import LONGEST_NAME as LONGEST_NAME
from casework.services.deadlines.bank_holidays import OFFICE, Change, would_move
from workflows.calendars import CalendarName
from workflows.registry import clock_title

MOST_LINES = 50
MOST_NAMED = 5
"""References in one line."""
LONG = 2000
"""Cases. Moving the dates of more takes seconds in which nothing seems to happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One day. `in_england`: of England and Wales, and so of both calendars. `is_worked`: it was taken away."""

    on: dt.date
    name: str
    in_england: bool
    in_uk: bool
    is_of_office: bool
    changed_at: dt.datetime | None
    changed_by: str | None

    @property
    def is_worked(self) -> bool:
        return not self.in_uk and not self.in_england


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The days of one year. `first` and `last`: the years that there are days of."""

    number: int
    first: int
    last: int
    days: Sequence[Holiday]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Clocks of one name that move from one day to another. `more`: cases that are not named, because there are many or
    because the reader may not see them."""

    what: str
    before: dt.date
    after: dt.date
    cases: int
    references: Sequence[str]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What moves. `more`: lines that are not shown."""

    cases: int
    lines: Sequence[Line]
    more: int
    letters: int

    @property
    def is_long(self) -> bool:
        return self.cases > LONG


def year(number: int | None) -> Year:
    """The days of a year, or of the present one."""
    ends = db.session.execute(select(func.min(BankHoliday.on), func.max(BankHoliday.on))).one()
    this = clock.today().year
    first, last = (this if day is None else day.year for day in ends)
    number = number if number is not None and first <= number <= last else this
    days = _days(BankHoliday.on.between(dt.date(number, 1, 1), dt.date(number, 12, 31)))
    return Year(number=number, first=first, last=last, days=days)


def day(text: str) -> Holiday:
    """One day by its date, e.g. "2026-12-25". Raises `NotFound`."""
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    found = _days(BankHoliday.on == on)
    if not found:
        raise NotFound
    return found[0]


def preview(change: Change, *, actor: Actor) -> Preview:
    """What moves if this is done now. Cases that the reader may not see are counted, and not named."""
    moving = would_move(change)
    alike = recounting.alike(moving.clocks)
    shown = alike[:MOST_LINES]
    named = {case_id for each in shown for case_id in each.case_ids[: MOST_NAMED * 4]}
    query = scope(select(Case.id, Case.reference).where(Case.id.in_(named)), actor)
    references = {row.id: row.reference for row in db.session.execute(query)}
    return Preview(
        cases=moving.cases,
        lines=[_line(each, references) for each in shown],
        more=len(alike) - len(shown),
        letters=len(moving.letters),
    )


def _line(each: recounting.Alike, references: dict[int, str]) -> Line:
    seen = [references[case_id] for case_id in each.case_ids if case_id in references][:MOST_NAMED]
    return Line(
        what=clock_title(each.code),
        before=each.before,
        after=each.after,
        cases=len(each.case_ids),
        references=seen,
        more=len(each.case_ids) - len(seen),
    )


def _days(condition: Any) -> list[Holiday]:
    rows = db.session.execute(_query().where(condition))
    return [_holiday(list(some)) for _, some in groupby(rows, key=lambda row: row.on)]


def _query() -> Select[*tuple[Any, ...]]:
    names = ("calendar", "on", "name", "is_worked", "version", "changed_at")
    query = select(*(getattr(BankHoliday, name) for name in names), User.name.label("changed_by"))
    query = query.outerjoin(User, User.id == BankHoliday.changed_by_id)
    return query.order_by(BankHoliday.on, BankHoliday.calendar)


def _holiday(rows: Sequence[Any]) -> Holiday:
    off = {row.calendar for row in rows if not row.is_worked}
    latest = max(rows, key=lambda row: (row.version == OFFICE, row.changed_at is not None))
    return Holiday(
        on=rows[0].on,
        name=rows[0].name,
        in_england=CalendarName.ENGLAND_AND_WALES in off,
        in_uk=CalendarName.UK in off,
        is_of_office=latest.version == OFFICE,
        changed_at=latest.changed_at,
        changed_by=latest.changed_by,
    )
