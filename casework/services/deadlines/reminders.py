"""Which reminders are due: one row per subject, rule, due date, offset and recipient, however often it is asked.

Of the office's offsets only the latest one passed is sent, so that after a week without a worker nobody gets four
mails about one date. An extended clock has another due date and so reminds again. Held clocks have no due date.
What is reminded stands in `workflows/reminders.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import not_, select

from casework import clock as wall
from casework import message_ids
from casework.extensions import db
from casework.models import Message
from casework.services.deadlines import digests, notices, reminder_rules
from casework.services.deadlines.reminder_people import Office
from casework.services.deadlines.reminder_rules import Policy
from casework.services.mail.wanted import is_withdrawn
from workflows.clocks import Basis
from workflows.reminders import BY_CODE

T = TypeVar("T")
BATCH = 1000
"""Subjects of one statement."""
MOST_AT_ONCE = 20_000
"""Messages of one plan, so that one of any length needs little memory: the next minute goes on."""
PlannedRow = tuple[dict[str, Any], bool]
"""A row with whether it must go out before its due date has passed, because that date is in law."""


class Plan:
    """What is to be written on one day, as the office has set it. Nothing here writes but `write`, so that nobody has
    to wait while a long plan is read.

    Whoever takes a case over is told of what still waits, but not of what the person before was told already; the
    next offset reaches them. On a quiet day nothing is written: the next working day catches up.
    """

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.policy = reminder_rules.load()

    @cached_property
    def office(self) -> Office:
        return Office(self.today)

    @property
    def is_quiet(self) -> bool:
        return self.policy.days.is_quiet(self.today)

    def due(self) -> list[PlannedRow]:
        """The messages that are due and not yet written; of very many the first ones."""
        notices_too = ((row, False) for row in _of_notices(self.today, self.policy, self.office))
        return list(islice(chain(_of_clocks(self.today, self.policy, self.office), notices_too), MOST_AT_ONCE))

    def write(self, rows: Sequence[PlannedRow]) -> None:
        """Write some of what is due. What somebody else has written meanwhile is not written twice."""
        _write(rows, self.today, self.policy)


def _of_clocks(today: dt.date, policy: Policy, office: Office) -> Iterator[PlannedRow]:
    for slot, following in policy.slots:
        for due in reminder_rules.reached(slot, following, today, policy):
            for colleague in office.told(slot.rule, due).people:
                row = {
                    "kind": slot.kind,
                    "rule": slot.rule.code,
                    "about": f"clock:{due.clock_id}",
                    "case_id": due.case_id,
                    "clock_id": due.clock_id,
                    "due_on": due.due_on,
                    "offset_days": slot.offset,
                    "recipient_id": colleague.id,
                    "to_address": colleague.email,
                }
                yield row, slot.basis is Basis.LAW and due.due_on >= today


def _of_notices(today: dt.date, policy: Policy, office: Office) -> Iterator[dict[str, Any]]:
    found = list(notices.due(policy, today))
    known = _known(found)
    for notice in found:
        if (notice.rule.code, notice.about, notice.due_on) in known:
            continue
        for colleague in office.told(notice.rule, notice).people:
            yield {
                "kind": "notice",
                "rule": notice.rule.code,
                "about": notice.about,
                "case_id": notice.case_id,
                "clock_id": None,
                "due_on": notice.due_on,
                "offset_days": 0,
                "recipient_id": colleague.id,
                "to_address": colleague.email,
            }


def _known(found: Sequence[notices.Notice]) -> set[tuple[str | None, str | None, dt.date | None]]:
    """What somebody has been told of already, by rule, subject and due date."""
    known: set[tuple[str | None, str | None, dt.date | None]] = set()
    for some in _batches(sorted({notice.about for notice in found})):
        query = select(Message.rule, Message.about, Message.due_on)
        query = query.where(Message.about.in_(some), not_(is_withdrawn()))
        known |= {(row.rule, row.about, row.due_on) for row in db.session.execute(query)}
    return known


def _write(rows: Sequence[PlannedRow], today: dt.date, policy: Policy) -> None:
    now = wall.now()
    bundled = [row for row, _ in rows if policy.bundled(BY_CODE[row["rule"]])]
    people = {row["recipient_id"]: row["to_address"] for row in bundled}
    digest_of = digests.open_for(people, today, policy) if people else {}
    written = []
    for row, in_time in rows:
        waits_in = digest_of.get(row["recipient_id"]) if policy.bundled(BY_CODE[row["rule"]]) else None
        if waits_in and in_time and wall.local(waits_in[1]).date() > row["due_on"]:
            waits_in = None
        written.append(
            {
                **row,
                "channel": "email",
                "digest_id": waits_in[0] if waits_in else None,
                "state": "bundled" if waits_in else "pending",
                "message_id": message_ids.new(),
                "attempts": 0,
                "created_at": now,
                "next_attempt_at": waits_in[1] if waits_in else now,
            }
        )
    db.session.execute(digests.insert_or_revive(), written)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
