"""Which reminders are due: one row per subject, rule, due date, offset and recipient, however often it is asked.

Of the office's offsets only the latest one passed is sent, so that after a week without a worker nobody gets four
mails about one date. An extended clock has another due date and so reminds again. Held clocks have no due date.
What is reminded stands in `workflows/reminders.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import not_, select

from casework import clock as wall
from casework.extensions import db
from casework.models import Message
from casework.services.deadlines import digests, held_mail, notices, overtaken, reminder_rules
from casework.services.deadlines.reminder_people import Office
from casework.services.deadlines.reminder_rules import Policy
from casework.services.mail.wanted import is_withdrawn
from workflows.clocks import Basis
from workflows.reminders import BY_CODE

T = TypeVar("T")
MESSAGE_ID_HOST = "casework.invalid"
BATCH = 1000
"""Rows written at a time, so that a plan of any length needs little memory."""


def plan(today: dt.date, *, message_id_host: str = MESSAGE_ID_HOST) -> int:
    """Write the messages that are due on `today` and not yet written. Returns how many it asked for.

    Whoever takes a case over is told of what still waits, but not of what the person before was told already; the
    next offset reaches them. On a quiet day nothing is written, and what waits is held back: the next working day
    catches up.
    """
    digests.withdraw_lines()
    policy = reminder_rules.load()
    if policy.days.is_quiet(today):
        held_mail.hold_back(today, policy)
        return 0
    office = Office(today)
    overtaken.withdraw_misdirected(office)
    rows = chain(_of_clocks(today, policy, office), ((row, False) for row in _of_notices(today, policy, office)))
    amount = 0
    for some in _batches(rows):
        _write(some, today, policy, message_id_host=message_id_host)
        amount += len(some)
    overtaken.withdraw_superseded()
    return amount


def _of_clocks(today: dt.date, policy: Policy, office: Office) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each row with whether it must go out before its due date has passed, because that date is in law."""
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


def _write(
    rows: Sequence[tuple[dict[str, Any], bool]], today: dt.date, policy: Policy, *, message_id_host: str
) -> None:
    now = wall.now()
    bundled = [row for row, _ in rows if policy.bundled(BY_CODE[row["rule"]])]
    people = {row["recipient_id"]: row["to_address"] for row in bundled}
    digest_of = digests.open_for(people, today, policy, message_id_host=message_id_host) if people else {}
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
                "message_id": f"<{uuid4()}@{message_id_host}>",
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
