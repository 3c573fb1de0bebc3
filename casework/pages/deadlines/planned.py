"""What will be reminded in the next 30 days: derived from the clocks each time, so it is never out of date.

The number of queries is fixed, whatever the number of cases and days.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select

from casework import clock
from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, Clock
from casework.pages.deadlines import reminder_words
from casework.services.deadlines import notices, reminder_rules
from casework.services.deadlines.notices import Notice
from casework.services.deadlines.reminder_people import Office, Told
from casework.services.deadlines.reminder_rules import Due, Policy
from workflows.registry import clock_label
from workflows.reminders import Slot

AHEAD = 30
PAGE = 50
NO_ONE = "Nobody: the case has no owner and no manager who may be told"
ALL_TOLD = "Nobody: every manager was told already"
TOO_SHORT = "The clock starts on that day or later"
LATER_ONE = "A later reminder about the same date goes out on the same day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reminder to come. `why` says why that day or why nobody; `reference` is empty where it is about no case."""

    reference: str
    what: str
    due_on: dt.date | None
    to: str
    why: str
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`days`: every day with the number of its reminders. `more`: the clock's id to go on from."""

    day: dt.date
    is_quiet: bool
    days: Sequence[tuple[dt.date, int]]
    lines: Sequence[Line]
    more: int | None


def find(day: dt.date | None, *, actor: Actor, after: int = 0) -> Page:
    """One day of the plan: the one asked for, or the first of the next 30 on which something goes out."""
    today, policy = clock.today(), reminder_rules.load()
    days = [today + dt.timedelta(days=number) for number in range(1, AHEAD + 1)]
    notes = _notices(policy, days, actor)
    amounts = _amounts(policy, today, Office(today), actor) + Counter(on for on, _, _ in notes)
    if day not in days:
        day = next((each for each in days if amounts[each]), days[0])
    office = Office(day)
    found, more = _clocks(policy.slots, policy, day, actor, after)
    told = (_of_notice(each, reference, office, policy) for on, each, reference in notes if on == day and not after)
    lines = chain(told, (line for due in found for line in _of_clock(due, policy.slots, policy, office, day)))
    return Page(
        day=day,
        is_quiet=policy.days.is_quiet(day),
        days=[(each, amounts[each]) for each in days],
        lines=list(lines),
        more=more,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A clock as it is planned for."""

    due: Due
    reference: str
    code: str
    length: int


class _Alike(NamedTuple):
    """So many clocks that are told of on the same days. Of a restricted case there is one of its own."""

    code: str
    length: int
    due_on: dt.date
    started_on: dt.date
    team_id: int | None
    restricted: bool
    case_id: int | None
    owner_id: int | None
    amount: int


def _amounts(policy: Policy, today: dt.date, office: Office, actor: Actor) -> Counter[dt.date]:
    """How many reminders about clocks go out on each day, whoever is told: from one count of what is alike."""
    amounts: Counter[dt.date] = Counter()
    for each in _alike(policy, today, actor):
        for slot, following in policy.slots:
            if each.code not in slot.codes or slot.length not in (None, each.length):
                continue
            if not _why_skipped(each, slot, following, policy) and office.told(slot.rule, each).people:
                amounts[policy.days.sent_on(each.due_on, slot)] += each.amount
    return amounts


def _alike(policy: Policy, today: dt.date, actor: Actor) -> Iterator[_Alike]:
    end = today + dt.timedelta(days=AHEAD)
    first = min((policy.days.latest_due(slot, today) for slot, _ in policy.slots), default=today)
    last = max((policy.days.latest_due(slot, end) for slot, _ in policy.slots), default=today)
    only = [case((Case.restricted, column)) for column in (Case.id, Case.owner_id)]
    alike = (Clock.code, Clock.length, Clock.due_on, Clock.started_on, Case.team_id, Case.restricted, *only)
    query = (
        select(*alike, func.count())
        .join(Case, Case.id == Clock.case_id)
        .where(reminder_rules.lives(), Clock.due_on > first, Clock.due_on <= last)
        .group_by(*alike)
    )
    return (_Alike._make(row) for row in db.session.execute(scope(query, actor)))


def _clocks(
    slots: Sequence[tuple[Slot, Slot | None]], policy: Policy, day: dt.date, actor: Actor, after: int
) -> tuple[list[_Found], int | None]:
    wanted, dues = [], []
    for slot, _ in slots:
        first, last = policy.days.latest_due(slot, day - dt.timedelta(days=1)), policy.days.latest_due(slot, day)
        if first < last:
            dues += [first, last]
            wanted.append(and_(reminder_rules.watched(slot), Clock.due_on > first, Clock.due_on <= last))
    if not wanted:
        return [], None
    query = (
        select(
            Clock.id, Clock.case_id, Clock.due_on, Clock.started_on, Case.owner_id, Case.team_id, Case.restricted,
            Case.reference, Clock.code, Clock.length,
        )
        .join(Case, Case.id == Clock.case_id)
        .where(reminder_rules.lives(), Clock.due_on > min(dues), Clock.due_on <= max(dues))
        .where(or_(*wanted), Clock.id > after)
        .order_by(Clock.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    found = [_found(row) for row in db.session.execute(scope(query, actor))]
    return found[:PAGE], found[PAGE - 1].due.clock_id if len(found) > PAGE else None


def _found(row: Any) -> _Found:
    *due, reference, code, length = row
    return _Found(Due._make(due), reference, code, length)


def _of_clock(
    found: _Found, slots: Sequence[tuple[Slot, Slot | None]], policy: Policy, office: Office, day: dt.date
) -> Iterator[Line]:
    due = found.due
    for slot, following in slots:
        holds = found.code in slot.codes and slot.length in (None, found.length)
        if not holds or policy.days.sent_on(due.due_on, slot) != day:
            continue
        told = office.told(slot.rule, due)
        skipped = _why_skipped(due, slot, following, policy)
        nobody = ALL_TOLD if slot.rule.code == "clock_escalation_all" else NO_ONE
        yield Line(
            reference=found.reference,
            what=reminder_words.what(slot.rule, clock_label(found.code), slot.offset),
            due_on=due.due_on,
            to="" if skipped else _names(told),
            why=skipped or policy.days.why(due.due_on, slot) if told.people else nobody,
            skipped=bool(skipped) or not told.people,
        )


def _why_skipped(due: Due | _Alike, slot: Slot, following: Slot | None, policy: Policy) -> str:
    if not reminder_rules.is_after_start(due.due_on, due.started_on, slot, policy.days):
        return TOO_SHORT
    sent_on = policy.days.sent_on(due.due_on, slot)
    if following is not None and policy.days.sent_on(due.due_on, following) <= sent_on:
        return LATER_ONE
    return ""


def _notices(policy: Policy, days: Sequence[dt.date], actor: Actor) -> list[tuple[dt.date, Notice, str]]:
    """What is told on these days besides clocks, if it is as it is now until then: day, notice, reference."""
    found = [(policy.days.moved(each.due_on), each) for each in notices.dated(policy, days[-1])]
    tomorrow = policy.days.moved(days[0])
    found = [(on, each) for on, each in found if days[0] <= on <= days[-1]]
    found += [(tomorrow, each) for each in notices.failed_messages(tomorrow)]
    ids = sorted({each.case_id for _, each in found if each.case_id is not None})
    query = scope(select(Case.id, Case.reference).where(Case.id.in_(ids)), actor)
    references: dict[int | None, str] = {None: ""} | {row.id: row.reference for row in db.session.execute(query)}
    return [(on, each, references[each.case_id]) for on, each in found if each.case_id in references]


def _of_notice(notice: Notice, reference: str, office: Office, policy: Policy) -> Line:
    told = office.told(notice.rule, notice)
    moved = "Moved off a quiet day, to the next working day" if policy.days.is_quiet(notice.due_on) else ""
    return Line(
        reference=reference,
        what=notice.rule.label,
        due_on=notice.due_on,
        to=_names(told),
        why=moved if told.people else NO_ONE,
        skipped=not told.people,
    )


def _names(told: Told) -> str:
    def of(colleague: Any) -> str:
        away = told.instead_of.get(colleague.id)
        return f"{colleague.name}, who stands in for {away.name}" if away else str(colleague.name)

    return "; ".join(of(colleague) for colleague in told.people)
