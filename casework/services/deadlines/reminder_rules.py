"""The declared rules as this office has set them: its offsets, its quiet days, and the clocks that they find."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from casework.clock import LONDON, local
from casework.extensions import db
from casework.models import Case, Clock, Message
from casework.services.mail.wanted import is_withdrawn
from casework.services.record import settings
from casework.services.record.calendars import calendar
from workflows import reminders as rules
from workflows.calendars import CalendarName
from workflows.registry import clock_rules
from workflows.reminders import Counted, Days, ReminderRule, Slot


class Due(NamedTuple):
    """A running clock that has reached an offset, and the case that it belongs to."""

    clock_id: int
    case_id: int
    due_on: dt.date
    started_on: dt.date
    owner_id: int | None
    team_id: int | None
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the office has set, read once for one plan."""

    office: Mapping[str, Any]
    days: Days
    slots: Sequence[tuple[Slot, Slot | None]]
    changed_on: Mapping[str, dt.date] = field(default_factory=dict)
    """The day on which each setting was last changed, where it was."""

    @property
    def digest(self) -> bool:
        """One mail a morning instead of one for each reminder."""
        return bool(self.office["reminder_digest"])

    def bundled(self, rule: ReminderRule) -> bool:
        return self.digest or rule.bundled

    def since(self, rule: ReminderRule) -> dt.date | None:
        """The day from which the days of this rule hold, or None where they always have."""
        return max((self.changed_on[name] for name in rule.settings if name in self.changed_on), default=None)

    def digest_at(self, day: dt.date) -> dt.datetime:
        """When the digest of a day goes out: the office's hour by the clock in London."""
        return london(day, self.office["digest_hour"])


def load() -> Policy:
    """The rules of this office as they are now."""
    office = settings.values()
    days = Days(calendar=calendar(CalendarName.ENGLAND_AND_WALES), quiet=office["quiet_days"])
    changed_on = {name: local(at).date() for name, at in settings.changes().items()}
    return Policy(office=office, days=days, slots=rules.slots(office, _lengths()), changed_on=changed_on)


def reached(slot: Slot, following: Slot | None, today: dt.date, policy: Policy) -> list[Due]:
    """Running clocks that have reached a slot by `today`, not yet the following one, and have no message of it.

    Where the office has changed its days, a date of which somebody was told by the old ones is not told of again
    because a new one lies in the past.
    """
    of_rule = exists().where(
        Message.clock_id == Clock.id,
        Message.rule == slot.rule.code,
        Message.due_on == Clock.due_on,
        not_(is_withdrawn()),
    )
    query = (
        select(Clock.id, Clock.case_id, Clock.due_on, Clock.started_on, Case.owner_id, Case.team_id, Case.restricted)
        .join(Case, Case.id == Clock.case_id)
        .where(
            watched(slot),
            Clock.due_on <= policy.days.latest_due(slot, today),
            not_(of_rule.where(Message.offset_days == slot.offset)),
        )
    )
    if following is not None:
        query = query.where(Clock.due_on > policy.days.latest_due(following, today))
    since = policy.since(slot.rule)
    if since is not None:
        passed = Clock.due_on <= policy.days.latest_due(slot, since - dt.timedelta(days=1))
        query = query.where(not_(and_(passed, of_rule)))
    found = [Due._make(row) for row in db.session.execute(query)]
    return [due for due in found if is_after_start(due.due_on, due.started_on, slot, policy.days)]


def watched(slot: Slot) -> ColumnElement[bool]:
    """The condition on `Clock` and `Case` under which a slot holds."""
    condition = and_(lives(), Clock.code.in_(sorted(slot.codes)))
    return condition if slot.length is None else and_(condition, Clock.length == slot.length)


def lives() -> ColumnElement[bool]:
    """The condition on `Clock` and `Case` under which a clock is reminded of at all: it runs, and the case is not
    closed (but for what runs on after closing)."""
    after_closing = [name for name, rule in clock_rules().items() if rule.runs_after_closing]
    return and_(Clock.state == "running", or_(Case.category != "closed", Clock.code.in_(after_closing)))


def is_after_start(due_on: dt.date, started_on: dt.date, slot: Slot, days: Days) -> bool:
    """A clock that is shorter than the offset has nothing to be reminded of on the day it starts."""
    return slot.offset >= 0 or days.nominal(due_on, slot) > started_on


def london(day: dt.date, hour: int) -> dt.datetime:
    """The instant, aware UTC, of an hour by the clock in London."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON).astimezone(dt.UTC)


def _lengths() -> dict[str, list[int]]:
    """Which lengths the running clocks have, where the days count from the start."""
    names = {name for rule in rules.RULES if rule.counted is Counted.START for name in rule.clocks}
    query = select(Clock.code, Clock.length).where(Clock.state == "running", Clock.code.in_(sorted(names))).distinct()
    found: dict[str, list[int]] = {}
    for row in db.session.execute(query.order_by(Clock.code, Clock.length)):
        found.setdefault(row.code, []).append(row.length)
    return found
