"""Bank holidays added and taken away: by an administrator, a command, or a newer edition of the package.

Whoever adds one sees first which dates move (`would_move`); these move in the same transaction (architecture
section 4).
England and Wales is part of the United Kingdom, so that a day of theirs is one of both calendars.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import BankHoliday
from casework.services.deadlines import recounting
from casework.services.deadlines.recounting import Cause, Moved, Told, silent
from casework.services.mail import provided_days
from casework.services.record import calendars, history, tokens
from casework.services.record.calendars import Calendars
from casework.services.record.tokens import Sent
from workflows.calendars import SATURDAY, Calendar, CalendarName, spoken

OFFICE = "office"
EVERYWHERE = (CalendarName.ENGLAND_AND_WALES, CalendarName.UK)
ENGLAND_ALONE = (CalendarName.ENGLAND_AND_WALES,)
ELSEWHERE = (CalendarName.UK,)
"""In Scotland or Northern Ireland alone: it counts for freedom of information (section 0.1, point 5)."""
FIRST, YEARS_AHEAD = dt.date(2000, 1, 1), 10
LONGEST_NAME = 100
Names = Mapping[CalendarName, Mapping[dt.date, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Days with their names that become bank holidays, and days that are none any more, by calendar."""

    added: Names = field(default_factory=dict)
    taken_away: Mapping[CalendarName, Collection[dt.date]] = field(default_factory=dict)

    @property
    def cause(self) -> Cause:
        return Cause(added=self.added, taken_away=self.taken_away)

    @property
    def is_empty(self) -> bool:
        return not self.cause.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What moves with a change: clocks that run, and posted letters by the day on which each counts as provided."""

    clocks: Sequence[Moved]
    letters: Mapping[int, dt.date]

    @property
    def cases(self) -> int:
        return len({each.case_id for each in self.clocks})


def adding(day: dt.date, name: str, *, where: Sequence[CalendarName]) -> Change:
    """One more bank holiday. Raises `Invalid`."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", f"Say in at most {LONGEST_NAME} characters what the bank holiday is called.")
    if not FIRST <= day <= clock.today() + dt.timedelta(days=366 * YEARS_AHEAD):
        raise Invalid("on", f"Choose a day from {spoken(FIRST)} on that is at most {YEARS_AHEAD} years ahead.")
    if day.weekday() >= SATURDAY:
        raise Invalid("on", f"{spoken(day)} is no working day anyway. Choose the weekday on which people are off.")
    present = calendars.current()
    added = {each: {day: name} for each in where if day not in present[each].holidays}
    if not added:
        raise Invalid("on", f"{spoken(day)} is a bank holiday already.")
    return Change(added=added)


def taking_away(day: dt.date, *, where: Sequence[CalendarName]) -> Change:
    """One bank holiday less. `where`: the calendars in which it is worked from now on. Raises `Invalid`."""
    present = calendars.current()
    taken = {each: {day} for each in where if day in present[each].holidays}
    if not taken:
        raise Invalid("on", f"{spoken(day)} is no bank holiday. Somebody may have taken it away meanwhile.")
    return Change(taken_away=taken)


def decided_where(day: dt.date) -> Sequence[CalendarName] | None:
    """The calendars that a day is taken from where nobody says in which: those to which the office itself added it, or
    that of the United Kingdom alone. None where it must be said: of a day that came with Casework for England too."""
    query = select(BankHoliday).where(BankHoliday.on == day, BankHoliday.is_worked.is_(False))
    rows = list(db.session.scalars(query))
    own = [CalendarName(row.calendar) for row in rows if row.version == OFFICE]
    if own:
        return own
    return None if any(row.calendar == CalendarName.ENGLAND_AND_WALES for row in rows) else ELSEWHERE


def differences(shipped: Names, *, source: str) -> Change:
    """What a newer edition of the package adds and takes back of its own. What the office decided stays."""
    package = source.partition("-")[0]
    rows = {(row.calendar, row.on): row for row in db.session.scalars(select(BankHoliday))}
    added: dict[CalendarName, dict[dt.date, str]] = {name: {} for name in CalendarName}
    taken: dict[CalendarName, set[dt.date]] = {name: set() for name in CalendarName}
    for name, days in shipped.items():
        for day, words in days.items():
            row = rows.get((name, day))
            if row is None or (row.is_worked and row.version.startswith(package)):
                added[name][day] = words[:LONGEST_NAME]
    for (calendar, day), row in rows.items():
        name = CalendarName(calendar)
        covered = min(shipped[name]) <= day <= max(shipped[name])
        if covered and day not in shipped[name] and not row.is_worked and row.version.startswith(package):
            taken[name].add(day)
    return Change(added=added, taken_away=taken)


def are_known() -> bool:
    """Whether the office has bank holidays at all: before it is set up it has none."""
    return db.session.scalar(select(BankHoliday.on).limit(1)) is not None


def would_move(change: Change, *, told: Told = silent) -> Moving:
    """What moves if this is done now. Nothing is written."""
    return _moving(change, recounting.find(_cases(change), after(change), told=told))


def after(change: Change) -> Calendars:
    """The calendars as they will be."""
    present = calendars.current()
    return {
        name: Calendar(
            name=name,
            version=present[name].version,
            holidays=present[name].holidays - {*change.taken_away.get(name, ())} | {*change.added.get(name, ())},
        )
        for name in CalendarName
    }


def add(day: dt.date, name: str, *, where: Sequence[CalendarName], sent: Sent, actor: Actor) -> Moving:
    """Add one, and move what moves. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    _begin(sent, actor)
    return apply(adding(day, name, where=where), actor=actor)


def take_away(day: dt.date, *, where: Sequence[CalendarName], sent: Sent, actor: Actor) -> Moving:
    """Take one away, and move what moves. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    _begin(sent, actor)
    return apply(taking_away(day, where=where), actor=actor)


def bring_in(shipped: Names, *, source: str, told: Told = silent) -> tuple[Change, Moving]:
    """Do what a newer edition of the package asks for, and say what that was."""
    lock()
    change = differences(shipped, source=source)
    return change, apply(change, source=source, told=told)


def apply(change: Change, *, actor: Actor = SYSTEM, source: str = OFFICE, told: Told = silent) -> Moving:
    """Change the days, and move what moves with one event on each case. The first days of a new office are no event."""
    if change.is_empty:
        return Moving(clocks=(), letters={})
    cases, is_new = _cases(change), not are_known()
    letters = _letters(change)
    _write(change, source, actor)
    calendars.forget()
    clocks = recounting.move(cases, calendars.current(), change.cause, actor=actor, told=told)
    provided_days.move(letters)
    if not is_new:
        history.record(history.Kind.BANK_HOLIDAYS_CHANGED, actor=actor, data=_said(change))
    return Moving(clocks=clocks, letters=letters)


def lock() -> None:
    """Whoever changes the days at the same time ends first."""
    db.session.execute(select(BankHoliday.on).with_for_update())
    calendars.forget()


def latest_cause() -> Cause:
    """The days of the latest change, for what was written while it was made."""
    rows = list(db.session.scalars(select(BankHoliday).where(BankHoliday.edition == calendars.version())))
    return Cause(
        added={name: {row.on for row in rows if row.calendar == name and not row.is_worked} for name in CalendarName},
        taken_away={name: {row.on for row in rows if row.calendar == name and row.is_worked} for name in CalendarName},
    )


def _begin(sent: Sent, actor: Actor) -> None:
    require(actor, Permission.SETTINGS_MANAGE)
    tokens.use(sent, actor=actor)
    lock()


def _cases(change: Change) -> list[int]:
    return recounting.cases_over(change.cause.days)


def _moving(change: Change, clocks: Sequence[Moved]) -> Moving:
    return Moving(clocks=clocks, letters=_letters(change))


def _letters(change: Change) -> dict[int, dt.date]:
    name = CalendarName.ENGLAND_AND_WALES
    days = change.cause.days.get(name)
    return provided_days.find_moved(calendars.calendar(name), after(change)[name], days) if days else {}


def _write(change: Change, source: str, actor: Actor) -> None:
    rows = {(row.calendar, row.on): row for row in db.session.scalars(select(BankHoliday))}
    edition = _next_edition(rows.values())
    for name, day, words in _wanted(change):
        row = rows.get((name, day))
        if row is None:
            row = BankHoliday(calendar=name, on=day, name=words)
            db.session.add(row)
        row.name, row.is_worked = words or row.name, not words
        row.version, row.edition, row.changed_at, row.changed_by_id = source, edition, clock.now(), actor.user_id
    db.session.flush()


def _wanted(change: Change) -> Iterator[tuple[CalendarName, dt.date, str]]:
    """Calendar, day and name; no name where it is taken away."""
    for name, days in change.added.items():
        yield from ((name, day, words) for day, words in days.items())
    for name, taken in change.taken_away.items():
        yield from ((name, day, "") for day in taken)


def _next_edition(rows: Collection[BankHoliday]) -> str:
    """Higher than any that there is, and never given twice, not even where a change is taken back."""
    numbers = [int(row.edition[:6]) for row in rows if row.edition[:6].isdecimal()]
    return f"{max(numbers, default=0) + 1:06d}-{secrets.token_hex(4)}"


def _said(change: Change) -> dict[str, dict[str, list[str]]]:
    kinds = {"added": change.added, "taken_away": change.taken_away}
    return {
        kind: {name.value: sorted(day.isoformat() for day in days) for name, days in found.items() if days}
        for kind, found in kinds.items()
    }
