"""The dates of a case, each with its reasons step by step."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from casework import clock as wall
from casework.extensions import read
from casework.models import Clock, ClockEvent
from casework.pages.record.case import Head
from casework.services.deadlines import foreseen
from casework.services.deadlines.clocks import to_ledger
from casework.services.record.calendars import calendar
from casework.services.record.subjects import Key
from workflows import ledger
from workflows.clocks import Basis, ClockRule, Reminded
from workflows.engine import Move
from workflows.registry import clock_rule

CHANGES: Mapping[str, str] = {
    "start": "Starts the clock “{}”",
    "restart": "Starts the clock “{}” again",
    "extend": "Gives the clock “{}” more time",
    "stop": "Stops the clock “{}”",
    "go_on": "Lets the clock “{}” go on",
    "hold": "Stops the clock “{}”",
    "release": "Lets the clock “{}” go on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """One clock with the reason for its day, step by step. `waits_for`: what the law has stopped it for."""

    code: str
    label: str
    state: str
    due_on: dt.date | None
    met_on: dt.date | None
    ended: str
    """What has come of it, once it has ended."""
    in_law: bool
    overdue: bool
    breached: bool
    waits_for: str
    steps: Sequence[str]


def of_case(head: Head) -> list[DateLine]:
    """Every clock of the case, running ones first by date. One query."""
    rows = read(_ledger(), case=head.id)
    lines = [_line(list(lines)) for _, lines in groupby(rows, key=lambda row: row.clock_id)]
    order = {"running": 0, "held": 1, "met": 2}
    return sorted(lines, key=lambda line: (order[line.state], line.due_on or dt.date.max))


@cache
def _ledger() -> Select[*tuple[Any, ...]]:
    """The lines of every clock of a case, each with what is needed of its clock."""
    names = ("id", "clock_id", "kind", "on", "due", "days", "reason", "removes_id")
    query = select(Clock.code, Clock.length, *(getattr(ClockEvent, name) for name in names))
    query = query.join(ClockEvent, ClockEvent.clock_id == Clock.id).where(Clock.case_id == bindparam("case"))
    return query.order_by(Clock.id, ClockEvent.id)


def _line(entries: Sequence[Row[*tuple[Any, ...]]]) -> DateLine:
    """The line of one clock, from the lines of its ledger."""
    clock = entries[0]
    rule = clock_rule(clock.code)
    result = ledger.due(rule, to_ledger(entries), calendar(rule.calendar), length=clock.length)
    return _as_line(rule, result)


def _as_line(rule: ClockRule, result: ledger.Due) -> DateLine:
    """Of a day in the diary nothing is done, and nothing is late."""
    in_diary = rule.reminded is Reminded.DIARY
    return DateLine(
        code=rule.code,
        label=rule.label,
        state=result.state,
        due_on=result.on if result.state == "running" else None,
        met_on=result.met_on,
        ended="Passed" if in_diary else "Done",
        in_law=rule.basis is Basis.LAW,
        overdue=not in_diary and ledger.is_overdue(result, wall.today()),
        breached=ledger.statutory_breach(rule, result, wall.today()),
        waits_for=result.waits_for,
        steps=result.steps,
    )


def nearest(head: Head) -> DateLine | None:
    """The date that the head shows, with its reasons. One query, and none where no date is set."""
    if head.next_due_on is None:
        return None
    rows = read(_nearest(), case=head.id, code=head.next_clock, due_on=head.next_due_on).all()
    return _line([row for row in rows if row.clock_id == rows[0].clock_id]) if rows else None


@cache
def _nearest() -> Select[*tuple[Any, ...]]:
    return _ledger().where(Clock.code == bindparam("code"), Clock.due_on == bindparam("due_on"))


def changing(key: Key, move: Move) -> list[tuple[str, DateLine]]:
    """What a move would do to clocks today, each in words and with the day that would follow."""
    found = foreseen.after(move, key, today=wall.today(), answers={})
    kinds = {effect.clock: effect.kind for effect in foreseen.effects_of(move)}
    lines = {name: _as_line(clock_rule(name), result) for name, result in found.items()}
    return [(CHANGES[kinds[name]].format(line.label), line) for name, line in lines.items()]
