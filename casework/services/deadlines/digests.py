"""One mail a morning for each person: the reminders of a day wait in it as `bundled` rows.

A digest is written with its first line and goes out at the office's hour, or at once where that is past. What falls
due after it has gone waits for the next one. A line is told only if it is still wanted then.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework import clock, message_ids
from casework.extensions import db
from casework.models import Case, Message
from casework.services.deadlines.reminder_rules import Policy
from casework.services.mail.claims import TABLE, WAITING
from casework.services.mail.wanted import is_withdrawn, line_is_wanted, why_not

RULE = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reminder in a digest. `reference` is empty where it is about no case."""

    rule: str
    is_escalation: bool
    reference: str
    due_on: dt.date
    is_past: bool


def open_for(people: Mapping[int, str], today: dt.date, policy: Policy) -> dict[int, tuple[int, dt.datetime]]:
    """The digest of each person (id -> address) that takes more lines: its id and when it goes.

    The rows are locked, so that no worker sends one before its new lines are written. What still waits in a digest of
    a day before, e.g. because the mail server is down, goes with it.
    """
    left = _left_over(people, today)
    found = _waiting(people, today, policy)
    late = {number: address for number, address in people.items() if number not in found}
    if late:
        found |= _waiting(late, next_day(today, policy), policy)
    for number, older in left:
        moving = update(TABLE).where(TABLE.c.digest_id == older, TABLE.c.state == "bundled")
        db.session.execute(moving.values(digest_id=found[number][0]))
    return found


def insert_if_new() -> Insert:
    """Two planners at the same moment write each row once: the unique constraint decides."""
    return _insert().on_conflict_do_nothing()


def insert_or_revive() -> Insert:
    """The same, but what was withdrawn for a reason that has passed waits again."""
    insert = _insert()
    names = ("state", "digest_id", "to_address", "next_attempt_at", "attempts")
    return insert.on_conflict_do_update(
        index_elements=["about", "rule", "due_on", "offset_days", "recipient_id"],
        set_={**{name: insert.excluded[name] for name in names}, "last_error": None},
        where=is_withdrawn(),
    )


def _insert() -> postgresql.Insert | sqlite.Insert:
    is_postgres = db.session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(Message) if is_postgres else sqlite.insert(Message)


def _left_over(people: Collection[int], today: dt.date) -> list[tuple[int, int]]:
    """Person and digest of each that has waited since a day before, locked. One that may have arrived stays alone."""
    query = (
        select(Message.recipient_id, Message.id)
        .where(
            Message.about == RULE,
            Message.rule == RULE,
            Message.due_on < today,
            Message.recipient_id.in_(sorted(people)),
            Message.state == "pending",
        )
        .order_by(Message.id)
        .with_for_update()
    )
    return [(person or 0, number) for person, number in db.session.execute(query)]


def _waiting(people: Mapping[int, str], day: dt.date, policy: Policy) -> dict[int, tuple[int, dt.datetime]]:
    """The digests of one day that have not gone yet, made where there are none."""
    now, at = clock.now(), policy.digest_at(day)
    missing = set(people) - _known(people, day)
    rows = [
        {
            "kind": "digest",
            "rule": RULE,
            "about": RULE,
            "channel": "email",
            "due_on": day,
            "offset_days": 0,
            "recipient_id": number,
            "to_address": people[number],
            "message_id": message_ids.new(),
            "state": "pending",
            "attempts": 0,
            "created_at": now,
            "next_attempt_at": max(at, now),
        }
        for number in sorted(missing)
    ]
    if rows:
        db.session.execute(insert_if_new(), rows)
    query = (
        select(Message.id, Message.recipient_id, Message.next_attempt_at)
        .where(*_of_day(people, day), Message.state == "pending")
        .order_by(Message.id)
        .with_for_update()
    )
    return {row.recipient_id: (row.id, row.next_attempt_at) for row in db.session.execute(query)}


def _known(people: Collection[int], day: dt.date) -> set[int | None]:
    return set(db.session.scalars(select(Message.recipient_id).where(*_of_day(people, day))))


def _of_day(people: Collection[int], day: dt.date) -> tuple[Any, ...]:
    return (
        Message.about == RULE,
        Message.rule == RULE,
        Message.due_on == day,
        Message.recipient_id.in_(sorted(people)),
    )


def next_day(today: dt.date, policy: Policy) -> dt.date:
    """The next day on which a digest goes."""
    day = today + dt.timedelta(days=1)
    return policy.days.calendar.next_working_day(day) if policy.days.quiet else day


def unwanted_lines() -> list[int]:
    """The lines of digests that have not gone which are not wanted any more."""
    waiting = select(Message.id).where(Message.state.in_(WAITING), Message.kind == "digest")
    return list(db.session.scalars(select(TABLE.c.id).where(TABLE.c.digest_id.in_(waiting), _is_unwanted_line())))


def withdraw_lines(ids: Sequence[int]) -> None:
    """Give up those of these lines that are (still) not wanted."""
    _withdraw(TABLE.c.id.in_(ids))


def _withdraw(of_these: ColumnElement[bool]) -> None:
    going = update(TABLE).where(of_these, _is_unwanted_line())
    db.session.execute(going.values(state="given_up", last_error=why_not(TABLE)))


def _is_unwanted_line() -> ColumnElement[bool]:
    return and_(TABLE.c.state == "bundled", not_(line_is_wanted(TABLE)))


def take_lines(digest_id: int, day: dt.date) -> Sequence[Line]:
    """What a digest tells on `day`, the earliest date first. Holds its row, so that no line is added while it goes."""
    db.session.scalar(select(Message.id).where(Message.id == digest_id).with_for_update())
    _withdraw(TABLE.c.digest_id == digest_id)
    query = (
        select(Message.rule, Message.due_on, Case.reference, Message.kind)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(Message.digest_id == digest_id, Message.state == "bundled")
        .order_by(Message.due_on, Message.id)
    )
    return [
        Line(
            rule=row.rule or "",
            is_escalation=row.kind == "escalation",
            reference=row.reference or "",
            due_on=row.due_on,
            is_past=row.due_on < day,
        )
        for row in db.session.execute(query)
    ]
