"""The ledger of a clock: its dated events, and the due date that follows from them.

Pause, extension and restart compose because nothing is ever edited: the due date is worked out anew from the
ledger, the rule and the calendar, and can say step by step why it is that day.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from workflows.calendars import Calendar, add_months, spoken
from workflows.clocks import Basis, ClockRule, Reminded, Unit

ONE_DAY = dt.timedelta(days=1)


class LedgerKind(StrEnum):
    STARTED = "started"
    HELD = "held"
    RELEASED = "released"
    EXTENDED = "extended"
    EXTENSION_REMOVED = "extension_removed"
    RESTARTED = "restarted"
    MET = "met"
    CORRECTED = "corrected"
    """Gives another line the day that was right all along."""
    TAKEN_BACK = "taken_back"
    """Another line should never have been there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One dated line. `days` (an extension) is in the rule's own unit; `due` is the day of a fixed clock;
    `removes` is the place in the ledger of the line that is taken back, or put right. `reason` is for everybody to read:
    what the law stops a clock for, what began it anew, why there is more time. `was`: the day that stood there before
    it was put right."""

    kind: LedgerKind
    on: dt.date
    days: int = 0
    due: dt.date | None = None
    reason: str = ""
    removes: int | None = None
    was: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What follows from a ledger. `on` is None while held, and before the start. `waits_for`: what the law stopped it
    for, e.g. "Waiting for clarification"."""

    on: dt.date | None
    state: Literal["running", "held", "met", "not_started"]
    started_on: dt.date | None
    met_on: dt.date | None
    steps: tuple[str, ...]
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class _Pause:
    """The time between two lines that is not counted: a hold, or for the `reason` that the law gives."""

    began_on: dt.date
    ended_on: dt.date
    reason: str


@dataclass(slots=True)
class _Run:
    """One run of a clock: from a start or restart to being met."""

    started: LedgerEntry | None = None
    met_on: dt.date | None = None
    held: LedgerEntry | None = None
    pauses: list[_Pause] = field(default_factory=list)
    extensions: dict[int, LedgerEntry] = field(default_factory=dict)

    @property
    def extended(self) -> int:
        return sum(entry.days for entry in self.extensions.values())


def due(rule: ClockRule, entries: Sequence[LedgerEntry], calendar: Calendar, *, length: int | None = None) -> Due:
    """The due date of the clock's latest run. `length` (in the rule's unit) overrides the rule's own."""
    run = _latest_run(as_put_right(entries))
    if run.started is None:
        return Due(on=None, state="not_started", started_on=None, met_on=None, steps=("Not started.",))
    steps = [f"{run.started.reason or rule.start_label} {spoken(run.started.on)}{_was(run.started)}"]
    day = _Counting(rule, calendar, steps).due(run, run.started, rule.length if length is None else length)
    state: Literal["running", "held", "met"] = "met" if run.met_on else "held" if run.held else "running"
    steps.append(_last_step(rule, run, day))
    return Due(
        on=None if state == "held" else day,
        state=state,
        started_on=run.started.on,
        met_on=run.met_on,
        steps=tuple(steps),
        waits_for=run.held.reason if run.held and state == "held" else "",
    )


def as_put_right(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """The lines as they count, each in its place: with the day that it was given last, and without what was taken back,
    in the place of which the line stands that took it back."""
    lines = list(entries)
    for entry in entries:
        if entry.removes is None:
            continue
        line = lines[entry.removes]
        if entry.kind is LedgerKind.CORRECTED:
            lines[entry.removes] = replace(line, on=entry.on, was=line.was or line.on)
        elif entry.kind is LedgerKind.TAKEN_BACK:
            lines[entry.removes] = entry
    return lines


def _was(line: LedgerEntry) -> str:
    return f", put right from {spoken(line.was)}" if line.was and line.was != line.on else ""


def is_overdue(result: Due, today: dt.date) -> bool:
    """Overdue is derived, never stored: the day after the due date it is true."""
    return result.state == "running" and result.on is not None and result.on < today


def statutory_breach(rule: ClockRule, result: Due, today: dt.date) -> bool:
    """Only a clock in law can be breached; a target of the office is missed."""
    return rule.basis is Basis.LAW and is_overdue(result, today)


def _latest_run(entries: Sequence[LedgerEntry]) -> _Run:
    run = _Run()
    for place, entry in enumerate(entries):
        match entry.kind:
            case LedgerKind.STARTED | LedgerKind.RESTARTED:
                run = _begin(run, entry)
            case LedgerKind.HELD if run.held is None:
                run.held = entry
            case LedgerKind.RELEASED if run.held is not None:
                run.pauses.append(_Pause(run.held.on, entry.on, run.held.reason))
                run.held = None
            case LedgerKind.EXTENDED:
                run.extensions[place] = entry
            case LedgerKind.EXTENSION_REMOVED if entry.removes is not None:
                run.extensions.pop(entry.removes, None)
            case LedgerKind.MET:
                run.met_on = entry.on
    return run


def _begin(before: _Run, entry: LedgerEntry) -> _Run:
    """A new run forgets what was held and extended. A hold of the office that is still open goes on from the new start;
    what the law stopped the clock for has come."""
    run = _Run(started=entry)
    if before.held is not None and not before.held.reason and before.met_on is None:
        run.held = replace(before.held, on=max(before.held.on, entry.on))
    return run


def _last_step(rule: ClockRule, run: _Run, day: dt.date) -> str:
    if run.met_on is not None:
        return f"{'Passed' if rule.reminded is Reminded.DIARY else 'Met'} {spoken(run.met_on)}"
    if run.held is not None:
        until = "the clock goes on" if run.held.reason else "the hold is released"
        return f"{run.held.reason or 'On hold'} since {spoken(run.held.on)}: no due date until {until}"
    return f"Due {spoken(day)}"


@dataclass(frozen=True, slots=True)
class _Counting:
    """The way from a start to a due date; `steps` collects the reasons."""

    rule: ClockRule
    calendar: Calendar
    steps: list[str]

    def due(self, run: _Run, started: LedgerEntry, length: int) -> dt.date:
        """Extensions are part of the length, counted from the same start; what was paused is added to the day reached."""
        if started.due is not None:
            self.steps.append(f"The date was given ({_source(self.rule)})")
            day = started.due + dt.timedelta(days=run.extended)
        else:
            self.steps.append(_length(self.rule, length))
            day = self._reached(started.on, length + run.extended)
        self.steps.extend(_extensions(self.rule, run, length))
        for pause in run.pauses:
            day = self._after(pause, max(pause.began_on, started.on), day)
        if self.rule.unit is Unit.WORKING_DAYS and started.due is None:
            self.steps.extend(_holidays(self.calendar.holidays_between(started.on, day)))
        return self._moved(day)

    def _reached(self, start: dt.date, count: int) -> dt.date:
        """So many of the rule's units on. Where the first day counts, months end on the day before."""
        counted = ONE_DAY if self.rule.first_day_counts else dt.timedelta()
        if self.rule.unit is Unit.MONTHS:
            return add_months(start, count) - counted
        return self._add(start - counted, count)

    def _after(self, pause: _Pause, first: dt.date, day: dt.date) -> dt.date:
        """Adds the days after a pause began, up to and with the day it ended, working days where the clock has those."""
        working = self.rule.unit is Unit.WORKING_DAYS
        between = (
            self.calendar.working_days_between(first, pause.ended_on) if working else (pause.ended_on - first).days
        )
        days = max(between, 0)
        said = amount(days, Unit.WORKING_DAYS if working else Unit.DAYS)
        what = pause.reason or "On hold"
        self.steps.append(f"{what} from {spoken(pause.began_on)} to {spoken(pause.ended_on)}: {said} added")
        return self._add(day, days)

    def _moved(self, day: dt.date) -> dt.date:
        if not self.rule.moves_to_working_day or self.calendar.is_working_day(day):
            return day
        moved = self.calendar.next_working_day(day)
        self.steps.append(f"{spoken(day)} is not a working day: on to {spoken(moved)}")
        return moved

    def _add(self, day: dt.date, count: int) -> dt.date:
        if self.rule.unit is Unit.WORKING_DAYS:
            return self.calendar.add_working_days(day, count)
        return day + dt.timedelta(days=count)


def _length(rule: ClockRule, length: int) -> str:
    """Promptly, and within 20 working days (law, R7.18)."""
    said = amount(length, rule.unit)
    if rule.promptly:
        said = f"Promptly, and within {said}"
    if rule.first_day_counts:
        said = f"{said}, of which that day is the first"
    return f"{said} ({_source(rule)})"


def _extensions(rule: ClockRule, run: _Run, length: int) -> Iterator[str]:
    """Extended by 20 working days to 40 on Monday 2 March 2026: the reason."""
    for extension in run.extensions.values():
        length += extension.days
        whole = "" if rule.unit is Unit.FIXED else f" to {length}"
        why = f": {extension.reason}" if extension.reason else ""
        yield f"Extended by {amount(extension.days, rule.unit)}{whole} on {spoken(extension.on)}{why}"


def _holidays(days: Sequence[dt.date]) -> Iterator[str]:
    names = [f"{day.day} {day:%B}" for day in days]
    if len(names) == 1:
        yield f"{names[0]} is a bank holiday"
    elif names:
        yield f"{', '.join(names[:-1])} and {names[-1]} are bank holidays"


def _source(rule: ClockRule) -> str:
    return f"{'law' if rule.basis is Basis.LAW else 'policy'}, {rule.rule}"


def amount(count: int, unit: Unit) -> str:
    """So many in words: 1 month, 20 working days; a given day is counted from in days."""
    name = Unit.DAYS.value if unit is Unit.FIXED else unit.value
    return f"{count} {name.removesuffix('s') if count == 1 else name}"
