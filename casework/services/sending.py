"""Who sends which message: claims, what became of them, and what is tried again. The database decides.

Nothing here sends. A job claims one row with one committed UPDATE before it sends, and settles it afterwards.
Exactly once into a mailbox does not exist: a row whose claim outlived its lease is *uncertain*, and being to
staff it is sent again under the same Message-ID, so that two copies show themselves as one mail.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

from sqlalchemy import ColumnElement, Table, Update, and_, bindparam, case, exists, literal, not_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from casework.access import visible_to
from casework.extensions import db
from casework.models import Base, Case, Clock, Message, User

TABLE: Table = Base.metadata.tables["message"]
WAITING = ("pending", "uncertain")
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
"""How long to wait after the first, second ... attempt. The last one holds for all that follow: no message is
ever dropped because the mail server was down for long."""
LEASE = dt.timedelta(minutes=5)
"""How long one claim may take: twice what five steps of 30 seconds with the mail server can take."""
STOPPED = "The worker stopped while it was sending this. It is sent again as the same mail."
NOT_NEEDED = "Not sent: the date was met or moved, or the person may not see the case any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a claim may take and how long to wait between attempts. Other than `PACE` only in `make crash`."""

    lease: dt.timedelta = LEASE
    pauses: tuple[dt.timedelta, ...] = PAUSES

    def faster(self, times: int) -> Self:
        """The same proportions in a shorter time, so that an hour of faults passes in a minute."""
        return replace(self, lease=self.lease / times, pauses=tuple(pause / times for pause in self.pauses))

    def pause_after(self, attempts: int) -> dt.timedelta:
        """How long to wait after so many attempts, 1 or more."""
        return self.pauses[min(attempts, len(self.pauses)) - 1]


PACE = Pace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a message says and to whom: a reference, a date, and nothing about a person or a matter."""

    id: int
    to_address: str
    message_id: str
    reference: str
    due_on: dt.date
    is_past: bool
    is_escalation: bool
    created_at: dt.datetime
    attempts: int


def due_ids(now: dt.datetime, *, limit: int) -> list[int]:
    """The messages to be sent by now, the longest waiting first."""
    query = select(Message.id).where(_is_due(now)).order_by(Message.next_attempt_at, Message.id).limit(limit)
    return list(db.session.scalars(query))


def letters(ids: Sequence[int], *, now: dt.datetime) -> list[Letter]:
    """Those of `ids` that are still to be sent: another worker may have had them first."""
    query = (
        select(
            Message.id,
            Message.to_address,
            Message.message_id,
            Message.kind,
            Message.due_on,
            Message.offset_days,
            Message.created_at,
            Message.attempts,
            Case.reference,
        )
        .join(Case, Case.id == Message.case_id)
        .where(Message.id.in_(ids), _is_due(now))
        .order_by(Message.id)
    )
    return [
        Letter(
            id=row.id,
            to_address=row.to_address,
            message_id=row.message_id,
            reference=row.reference,
            due_on=row.due_on,
            is_past=row.offset_days > 0,
            is_escalation=row.kind == "escalation",
            created_at=row.created_at,
            attempts=row.attempts,
        )
        for row in db.session.execute(query)
    ]


def claim(message_id: int, claimant: str, *, now: dt.datetime) -> bool:
    """Take one message. False when it is not to be sent (any more), or another worker has it."""
    given = {"message": message_id, "claimant": claimant, "present": now}
    return db.session.execute(_claiming(), given).first() is not None


def mark_sent(letter: Letter, claimant: str, *, now: dt.datetime) -> None:
    db.session.execute(_marking_sent(), {"message": letter.id, "claimant": claimant, "present": now})


def mark_failed(letter: Letter, claimant: str, reason: str) -> None:
    """The server will never take it: a manager sends it again or gives it up."""
    _settle(letter, claimant, state="failed", last_error=reason[:300])


def put_back(
    letter: Letter, claimant: str, reason: str, *, uncertain: bool, now: dt.datetime, pace: Pace = PACE
) -> None:
    """To be tried again after a pause. `uncertain`: it may have arrived all the same."""
    state = "uncertain" if uncertain else "pending"
    again = now + pace.pause_after(letter.attempts + 1)
    _settle(letter, claimant, state=state, next_attempt_at=again, last_error=reason[:300])


def postpone(ids: Sequence[int], reason: str, *, now: dt.datetime, pace: Pace = PACE) -> None:
    """The mail server cannot be reached: try these again, each after its own pause."""
    later = [(TABLE.c.attempts == done, now + pause) for done, pause in enumerate(pace.pauses)]
    db.session.execute(
        update(TABLE)
        .where(TABLE.c.id.in_(ids), _is_due(now))
        .values(
            next_attempt_at=case(*later, else_=now + pace.pauses[-1]),
            attempts=TABLE.c.attempts + 1,
            last_error=reason[:300],
        )
    )


def recover_stale_claims(now: dt.datetime, *, pace: Pace = PACE) -> None:
    """Make claims that outlived their lease uncertain, and so due again."""
    db.session.execute(
        update(TABLE)
        .where(TABLE.c.state == "claimed", TABLE.c.claimed_at < now - pace.lease)
        .values(state="uncertain", next_attempt_at=now, last_error=STOPPED)
    )


def withdraw_unwanted(now: dt.datetime) -> None:
    """Give up what was overtaken by events before it could be sent, e.g. while the mail server was down."""
    db.session.execute(
        update(TABLE).where(_is_due(now), not_(_is_wanted())).values(state="given_up", last_error=NOT_NEEDED)
    )


@cache
def _claiming() -> ReturningUpdate[tuple[int]]:
    """Made once: to build the statement takes longer than to run it, and it is run for every message."""
    present = bindparam("present", type_=Message.next_attempt_at.type)
    return (
        update(TABLE)
        .where(TABLE.c.id == bindparam("message"), _is_due(present), _is_wanted())
        .values(state="claimed", claimed_at=present, claimed_by=bindparam("claimant"), attempts=TABLE.c.attempts + 1)
        .returning(TABLE.c.id)
    )


@cache
def _marking_sent() -> Update:
    present = bindparam("present", type_=Message.sent_at.type)
    return (
        update(TABLE)
        .where(_is_claim(bindparam("message"), bindparam("claimant")))
        .values(state="sent", sent_at=present, last_error=None)
    )


def _settle(letter: Letter, claimant: str, **values: object) -> None:
    db.session.execute(update(TABLE).where(_is_claim(literal(letter.id), literal(claimant))).values(**values))


def _is_claim(message_id: ColumnElement[int], claimant: ColumnElement[str]) -> ColumnElement[bool]:
    """Ours, also where the lease ran out meanwhile, unless somebody else has taken it since."""
    state = TABLE.c.state.in_(("claimed", "uncertain"))
    return and_(TABLE.c.id == message_id, TABLE.c.claimed_by == claimant, state)


def _is_due(now: dt.datetime | ColumnElement[dt.datetime]) -> ColumnElement[bool]:
    return and_(TABLE.c.state.in_(WAITING), TABLE.c.next_attempt_at <= now)


def _is_wanted() -> ColumnElement[bool]:
    """The clock still runs to the same date, and the recipient still works here and may see the case."""
    runs = exists().where(Clock.id == TABLE.c.clock_id, Clock.state == "running", Clock.due_on == TABLE.c.due_on)
    reads = exists().where(
        User.id == TABLE.c.recipient_id, User.is_enabled, Case.id == TABLE.c.case_id, visible_to(User.id)
    )
    return and_(runs, reads)
