"""Which reminders are due: one message row per clock, due date, offset and recipient, however often it is asked.

Of the office's offsets only the latest one passed is sent, so that after a week without a worker nobody gets four
mails about one date. An extended clock has another due date and so reminds again. Held clocks have no due date.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Insert, exists, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite

from casework import clock as wall
from casework.access import Permission, can, visible_to
from casework.extensions import db
from casework.models import Case, Clock, Message, User
from casework.services import accounts, settings
from casework.services.clocks import MET_AFTER_CLOSING
from workflows.roles import Role

ESCALATION = "escalation"
ENDS_BY_ITSELF = frozenset({"comeback"})
"""Nobody has to do anything about these: the sweep closes a quiet enquiry (section 10.3)."""
MESSAGE_ID_HOST = "casework.invalid"


class Due(NamedTuple):
    """A clock that has reached an offset for which there is no message yet."""

    clock_id: int
    case_id: int
    due_on: dt.date
    started_on: dt.date
    owner_id: int | None
    team_id: int | None
    restricted: bool


class Colleague(NamedTuple):
    """Somebody who may sign in and read cases."""

    id: int
    email: str
    team_id: int | None
    is_manager: bool


def plan(today: dt.date, *, message_id_host: str = MESSAGE_ID_HOST) -> int:
    """Write the messages that are due on `today` and not yet written. Returns how many it asked for.

    Whoever takes a case over is not reminded of what the person before was told already; the next offset
    reaches them.
    """
    office = _Office()
    rows = chain(_reminders(today, office), _escalations(today, office))
    now = wall.now()
    written = [
        {
            **row,
            "message_id": f"<{uuid4()}@{message_id_host}>",
            "state": "pending",
            "attempts": 0,
            "created_at": now,
            "next_attempt_at": now,
        }
        for row in rows
    ]
    if written:
        db.session.execute(_insert_if_new(), written)
    return len(written)


def _reminders(today: dt.date, office: "_Office") -> Iterator[dict[str, Any]]:
    offsets = sorted(set(settings.value("reminder_offsets")))
    for offset, following in zip(offsets, [*offsets[1:], None], strict=True):
        last = today - dt.timedelta(days=offset)
        after = None if following is None else today - dt.timedelta(days=following)
        kind = "due_soon" if offset < 0 else "overdue" if offset else "due_today"
        for due in _reached(offset, kind, after=after, last=last):
            # a clock that is shorter than the offset has nothing to be reminded of on the day it starts
            if offset >= 0 or due.due_on + dt.timedelta(days=offset) > due.started_on:
                yield from _rows(due, kind, offset, office.owner_or_managers(due))


def _escalations(today: dt.date, office: "_Office") -> Iterator[dict[str, Any]]:
    offset = settings.value("escalation_days")
    for due in _reached(offset, ESCALATION, after=None, last=today - dt.timedelta(days=offset)):
        yield from _rows(due, ESCALATION, offset, office.managers(due))


def _reached(offset: int, kind: str, *, after: dt.date | None, last: dt.date) -> list[Due]:
    """Running clocks due after `after` and up to `last` that have no message of this kind at this offset."""
    same_kind = Message.kind == ESCALATION if kind == ESCALATION else Message.kind != ESCALATION
    told = exists().where(
        Message.clock_id == Clock.id, Message.due_on == Clock.due_on, Message.offset_days == offset, same_kind
    )
    query = (
        select(Clock.id, Clock.case_id, Clock.due_on, Clock.started_on, Case.owner_id, Case.team_id, Case.restricted)
        .join(Case, Case.id == Clock.case_id)
        .where(
            Clock.state == "running",
            Clock.due_on <= last,
            Clock.code.not_in(ENDS_BY_ITSELF),
            or_(Case.category != "closed", Clock.code.in_(MET_AFTER_CLOSING)),
            ~told,
        )
    )
    if after is not None:
        query = query.where(Clock.due_on > after)
    return [Due._make(row) for row in db.session.execute(query)]


def _rows(due: Due, kind: str, offset: int, recipients: Iterable[Colleague]) -> Iterator[dict[str, Any]]:
    for recipient in recipients:
        yield {
            "kind": kind,
            "rule": "clock_escalation" if kind == ESCALATION else "clock_due",
            "about": f"clock:{due.clock_id}",
            "channel": "email",
            "case_id": due.case_id,
            "clock_id": due.clock_id,
            "due_on": due.due_on,
            "offset_days": offset,
            "recipient_id": recipient.id,
            "to_address": recipient.email,
        }


def _insert_if_new() -> Insert:
    """Two planners at the same moment write each row once: the unique constraint decides."""
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(Message).on_conflict_do_nothing()


class _Office:
    """Who may be told about which case, read once for thousands of cases."""

    def __init__(self) -> None:
        users = db.session.scalars(select(User).where(User.is_enabled).order_by(User.id))
        self._readers = {user.id: _to_colleague(user) for user in users if _reads_cases(user)}
        self._managers = [colleague for colleague in self._readers.values() if colleague.is_manager]
        named = select(Case.id, User.id).join(User, true()).where(Case.restricted, visible_to(User.id))
        self._named = {(case_id, user_id) for case_id, user_id in db.session.execute(named)}

    def owner_or_managers(self, due: Due) -> Sequence[Colleague]:
        """The owner; where there is none who may be told, the managers."""
        owner = self._readers.get(due.owner_id) if due.owner_id is not None else None
        return [owner] if owner is not None and self._sees(owner, due) else self.managers(due)

    def managers(self, due: Due) -> Sequence[Colleague]:
        """The managers of the case's team; where it has none who may be told, all managers who may."""
        told = [manager for manager in self._managers if self._sees(manager, due)]
        return [manager for manager in told if due.team_id is not None and manager.team_id == due.team_id] or told

    def _sees(self, colleague: Colleague, due: Due) -> bool:
        return not due.restricted or (due.case_id, colleague.id) in self._named


def _reads_cases(user: User) -> bool:
    return can(accounts.to_actor(user), Permission.CASE_READ)


def _to_colleague(user: User) -> Colleague:
    return Colleague(id=user.id, email=user.email, team_id=user.team_id, is_manager=Role.MANAGER in user.roles)
