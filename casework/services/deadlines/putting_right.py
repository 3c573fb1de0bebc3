"""Lines of the ledger that get the day that was right all along, and what is due then.

Nothing in the ledger is edited: a line that puts another right, or takes it back, is added (`workflows/ledger.py`).
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock, ClockEvent, Contact
from casework.services.deadlines import clocks
from casework.services.people.contact_rows import IS_UPDATE
from casework.services.record.calendars import calendar
from casework.services.record.history import Kind
from casework.services.record.subjects import Key, Subject
from workflows import ledger
from workflows.engine import Move
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.registry import WORKFLOWS, clock_rule

NO_LINES = (LedgerKind.CORRECTED, LedgerKind.TAKEN_BACK)
"""Lines that only put others right: they say nothing of their own."""
ONE_COMMAND = dt.timedelta(minutes=2)
"""Lines that one command wrote are recorded within this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A clock that is due, or was due, on another day, or that was met on another. Held clocks have no due day."""

    code: str
    state: str
    due_before: dt.date | None
    due_after: dt.date | None
    met_before: dt.date | None
    met_after: dt.date | None

    @property
    def is_none(self) -> bool:
        return (self.due_before, self.met_before) == (self.due_after, self.met_after)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A clock with the lines of its ledger, in the order of recording."""

    clock: Clock
    rows: Sequence[ClockEvent]


def lines_of_opening(case: Case) -> list[int]:
    """The lines with which the clocks of a case began when it was logged, by the day of its receipt."""
    opening = {effect.clock for effect in WORKFLOWS[case.case_type].opening_clocks}
    own = (each for each in _ledgers(case) if not Key.of(each.clock).part and each.clock.code in opening)
    return [each.rows[0].id for each in own if each.rows[0].kind == LedgerKind.STARTED.value]


def lines_of_step(
    subject: Subject, move: Move, event: CaseEvent, *, day: dt.date, answer: str | None = None
) -> list[int]:
    """The lines that a step wrote with its own day, or with the one that this answer gave, which is `day` by now."""
    mine_by = [effect for effect in move.clocks if effect.on_answer == answer]
    wanted = {(effect.clock, clocks.KINDS[effect.kind]) for effect in mine_by if effect.kind in clocks.KINDS}
    ends_all = any(effect.kind == "meet_all" for effect in mine_by)
    others = {effect.clock for effect in move.clocks if effect.on_answer not in (None, answer)}
    found = []
    for each in _ledgers(subject.case):
        mine = Key.of(each.clock) == subject.key
        if not (mine or (ends_all and subject.part is None)) or each.clock.code in others:
            continue
        for row, line in zip(each.rows, _right(each), strict=True):
            by_step = (each.clock.code, line.kind) in wanted or (ends_all and line.kind is LedgerKind.MET)
            at_once = event.at - ONE_COMMAND <= row.recorded_at <= event.at
            if by_step and line.on == day and at_once:
                found.append(row.id)
    return found


def lines_of_beginning(part: Subject, *, day: dt.date) -> list[int]:
    """The lines with which the clocks of a part began on that day."""
    return [
        row.id
        for each in _ledgers(part.case)
        if Key.of(each.clock) == part.key
        for row, line in zip(each.rows, _right(each), strict=True)
        if line.kind is LedgerKind.STARTED and line.on == day
    ]


def room(case: Case, line_ids: Collection[int]) -> tuple[dt.date, dt.date]:
    """The first and the last day that these lines can have, by what stands before and after each in its ledger."""
    first, last = dt.date.min, dt.date.max
    for each in _ledgers(case):
        lines = list(zip(each.rows, _right(each), strict=True))
        dated = [(row.id, line.on) for row, line in lines if line.kind not in NO_LINES]
        for line_id in (row.id for row in each.rows if row.id in line_ids):
            first = max((first, *(on for other, on in dated if other < line_id)))
            last = min((last, *(on for other, on in dated if other > line_id)))
    return first, last


def shifts(case: Case, line_ids: Collection[int], day: dt.date) -> list[Shift]:
    """What would be due on another day if these lines were of this day. Nothing is written."""
    return [shift for each in _ledgers(case) if not (shift := _shift(each, line_ids, day)).is_none]


def move_lines(case: Case, line_ids: Collection[int], day: dt.date, *, actor: Actor) -> list[Shift]:
    """Give these lines this day, and derive what is due."""
    found = []
    for each in _ledgers(case):
        shift = _shift(each, line_ids, day)
        right = zip(each.rows, _right(each), strict=True)
        lines = [row for row, line in right if row.id in line_ids and line.on != day]
        for row in lines:
            clocks.write(each.clock, LedgerEntry(kind=LedgerKind.CORRECTED, on=day), actor=actor).removes_id = row.id
        if lines:
            db.session.flush()
            clocks.derive(each.clock)
        if not shift.is_none:
            found.append(shift)
    clocks.keep_next_due(case)
    return found


def update_again(case: Case, contact: Contact, before: Mapping[str, Any], *, actor: Actor) -> list[Shift]:
    """What counts from the last update begins with the contact as it is now, and not as it was (`before`: whether it
    was an update, and its day). Any other contact from us, and every letter, counts as it did."""
    if case.category == "closed":
        return []
    days = sorted(db.session.scalars(select(Contact.happened_on).where(Contact.case_id == case.id, IS_UPDATE)))
    rules = {rule.code for rule in WORKFLOWS[case.case_type].clocks if rule.counts_from_update}
    found = [_update(each, contact, before, days, actor) for each in _ledgers(case) if each.clock.code in rules]
    clocks.keep_next_due(case)
    return [shift for shift in found if shift is not None and not shift.is_none]


def quiet_again(case: Case, before: Mapping[str, Any], *, actor: Actor) -> list[Shift]:
    """The time after which a case closes by itself counts as if a contact had never begun it anew."""
    quiet = WORKFLOWS[case.case_type].quiet
    found = []
    for each in _ledgers(case):
        if each.clock.code != quiet or each.clock.state == "met":
            continue
        due_before = each.clock.due_on
        for row, line in zip(each.rows, _right(each), strict=True):
            together = before["recorded_at"] <= row.recorded_at <= before["recorded_at"] + ONE_COMMAND
            if line.kind is LedgerKind.RESTARTED and line.on == before["happened_on"] and together:
                entry = clocks.write(each.clock, LedgerEntry(kind=LedgerKind.TAKEN_BACK, on=line.on), actor=actor)
                entry.removes_id = row.id
        db.session.flush()
        clocks.derive(each.clock)
        found.append(_moved(each.clock, due_before))
    return [shift for shift in found if not shift.is_none]


def take_back_closing(case: Case, *, actor: Actor) -> None:
    """What the last step ended of the case itself runs on, as if that step had never been made."""
    made = select(CaseEvent.at).where(CaseEvent.case_id == case.id, CaseEvent.kind == Kind.CASE_MOVED.value)
    at = db.session.scalar(made.order_by(CaseEvent.id.desc()).limit(1))
    for each in _ledgers(case):
        last = each.rows[-1]
        of_part = Key.of(each.clock).part
        if of_part or at is None or last.kind != LedgerKind.MET.value or not at - ONE_COMMAND <= last.recorded_at <= at:
            continue
        _take_back(each.clock, last, actor=actor)


def take_back_end(subject: Subject, code: str, *, actor: Actor) -> None:
    """A clock runs on as if it had never ended; nothing where its last line is another."""
    for each in _ledgers(subject.case):
        last = each.rows[-1]
        if (Key.of(each.clock), each.clock.code, last.kind) == (subject.key, code, LedgerKind.MET.value):
            _take_back(each.clock, last, actor=actor)


def _take_back(clock: Clock, line: ClockEvent, *, actor: Actor) -> None:
    clocks.write(clock, LedgerEntry(kind=LedgerKind.TAKEN_BACK, on=line.on), actor=actor).removes_id = line.id
    db.session.flush()
    clocks.derive(clock)


def _moved(clock: Clock, due_before: dt.date | None) -> Shift:
    return Shift(
        code=clock.code,
        state=clock.state,
        due_before=due_before,
        due_after=clock.due_on,
        met_before=None,
        met_after=None,
    )


def _update(
    each: _Kept, contact: Contact, before: Mapping[str, Any], days: Sequence[dt.date], actor: Actor
) -> Shift | None:
    if each.clock.state == "met":
        return None
    due_before = each.clock.due_on
    if before["is_update"]:
        for row, line in zip(each.rows, _right(each), strict=True):
            since = before.get("recorded_at", contact.recorded_at)
            together = since <= row.recorded_at <= since + ONE_COMMAND
            if line.kind is LedgerKind.RESTARTED and line.on == before["happened_on"] and together:
                entry = clocks.write(each.clock, LedgerEntry(kind=LedgerKind.TAKEN_BACK, on=line.on), actor=actor)
                entry.removes_id = row.id
                db.session.flush()
                clocks.derive(each.clock)
                break
    if days and days[-1] > each.clock.started_on:
        clocks.write(each.clock, LedgerEntry(kind=LedgerKind.RESTARTED, on=days[-1]), actor=actor)
        clocks.derive(each.clock)
    return _moved(each.clock, due_before)


def _ledgers(case: Case) -> Iterator[_Kept]:
    query = select(Clock, ClockEvent).join(ClockEvent, ClockEvent.clock_id == Clock.id)
    rows = db.session.execute(query.where(Clock.case_id == case.id).order_by(Clock.id, ClockEvent.id)).all()
    for _, lines in groupby(rows, key=lambda row: row.Clock.id):
        of_clock = list(lines)
        yield _Kept(of_clock[0].Clock, [row.ClockEvent for row in of_clock])


def _right(each: _Kept) -> list[LedgerEntry]:
    return ledger.as_put_right(clocks.to_ledger(each.rows))


def _shift(each: _Kept, line_ids: Collection[int], day: dt.date) -> Shift:
    lines = clocks.to_ledger(each.rows)
    places = [place for place, row in enumerate(each.rows) if row.id in line_ids]
    new = [*lines, *(LedgerEntry(kind=LedgerKind.CORRECTED, on=day, removes=place) for place in places)]
    before, after = (_due(each.clock, ledger_lines) for ledger_lines in (lines, new))
    return Shift(
        code=each.clock.code,
        state=after.state,
        due_before=before.on,
        due_after=after.on,
        met_before=before.met_on,
        met_after=after.met_on,
    )


def _due(clock: Clock, lines: Sequence[LedgerEntry]) -> ledger.Due:
    rule = clock_rule(clock.code)
    return ledger.due(rule, lines, calendar(rule.calendar), length=clock.length)
