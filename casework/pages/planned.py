"""What will be reminded in the next 30 days: derived from the clocks each time, so it is never out of date.

The number of queries is fixed, whatever the number of cases and days.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import and_, func, or_, select

from casework import clock
from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, Clock
from casework.services import notices, reminder_rules
from casework.services.notices import Notice
from casework.services.reminder_people import Office, Told
from casework.services.reminder_rules import Due, Policy
from workflows.registry import WORKFLOWS
from workflows.reminders import Slot

AHEAD = 30
PAGE = 50
NO_ONE = "Nobody: the case has no owner and no manager who may be told"
ALL_TOLD = "Nobody: every manager was told already"
TOO_SHORT = "Skipped: the clock starts on that day or later"
LATER_ONE = "Skipped: a later reminder about the same date goes out on the same day"


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
    """`days`: every day with the number of its reminders about clocks. `more`: the clock's id to go on from."""

    day: dt.date
    is_quiet: bool
    days: Sequence[tuple[dt.date, int]]
    lines: Sequence[Line]
    more: int | None


def find(day: dt.date | None, *, actor: Actor, after: int = 0) -> Page:
    """One day of the plan: the one asked for, or the first of the next 30 on which something goes out."""
    today, policy = clock.today(), reminder_rules.load()
    slots = policy.slots
    amounts = _amounts(slots, policy, today, actor)
    days = [today + dt.timedelta(days=number) for number in range(1, AHEAD + 1)]
    if day not in days:
        day = next((each for each in days if amounts[each]), days[0])
    office = Office(day)
    found, more = _clocks(slots, policy, day, actor, after)
    told = [] if after else _notices(policy, day, office, actor)
    lines = chain(told, (line for due in found for line in _of_clock(due, slots, policy, office, day)))
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
    case_type: str
    code: str
    length: int
    of_recommendation: bool


def _amounts(
    slots: Sequence[tuple[Slot, Slot | None]], policy: Policy, today: dt.date, actor: Actor
) -> Mapping[dt.date, int]:
    """How many clocks are reminded of on each day: from one count of due dates."""
    end = today + dt.timedelta(days=AHEAD)
    first = min((policy.days.latest_due(slot, today) for slot, _ in slots), default=today)
    last = max((policy.days.latest_due(slot, end) for slot, _ in slots), default=today)
    query = (
        select(Clock.code, Clock.length, Clock.due_on, func.count().label("amount"))
        .join(Case, Case.id == Clock.case_id)
        .where(reminder_rules.lives(), Clock.due_on > first, Clock.due_on <= last)
        .group_by(Clock.code, Clock.length, Clock.due_on)
    )
    amounts: Counter[dt.date] = Counter()
    for row in db.session.execute(scope(query, actor)):
        for slot, _ in slots:
            if row.code in slot.codes and slot.length in (None, row.length):
                amounts[policy.days.sent_on(row.due_on, slot)] += row.amount
    return amounts


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
            Case.reference, Case.case_type, Clock.code, Clock.length, Clock.recommendation_id.is_not(None),
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
    *due, reference, case_type, code, length, of_recommendation = row
    return _Found(Due._make(due), reference, case_type, code, length, of_recommendation)


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
            what=f"{_clock_label(found)}: {slot.rule.label.lower()} ({_offset(slot)})",
            due_on=due.due_on,
            to="" if skipped else _names(told),
            why=skipped or policy.days.why(due.due_on, slot) if told.people else nobody,
            skipped=bool(skipped) or not told.people,
        )


def _why_skipped(due: Due, slot: Slot, following: Slot | None, policy: Policy) -> str:
    if not reminder_rules.is_after_start(due.due_on, due.started_on, slot, policy.days):
        return TOO_SHORT
    sent_on = policy.days.sent_on(due.due_on, slot)
    if following is not None and policy.days.sent_on(due.due_on, following) <= sent_on:
        return LATER_ONE
    return ""


def _notices(policy: Policy, day: dt.date, office: Office, actor: Actor) -> list[Line]:
    """What is told that day besides clocks, if it is as it is now until then."""
    due = chain(notices.unsigned_letters(policy, day), notices.stale_entries(policy, day))
    found = [each for each in due if policy.days.moved(each.due_on) == day]
    if day == policy.days.moved(clock.today() + dt.timedelta(days=1)):
        found += notices.failed_messages(day)
    ids = sorted({each.case_id for each in found[: PAGE * 2] if each.case_id is not None})
    references = dict(db.session.execute(scope(select(Case.id, Case.reference).where(Case.id.in_(ids)), actor)).all())
    shown = [each for each in found[: PAGE * 2] if each.case_id is None or each.case_id in references]
    return [_of_notice(each, references, office, policy) for each in shown]


def _of_notice(notice: Notice, references: Mapping[int, str], office: Office, policy: Policy) -> Line:
    told = office.told(notice.rule, notice)
    moved = "Moved off a quiet day, to the next working day" if policy.days.is_quiet(notice.due_on) else ""
    return Line(
        reference=references.get(notice.case_id or 0, ""),
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


def _clock_label(found: _Found) -> str:
    workflow = WORKFLOWS["recommendation" if found.of_recommendation else found.case_type]
    rule = workflow.clock_rules.get(found.code)
    return rule.label if rule else found.code


def _offset(slot: Slot) -> str:
    if slot.offset == 0:
        return "on the day"
    amount = abs(slot.offset)
    unit = slot.rule.unit.value.removesuffix("s") if amount == 1 else slot.rule.unit.value
    return f"{amount} {unit} {'before' if slot.offset < 0 else 'after'}"
