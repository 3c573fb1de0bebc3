"""The one writer of clocks: each call adds a line to the ledger and derives the due date again.

A due date is never edited: it follows from ledger, calendar and rule (architecture section 4). Where the calendar
changes, `recounting.py` derives those of all cases anew.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select, update

from casework import clock as wall
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Clock, ClockEvent
from casework.services.record import settings
from casework.services.record.calendars import calendar
from casework.services.record.subjects import Key, Subject
from workflows import ledger
from workflows.calendars import spoken
from workflows.engine import ClockEffect
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.registry import clock_rule

KINDS: Mapping[str, LedgerKind] = {
    "start": LedgerKind.STARTED,
    "meet": LedgerKind.MET,
    "restart": LedgerKind.RESTARTED,
    "extend": LedgerKind.EXTENDED,
    "stop": LedgerKind.HELD,
    "go_on": LedgerKind.RELEASED,
    "hold": LedgerKind.HELD,
    "release": LedgerKind.RELEASED,
}
"""The line that each effect of a move adds to the ledger."""
ADDS_TO: Mapping[LedgerKind, frozenset[str]] = {
    LedgerKind.MET: frozenset({"running", "held"}),
    LedgerKind.EXTENDED: frozenset({"running", "held"}),
    LedgerKind.HELD: frozenset({"running"}),
    LedgerKind.RELEASED: frozenset({"held"}),
}
"""The states in which these lines mean something; any other begins a clock."""
LINE = tuple(getattr(ClockEvent, name) for name in ("id", "kind", "on", "due", "days", "reason", "removes_id"))
"""The columns of a line of the ledger that `to_ledger` reads."""
ROWS_AT_ONCE = 1000


def apply(
    effects: Iterable[ClockEffect], subject: Subject, *, actor: Actor, on: dt.date, answers: Mapping[str, object]
) -> None:
    """Carry out the clock effects of one move. Raises `Invalid` at the answer that gives a day that cannot be."""
    for effect in effects:
        if effect.kind == "meet_all":
            meet_all(subject, actor=actor, on=on)
            continue
        line = line_of(effect, today=on, answers=answers)
        if effect.on_answer is not None:
            _check_day(effect.on_answer, line.on, find(subject, effect.clock), on)
        add_entry(subject, effect.clock, line, actor=actor)


def line_of(effect: ClockEffect, *, today: dt.date, answers: Mapping[str, object]) -> LedgerEntry:
    """The line that an effect adds to the ledger of its clock."""
    on, due = answers.get(effect.on_answer or ""), answers.get(effect.from_answer or "")
    return LedgerEntry(
        kind=KINDS[effect.kind],
        on=on if isinstance(on, dt.date) else today,
        due=due if isinstance(due, dt.date) else None,
        days=effect.length,
        reason=effect.reason,
    )


def _check_day(field: str, day: dt.date, clock: Clock | None, today: dt.date) -> None:
    """What happened to a clock happened after the line before it, and not after today."""
    if day > today:
        raise Invalid(field, "Give a day that is not in the future.")
    earliest = max((entry.on for entry in standing(entries(clock))), default=day) if clock is not None else day
    if day < earliest:
        raise Invalid(field, f"Give a day from {spoken(earliest)} on: nothing before it can change this date any more.")


def open_all(effects: Iterable[ClockEffect], case: Case, *, actor: Actor, on: dt.date) -> None:
    """Start the first clocks of a new case: the same as `apply`, but nothing has to be looked up or read again."""
    lengths = settings.value("clock_lengths")
    started = LedgerEntry(kind=LedgerKind.STARTED, on=on)
    opened: list[Clock] = []
    for effect in effects:
        rule = clock_rule(effect.clock)
        length = lengths.get(rule.code, rule.length)
        days = calendar(rule.calendar)
        result = ledger.due(rule, [started], days, length=length)
        opened.append(
            Clock(
                case_id=case.id,
                code=rule.code,
                state=result.state,
                started_on=on,
                due_on=result.on,
                length=length,
                calendar_version=days.version,
            )
        )
    db.session.add_all(opened)
    db.session.flush()
    at = wall.now()
    db.session.add_all(
        ClockEvent(clock_id=clock.id, kind=started.kind.value, on=on, recorded_at=at, recorded_by_id=actor.user_id)
        for clock in opened
    )
    nearest = min(opened, key=lambda clock: (clock.due_on or dt.date.max, clock.id), default=None)
    if nearest is not None:
        case.next_due_on, case.next_clock = nearest.due_on, nearest.code


def add_entry(subject: Subject, code: str, line: LedgerEntry, *, actor: Actor) -> None:
    """Add one line for one clock. Ending or changing one that does not run is nothing, not an error."""
    found = find(subject, code)
    wanted = ADDS_TO.get(line.kind)
    if wanted is not None and (found is None or found.state not in wanted):
        return
    found = found or _new(subject, code, on=line.on)
    write(found, line, actor=actor)
    derive(found)


def write(clock: Clock, line: LedgerEntry, *, actor: Actor) -> ClockEvent:
    """The row of one line. `derive` keeps the due date after it."""
    entry = ClockEvent(
        clock_id=clock.id,
        kind=line.kind.value,
        on=line.on,
        due=line.due,
        days=line.days,
        reason=line.reason,
        recorded_at=wall.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def find(subject: Subject, code: str) -> Clock | None:
    return db.session.scalar(select(Clock).where(subject.key.owns(Clock), Clock.code == code))


def of_case(case: Case) -> list[Clock]:
    return list(db.session.scalars(select(Clock).where(Clock.case_id == case.id).order_by(Clock.id)))


def meet_all(subject: Subject, *, actor: Actor, on: dt.date) -> None:
    """End every clock of the subject but those for the time after closing; of a case those of its parts too."""
    for clock in of_case(subject.case):
        mine = subject.part is None or Key.of(clock) == subject.key
        if mine and clock.state != "met" and not clock_rule(clock.code).runs_after_closing:
            write(clock, LedgerEntry(kind=LedgerKind.MET, on=on), actor=actor)
            derive(clock)


def restart_updates(case: Case, *, actor: Actor, on: dt.date) -> None:
    """The person has heard from us: what counts from the last update begins again, unless they were updated later."""
    subject = Subject(case)
    for rule in subject.workflow.clocks:
        if rule.counts_from_update and case.category != "closed":
            found = find(subject, rule.code)
            if found is not None and found.state != "met" and found.started_on <= on:
                add_entry(subject, rule.code, LedgerEntry(kind=LedgerKind.RESTARTED, on=on), actor=actor)


def entries(clock: Clock) -> list[LedgerEntry]:
    """The ledger of one clock, in the order of recording."""
    rows = db.session.scalars(select(ClockEvent).where(ClockEvent.clock_id == clock.id).order_by(ClockEvent.id))
    return to_ledger(list(rows))


def standing(lines: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """The lines with the days that are right, without those that only put others right."""
    return [
        line for line in ledger.as_put_right(lines) if line.kind not in (LedgerKind.CORRECTED, LedgerKind.TAKEN_BACK)
    ]


def to_ledger(rows: Sequence[Any]) -> list[LedgerEntry]:
    """Rows of the ledger as the pure functions read them; `removes` is the place in the list of the line that is taken
    back or put right."""
    place = {row.id: index for index, row in enumerate(rows)}
    return [
        LedgerEntry(
            kind=LedgerKind(row.kind),
            on=row.on,
            days=row.days,
            due=row.due,
            reason=row.reason,
            removes=None if row.removes_id is None else place[row.removes_id],
        )
        for row in rows
    ]


def compute(clock: Clock) -> ledger.Due:
    """The due date and its reasons, from the ledger alone."""
    rule = clock_rule(clock.code)
    return ledger.due(rule, entries(clock), calendar(rule.calendar), length=clock.length)


def derive(clock: Clock) -> None:
    """Keep the derived columns of the clock."""
    result = compute(clock)
    clock.state = result.state
    clock.due_on = result.on if result.state == "running" else None
    clock.started_on = result.started_on or clock.started_on
    clock.met_on = result.met_on
    clock.calendar_version = calendar(clock_rule(clock.code).calendar).version
    db.session.flush()


def keep_next_due(case: Case) -> None:
    """Keep the case's nearest date. A closed case has none: what runs on after it only reminds."""
    running = select(Clock.due_on, Clock.code).where(Clock.case_id == case.id, Clock.state == "running")
    nearest = None
    if case.category != "closed":
        nearest = db.session.execute(running.order_by(Clock.due_on, Clock.id).limit(1)).first()
    case.next_due_on, case.next_clock = nearest if nearest is not None else (None, None)


def keep_days(days: Mapping[int, dt.date], checked: Collection[int], *, version: str) -> None:
    """Give clocks that run the days that were derived for them elsewhere (id -> day). All of `checked` were compared
    with this version of the calendars."""
    clocks_of: dict[dt.date, list[int]] = {}
    for clock_id, day in days.items():
        clocks_of.setdefault(day, []).append(clock_id)
    at_once = {"execution_options": {"synchronize_session": False}}
    for day, ids in clocks_of.items():
        db.session.execute(update(Clock).where(Clock.id.in_(ids)).values(due_on=day), **at_once)
    db.session.execute(update(Clock).where(Clock.id.in_(checked)).values(calendar_version=version), **at_once)


def keep_next_dues(case_ids: Collection[int]) -> None:
    """The same as `keep_next_due` for many cases, whose rows are locked. Their versions stay: nothing was done to them
    that would make a page stale."""
    running = select(Clock.case_id, Clock.due_on, Clock.code).join(Case, Case.id == Clock.case_id)
    running = running.where(Clock.case_id.in_(case_ids), Clock.state == "running", Case.category != "closed")
    nearest: dict[int, tuple[dt.date, str]] = {}
    for row in db.session.execute(running.order_by(Clock.case_id, Clock.due_on, Clock.id)):
        nearest.setdefault(row.case_id, (row.due_on, row.code))
    alike: dict[tuple[dt.date, str], list[int]] = {}
    for case_id, due in nearest.items():
        alike.setdefault(due, []).append(case_id)
    for (due_on, code), ids in alike.items():
        moved = update(Case).where(Case.id.in_(ids)).values(next_due_on=due_on, next_clock=code)
        db.session.execute(moved, execution_options={"synchronize_session": False})


def count_drift() -> int:
    """How many clocks differ from what their ledger says: 0 unless a row was changed by hand. One query."""
    query = select(Clock.id.label("clock"), Clock.code, Clock.state, Clock.due_on, Clock.length, *LINE)
    query = query.outerjoin(ClockEvent, ClockEvent.clock_id == Clock.id).order_by(Clock.id, ClockEvent.id)
    drifted = 0
    for _, lines in groupby(db.session.execute(query).yield_per(ROWS_AT_ONCE), key=lambda row: row.clock):
        rows = list(lines)
        clock, rule = rows[0], clock_rule(rows[0].code)
        written = to_ledger([row for row in rows if row.id is not None])
        result = ledger.due(rule, written, calendar(rule.calendar), length=clock.length)
        expected = result.on if result.state == "running" else None
        drifted += (clock.state, clock.due_on) != (result.state, expected)
    return drifted


def _new(subject: Subject, code: str, *, on: dt.date) -> Clock:
    rule = clock_rule(code)
    clock = Clock(
        **subject.key.columns,
        code=code,
        state="met",
        started_on=on,
        length=settings.value("clock_lengths").get(code, rule.length),
        calendar_version=calendar(rule.calendar).version,
    )
    db.session.add(clock)
    db.session.flush()
    return clock
