"""Who sends which message: claims, what became of them, and what is tried again. The database decides.

Nothing here sends. A job claims one row with one committed UPDATE before it sends, and settles it afterwards.
Exactly once into a mailbox does not exist: a row whose claim outlived its lease is *uncertain*. To staff it is sent
again under the same Message-ID, so that two copies show themselves as one mail. A letter to the public is never
sent twice without a person saying so: services/mail/letters_under_way.py finds out what became of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from casework import clock
from casework.extensions import db
from casework.models import Base, Case, Message
from casework.services.mail.pace import PACE, Pace
from casework.services.mail.wanted import is_wanted, why_not

TABLE: Table = Base.metadata.tables["message"]
WAITING = ("pending", "uncertain")
STOPPED = "The worker stopped while it was sending this. It is sent again as the same mail."
LETTER_STOPPED = "The worker stopped while it was sending this letter. It may have arrived all the same."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way. `reference` is empty for a digest of several cases. `letter_id`: to the public.

    `due_on` is the date that it is about; where it is about none, the day that it was written.
    """

    id: int
    kind: str
    rule: str | None
    to_address: str
    message_id: str
    reference: str
    due_on: dt.date
    offset_days: int
    created_at: dt.datetime
    attempts: int
    letter_id: int | None
    recipient_id: int | None
    about: str | None = None
    """What mail to staff is about, e.g. clock:7."""
    claimed_at: dt.datetime | None = None
    """When it was handed over last, where that is asked about."""

    @property
    def is_past(self) -> bool:
        """Also of a reminder for the day itself that goes out later, e.g. after a quiet day."""
        return self.offset_days > 0 or self.due_on < clock.today()

    @property
    def is_escalation(self) -> bool:
        return self.kind == "escalation"

    @property
    def is_letter(self) -> bool:
        return self.letter_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Who carried a message (`adapter`), and what they call it."""

    adapter: str
    provider_id: str | None = None


def due_ids(now: dt.datetime, *, limit: int) -> list[int]:
    """The messages to be sent by now, the longest waiting first."""
    query = select(Message.id).where(_is_due(now)).order_by(Message.next_attempt_at, Message.id).limit(limit)
    return list(db.session.scalars(query))


def outgoing(ids: Sequence[int], *, now: dt.datetime) -> list[Outgoing]:
    """Those of `ids` that are still to be sent: another worker may have had them first."""
    query = (
        select(
            Message.id,
            Message.kind,
            Message.rule,
            Message.to_address,
            Message.message_id,
            func.coalesce(Case.reference, "").label("reference"),
            Message.due_on,
            func.coalesce(Message.offset_days, 0).label("offset_days"),
            Message.created_at,
            Message.attempts,
            Message.letter_id,
            Message.recipient_id,
            Message.about,
        )
        .outerjoin(Case, Case.id == Message.case_id)
        .where(Message.id.in_(ids), _is_due(now))
        .order_by(Message.id)
    )
    return [
        Outgoing(**{**row, "due_on": row["due_on"] or clock.local(row["created_at"]).date()})
        for row in db.session.execute(query).mappings()
    ]


def claim(message_id: int, claimant: str, *, now: dt.datetime) -> bool:
    """Take one message. False when it is not to be sent (any more), or another worker has it."""
    given = {"message": message_id, "claimant": claimant, "present": now}
    return db.session.execute(_claiming(), given).first() is not None


def claim_together(ids: Sequence[int], claimant: str, *, now: dt.datetime) -> set[int]:
    """Take several mails to staff at once: those that are still to be sent and that no other worker has in hand."""
    given = {"messages": list(ids), "claimant": claimant, "present": now}
    return {row.id for row in db.session.execute(_claiming_together(), given)}


def give_back(ids: Sequence[int], claimant: str) -> None:
    """What was claimed and not begun waits as before, as if nobody had claimed it."""
    ours = and_(TABLE.c.id.in_(ids), TABLE.c.claimed_by == claimant, TABLE.c.state == "claimed")
    db.session.execute(update(TABLE).where(ours).values(state="pending", attempts=TABLE.c.attempts - 1))


def mark_sent_together(ids: Sequence[int], claimant: str, carrier: str, *, now: dt.datetime) -> set[int]:
    """As `mark_sent`, of several mails that the carrier has no name for. Returns those that were still ours."""
    given = {
        "messages": list(ids),
        "claimant": claimant,
        "present": now,
        "day": clock.local(now).date(),
        "carrier": carrier,
        "name": None,
    }
    return {row.id for row in db.session.execute(_marking_sent_together(), given)}


def mark_sent(message: Outgoing, claimant: str, receipt: Receipt, *, now: dt.datetime) -> bool:
    """It went out. An e-mail counts as provided on the local day of its sending (section 2.2).

    Also where it is to be sent again and nobody has begun: so it does not go twice. False where it is not ours any
    more, e.g. because a person gave it up.
    """
    given = {
        "message": message.id,
        "claimant": claimant,
        "present": now,
        "day": clock.local(now).date(),
        "carrier": receipt.adapter,
        "name": receipt.provider_id,
    }
    return db.session.execute(_marking_sent(), given).first() is not None


def mark_failed(message: Outgoing, claimant: str, reason: str) -> bool:
    """It will not go out by itself: a manager sends it again or gives it up. False when it is not ours any more."""
    return _settle(message, claimant, state="failed", last_error=reason[:300])


def put_back(
    message: Outgoing, claimant: str, reason: str, *, uncertain: bool, now: dt.datetime, pace: Pace = PACE
) -> None:
    """To be tried again after a pause. `uncertain`: it may have arrived all the same; a letter to the public is
    then not tried again, and the time is that at which somebody asks what became of it."""
    state = "uncertain" if uncertain else "pending"
    again = now if uncertain and message.is_letter else now + pace.pause_after(message.attempts + 1)
    _settle(message, claimant, state=state, next_attempt_at=again, last_error=reason[:300])


def is_exhausted(message: Outgoing, *, pace: Pace = PACE) -> bool:
    """Whether the attempt that was just made was the last one."""
    return message.attempts + 1 >= pace.limit


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


def stale_claims(now: dt.datetime, *, pace: Pace = PACE) -> list[int]:
    """The messages whose claims have outlived their lease."""
    return list(db.session.scalars(select(TABLE.c.id).where(_is_stale(now, pace))))


def recover_stale_claims(ids: Sequence[int], now: dt.datetime, *, pace: Pace = PACE) -> None:
    """Make stale claims uncertain: mail to staff is due again, a letter is to be asked about."""
    db.session.execute(
        update(TABLE)
        .where(TABLE.c.id.in_(ids), _is_stale(now, pace))
        .values(
            state="uncertain",
            next_attempt_at=now,
            last_error=case((TABLE.c.letter_id.is_(None), STOPPED), else_=LETTER_STOPPED),
        )
    )


def unwanted_ids(now: dt.datetime) -> list[int]:
    """What was overtaken by events before it could be sent, e.g. while the mail server was down."""
    return list(db.session.scalars(select(TABLE.c.id).where(_is_due(now), not_(is_wanted(TABLE)))))


def withdraw_unwanted(ids: Sequence[int], now: dt.datetime) -> None:
    """Give up those of these that are (still) not wanted."""
    unwanted = and_(TABLE.c.id.in_(ids), _is_due(now), not_(is_wanted(TABLE)))
    db.session.execute(update(TABLE).where(unwanted).values(state="given_up", last_error=why_not(TABLE)))


@cache
def _claiming() -> ReturningUpdate[tuple[int]]:
    """Made once: to build the statement takes longer than to run it, and it is run for every message."""
    return _claim_where(TABLE.c.id == bindparam("message"))


@cache
def _claiming_together() -> ReturningUpdate[tuple[int]]:
    """Whoever is about to claim one of them is not waited for: on PostgreSQL two such could wait for each other."""
    free = select(TABLE.c.id).where(TABLE.c.id.in_(bindparam("messages", expanding=True))).order_by(TABLE.c.id)
    return _claim_where(TABLE.c.id.in_(free.with_for_update(skip_locked=True)))


def _claim_where(which: ColumnElement[bool]) -> ReturningUpdate[tuple[int]]:
    present = bindparam("present", type_=Message.next_attempt_at.type)
    return (
        update(TABLE)
        .where(which, _is_due(present), is_wanted(TABLE))
        .values(state="claimed", claimed_at=present, claimed_by=bindparam("claimant"), attempts=TABLE.c.attempts + 1)
        .returning(TABLE.c.id)
    )


@cache
def _marking_sent() -> ReturningUpdate[tuple[int]]:
    return _sent_where(TABLE.c.id == bindparam("message"))


@cache
def _marking_sent_together() -> ReturningUpdate[tuple[int]]:
    return _sent_where(TABLE.c.id.in_(bindparam("messages", expanding=True)))


def _sent_where(which: ColumnElement[bool]) -> ReturningUpdate[tuple[int]]:
    is_ours = and_(which, TABLE.c.claimed_by == bindparam("claimant"), TABLE.c.state.in_(("claimed", *WAITING)))
    return (
        update(TABLE)
        .where(is_ours)
        .values(
            state="sent",
            sent_at=bindparam("present", type_=Message.sent_at.type),
            provided_on=bindparam("day", type_=Message.provided_on.type),
            adapter=bindparam("carrier"),
            provider_id=bindparam("name"),
            last_error=None,
        )
        .returning(TABLE.c.id)
    )


def _settle(message: Outgoing, claimant: str, **values: object) -> bool:
    ours = _is_claim(literal(message.id), literal(claimant))
    return db.session.execute(update(TABLE).where(ours).values(**values).returning(TABLE.c.id)).first() is not None


def _is_claim(message_id: ColumnElement[int], claimant: ColumnElement[str]) -> ColumnElement[bool]:
    """Ours, also where the lease ran out meanwhile, unless somebody else has taken it since."""
    state = TABLE.c.state.in_(("claimed", "uncertain"))
    return and_(TABLE.c.id == message_id, TABLE.c.claimed_by == claimant, state)


def _is_stale(now: dt.datetime, pace: Pace) -> ColumnElement[bool]:
    return and_(TABLE.c.state == "claimed", TABLE.c.claimed_at < now - pace.lease)


def _is_due(now: dt.datetime | ColumnElement[dt.datetime]) -> ColumnElement[bool]:
    """An uncertain letter to the public never is, and what goes by post is for a person to post."""
    sendable = or_(TABLE.c.letter_id.is_(None), and_(TABLE.c.state == "pending", TABLE.c.channel == "email"))
    return and_(TABLE.c.state.in_(WAITING), TABLE.c.next_attempt_at <= now, sendable)
