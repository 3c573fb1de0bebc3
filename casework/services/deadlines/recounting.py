"""Due dates derived anew in many cases at once, because the bank holidays are others: which move, and moving them.

What is met or ended stays as it is. Holds, extensions and restarts are lines of the ledger, so that each is counted
anew from its own days. What waits to be told by the old day is not told (`mail/wanted.py`), and by the new one it is.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from casework import clock as wall
from casework.access import SYSTEM, Actor
from casework.extensions import db, read
from casework.models import Case, Clock, ClockEvent
from casework.services.deadlines import clocks
from casework.services.record import history
from casework.services.record.calendars import Calendars
from workflows import ledger
from workflows.calendars import CalendarName
from workflows.ledger import LedgerKind
from workflows.registry import clock_rule, clocks_of_calendar

BATCH = 500
"""Cases of one statement."""
Days = Mapping[CalendarName, Collection[dt.date]]
Told = Callable[[int, int], None]
"""Is told how many cases of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A clock that runs, and the day on which it is due instead. `since`: the day on which it started."""

    clock_id: int
    case_id: int
    code: str
    since: dt.date
    before: dt.date
    after: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The days that became bank holidays, and those that are none any more."""

    added: Days
    taken_away: Days

    @property
    def days(self) -> dict[CalendarName, set[dt.date]]:
        """Both, by calendar."""
        found = {name: {*self.added.get(name, ()), *self.taken_away.get(name, ())} for name in CalendarName}
        return {name: days for name, days in found.items() if days}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Clocks of one name that move from one day to another."""

    code: str
    before: dt.date
    after: dt.date
    case_ids: Sequence[int]


def alike(moved: Sequence[Moved]) -> list[Alike]:
    """What moves, in lines that can be read, by date."""
    found: dict[tuple[dt.date, str, dt.date], set[int]] = {}
    for each in moved:
        found.setdefault((each.before, each.code, each.after), set()).add(each.case_id)
    return [
        Alike(code=code, before=before, after=after, case_ids=sorted(found[before, code, after]))
        for before, code, after in sorted(found)
    ]


def silent(_done: int, _total: int) -> None:
    """Nobody waits to be told."""


def cases_over(days: Days) -> list[int]:
    """The cases with a clock that runs over one of these days, in the order in which they are locked."""
    conditions = [_runs_over(name, some) for name, some in days.items() if some]
    if not conditions:
        return []
    return _cases(or_(*conditions))


def cases_behind(version: str) -> list[int]:
    """The cases with a clock that runs and was derived by another version of the calendars: somebody else's change was
    under way while it was written."""
    codes = list(chain.from_iterable(clocks_of_calendar(name) for name in CalendarName))
    return _cases(and_(Clock.code.in_(codes), Clock.calendar_version != version))


def find(case_ids: Sequence[int], calendars: Calendars, *, told: Told = silent) -> list[Moved]:
    """What would move in these cases by these calendars."""
    found: list[Moved] = []
    counting = _Counting(calendars)
    for some in _batches(case_ids, told):
        found += (moved for moved in counting.of(some) if moved.before != moved.after)
    return found


def move(
    case_ids: Sequence[int], calendars: Calendars, cause: Cause, *, actor: Actor = SYSTEM, told: Told = silent
) -> list[Moved]:
    """Move what moves in these cases, with one event on each: in this transaction, which locks them.

    Raises nothing for a case that was closed meanwhile: its clocks are met.
    """
    found: list[Moved] = []
    counting = _Counting(calendars)
    for some in _batches(case_ids, told):
        _lock(some)
        counted = list(counting.of(some))
        moved = [each for each in counted if each.before != each.after]
        days = {each.clock_id: each.after for each in moved}
        clocks.keep_days(days, [each.clock_id for each in counted], version=calendars[CalendarName.UK].version)
        if moved:
            clocks.keep_next_dues({each.case_id for each in moved})
            history.record_many(history.Kind.CASE_DATES_MOVED, list(_events(moved, cause)), actor=actor)
        found += moved
    return found


def _cases(condition: ColumnElement[bool]) -> list[int]:
    query = select(Clock.case_id).where(Clock.state == "running", condition).distinct().order_by(Clock.case_id)
    return list(db.session.scalars(query))


def _runs_over(name: CalendarName, days: Collection[dt.date]) -> ColumnElement[bool]:
    """A hold may have lasted longer than the due date that follows from it: its days count wherever they lie."""
    first, last = min(days), max(days)
    released = exists().where(
        ClockEvent.clock_id == Clock.id, ClockEvent.kind == LedgerKind.RELEASED.value, ClockEvent.on >= first
    )
    return and_(
        Clock.code.in_(clocks_of_calendar(name)), Clock.started_on <= last, or_(Clock.due_on >= first, released)
    )


class _Counting:
    """Derives due dates by these calendars. Clocks with the same lines are derived once."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars
        self._known: dict[tuple[object, ...], dt.date | None] = {}

    def of(self, case_ids: Sequence[int]) -> Iterator[Moved]:
        """Every clock of these cases that runs and follows the calendar, moved or not."""
        codes = [code for name in self._calendars for code in clocks_of_calendar(name)]
        rows = read(_ledgers(), cases=case_ids, codes=codes)
        for _, lines in groupby(rows, key=lambda row: row.clock):
            written = list(lines)
            clock, day = written[0], self._day(written)
            if day is not None:
                same = {name: getattr(clock, name) for name in ("case_id", "code")}
                yield Moved(clock_id=clock.clock, since=clock.started_on, before=clock.due_on, after=day, **same)

    def _day(self, lines: Sequence[Any]) -> dt.date | None:
        code, length, written = lines[0].code, lines[0].length, clocks.to_ledger(lines)
        key = (code, length, *written)
        if key not in self._known:
            rule = clock_rule(code)
            result = ledger.due(rule, written, self._calendars[rule.calendar], length=length)
            self._known[key] = result.on if result.state == "running" else None
        return self._known[key]


@cache
def _ledgers() -> Select[*tuple[Any, ...]]:
    names = ("case_id", "code", "length", "started_on", "due_on")
    query = select(Clock.id.label("clock"), *(getattr(Clock, name) for name in names), *clocks.LINE)
    query = query.join(ClockEvent, ClockEvent.clock_id == Clock.id)
    of_these = Clock.case_id.in_(bindparam("cases", expanding=True))
    that_follow = Clock.code.in_(bindparam("codes", expanding=True))
    return query.where(of_these, that_follow, Clock.state == "running").order_by(Clock.id, ClockEvent.id)


def _lock(case_ids: Sequence[int]) -> None:
    """Whoever works on one of them ends first; whoever comes next finds the new days."""
    db.session.execute(select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update(of=Case))


def _events(moved: Sequence[Moved], cause: Cause) -> Iterator[dict[str, Any]]:
    """Days and codes alone: what a holiday is called may be somebody's name."""
    in_order = sorted(moved, key=lambda each: (each.case_id, each.clock_id))
    for case_id, some in groupby(in_order, key=lambda each: each.case_id):
        of_case = list(some)
        yield {
            "case_id": case_id,
            "on": wall.today(),
            "data": {
                "added": _that_count(cause.added, of_case),
                "taken_away": _that_count(cause.taken_away, of_case),
                "clocks": [
                    {"clock": each.code, "from": each.before.isoformat(), "to": each.after.isoformat()}
                    for each in of_case
                ],
            },
        }


def _that_count(days: Days, moved: Sequence[Moved]) -> list[str]:
    """Those of the days that lie on the way of one of these clocks."""
    return sorted(
        {
            day.isoformat()
            for each in moved
            for day in days.get(clock_rule(each.code).calendar, ())
            if each.since <= day <= max(each.before, each.after)
        }
    )


def _batches(case_ids: Sequence[int], told: Told) -> Iterator[Sequence[int]]:
    for start in range(0, len(case_ids), BATCH):
        yield case_ids[start : start + BATCH]
        told(min(start + BATCH, len(case_ids)), len(case_ids))
