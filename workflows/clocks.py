"""Clocks: a ledger of dated events, and the due date that follows from it.

Pause, extension and restart compose because nothing is ever edited: the due date is worked out anew from the
ledger, the rule and the calendar, and can say step by step why it is that day.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from workflows.calendars import Calendar, add_months


class Basis(StrEnum):
    """Only a clock in law may be called a statutory breach (section 0.1, points 2 and 3)."""

    LAW = "law"
    POLICY = "policy"


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    FIXED = "fixed"
    """The day itself is given, e.g. the force's own date for implementing."""


class Reminded(StrEnum):
    """The way in which a clock is reminded of. The days of each way stand in `workflows/reminders.py`."""

    GENERAL = "general"
    """Before, on and after the due date; what is overdue goes up to the managers."""
    PAPERS = "papers"
    """Chased and escalated so many working days after they were asked for."""
    ANSWER = "answer"
    """Asked after, so many days after the start."""
    DIARY = "diary"
    """A day to know of: nobody has to do anything by then, so nothing is overdue and nothing goes up."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """`rule` is the number in the rulebook. A clock in law is never stopped by a hold. `runs_after_closing`: it is about
    the time after the case is closed, which ends every other clock. `counts_from_update`: it begins again whenever the
    person hears from us. `nobody_acts` says why nobody is reminded, where
    that is so."""

    code: str
    label: str
    basis: Basis
    unit: Unit
    length: int
    rule: str
    start_label: str
    calendar: str = "england_and_wales"
    stopped_by_hold: bool = True
    runs_after_closing: bool = False
    counts_from_update: bool = False
    reminded: Reminded = Reminded.GENERAL
    nobody_acts: str = ""

    def __post_init__(self) -> None:
        if (self.reminded is Reminded.NOBODY) != bool(self.nobody_acts):
            raise ValueError(f"{self.code}: say why nobody is reminded, or how it is reminded of.")
        if self.basis is Basis.LAW and self.stopped_by_hold:
            raise ValueError(f"{self.code}: a clock in law is never stopped by a hold.")


HOLD_REVIEW = ClockRule(
    code="hold_review", label="Look at the hold again", basis=Basis.POLICY, unit=Unit.FIXED, length=28, rule="section 10",
    start_label="Put on hold", stopped_by_hold=False,
)  # fmt: skip
"""Every case can be put on hold, so every type of case has this clock. A hold without a day of its own is looked at again
after its length, in days."""


class LedgerKind(StrEnum):
    STARTED = "started"
    HELD = "held"
    RELEASED = "released"
    EXTENDED = "extended"
    EXTENSION_REMOVED = "extension_removed"
    RESTARTED = "restarted"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One dated line. `days` (an extension) is in the rule's own unit; `due` is the day of a fixed clock;
    `removes` is the place in the ledger of the extension that is taken back."""

    kind: LedgerKind
    on: dt.date
    days: int = 0
    due: dt.date | None = None
    reason: str = ""
    removes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What follows from a ledger. `on` is None while held, and before the start."""

    on: dt.date | None
    state: Literal["running", "held", "met", "not_started"]
    started_on: dt.date | None
    met_on: dt.date | None
    steps: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """One run of a clock: from a start or restart to being met."""

    started_on: dt.date | None = None
    fixed: dt.date | None = None
    met_on: dt.date | None = None
    held_since: dt.date | None = None
    holds: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    extensions: dict[int, LedgerEntry] = field(default_factory=dict)


def due(rule: ClockRule, entries: Sequence[LedgerEntry], calendar: Calendar, *, length: int | None = None) -> Due:
    """The due date of the clock's latest run. `length` (in the rule's unit) overrides the rule's own."""
    run = _latest_run(entries)
    if run.started_on is None:
        return Due(on=None, state="not_started", started_on=None, met_on=None, steps=("Not started.",))
    steps = [f"{rule.start_label} {spoken(run.started_on)}"]
    day = _count(rule, run, calendar, rule.length if length is None else length, steps)
    if run.met_on is not None:
        steps.append(f"Met {spoken(run.met_on)}")
        return Due(on=day, state="met", started_on=run.started_on, met_on=run.met_on, steps=tuple(steps))
    if run.held_since is not None:
        steps.append(f"On hold since {spoken(run.held_since)}: no due date until the hold is released")
        return Due(on=None, state="held", started_on=run.started_on, met_on=None, steps=tuple(steps))
    steps.append(f"Due {spoken(day)}")
    return Due(on=day, state="running", started_on=run.started_on, met_on=None, steps=tuple(steps))


def is_overdue(result: Due, today: dt.date) -> bool:
    """Overdue is derived, never stored: the day after the due date it is true."""
    return result.state == "running" and result.on is not None and result.on < today


def statutory_breach(rule: ClockRule, result: Due, today: dt.date) -> bool:
    """Only a clock in law can be breached; a target of the office is missed."""
    return rule.basis is Basis.LAW and is_overdue(result, today)


def spoken(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _latest_run(entries: Sequence[LedgerEntry]) -> _Run:
    run = _Run()
    for place, entry in enumerate(entries):
        match entry.kind:
            case LedgerKind.STARTED | LedgerKind.RESTARTED:
                run = _begin(run, entry)
            case LedgerKind.HELD if run.held_since is None:
                run.held_since = entry.on
            case LedgerKind.RELEASED if run.held_since is not None:
                run.holds.append((run.held_since, entry.on))
                run.held_since = None
            case LedgerKind.EXTENDED:
                run.extensions[place] = entry
            case LedgerKind.EXTENSION_REMOVED if entry.removes is not None:
                run.extensions.pop(entry.removes, None)
            case LedgerKind.MET:
                run.met_on = entry.on
    return run


def _begin(before: _Run, entry: LedgerEntry) -> _Run:
    """A new run forgets what was held and extended; a hold that is still open goes on from the new start."""
    run = _Run(started_on=entry.on, fixed=entry.due)
    if before.held_since is not None and before.met_on is None:
        run.held_since = max(before.held_since, entry.on)
    return run


def _count(rule: ClockRule, run: _Run, calendar: Calendar, length: int, steps: list[str]) -> dt.date:
    start = run.started_on
    assert start is not None  # noqa: S101 - the caller has looked
    source = f"{'law' if rule.basis is Basis.LAW else 'policy'}, {rule.rule}"
    if rule.unit is Unit.FIXED and run.fixed is not None:
        steps.append(f"The date was given ({source})")
        day = run.fixed
    else:
        steps.append(f"{_amount(length, rule.unit)} ({source})")
        day = _add(rule.unit, start, length, calendar)
    day = _add_holds(rule, run, calendar, day, steps)
    for extension in run.extensions.values():
        steps.append(f"Extended by {_amount(extension.days, rule.unit)} on {spoken(extension.on)}")
        day = _add(rule.unit, day, extension.days, calendar)
    if rule.unit is Unit.WORKING_DAYS:
        _name_holidays(calendar.holidays_between(start, day), steps)
    return day


def _add_holds(rule: ClockRule, run: _Run, calendar: Calendar, day: dt.date, steps: list[str]) -> dt.date:
    """Each hold adds the days after it began, up to and with the day of its release, in the clock's own unit."""
    for held_on, released_on in run.holds:
        first = max(held_on, run.started_on or held_on)
        if rule.unit is Unit.WORKING_DAYS:
            days = calendar.working_days_between(first, released_on)
            day = calendar.add_working_days(day, days)
        else:
            days = max((released_on - first).days, 0)
            day += dt.timedelta(days=days)
        unit = Unit.WORKING_DAYS if rule.unit is Unit.WORKING_DAYS else Unit.DAYS
        steps.append(f"On hold from {spoken(held_on)} to {spoken(released_on)}: {_amount(days, unit)} added")
    return day


def _add(unit: Unit, day: dt.date, count: int, calendar: Calendar) -> dt.date:
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day, count)
    if unit is Unit.MONTHS:
        return add_months(day, count)
    return day + dt.timedelta(days=count)


def _amount(count: int, unit: Unit) -> str:
    name = Unit.DAYS.value if unit is Unit.FIXED else unit.value
    return f"{count} {name.removesuffix('s') if count == 1 else name}"


def _name_holidays(days: list[dt.date], steps: list[str]) -> None:
    if len(days) == 1:
        steps.append(f"{days[0].day} {days[0]:%B} is a bank holiday")
    elif days:
        names = [f"{day.day} {day:%B}" for day in days]
        steps.append(f"{', '.join(names[:-1])} and {names[-1]} are bank holidays")
