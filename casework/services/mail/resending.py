"""After an outage or a wrong setting: everything that was not delivered goes again at one word of a manager.

What somebody has to read or decide about first is left, and counted by the reason why. What may go is looked at twice:
for the page that asks, and again under lock when the manager has said yes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, or_, select

from casework import clock, outbox
from casework.access import Actor, Permission, require
from casework.extensions import db
from casework.models import Case, DirectoryEntry, Letter, Message, Person, User
from casework.services.mail import by_hand
from casework.services.people import contact_safety
from casework.services.record import tokens
from casework.services.record.tokens import Sent

MOST_AT_ONCE = 200
"""What one click sends: one job's work, and so many cases are locked for it."""
MOST_LOOKED_AT = 5000


class Stays(StrEnum):
    """Why something is not sent again together with the others."""

    UNCERTAIN = "uncertain"
    NOTE = "note"
    UNSAFE = "unsafe"
    ADDRESS = "address"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`ready`: the ids of all that may go, the oldest first. `stays`: how many do not, by the reason."""

    ready: Sequence[int]
    stays: Mapping[Stays, int]

    @property
    def now(self) -> Sequence[int]:
        """Those of one click."""
        return self.ready[:MOST_AT_ONCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """`left`: so many more may go with another click."""

    sent: int
    left: int
    stays: Mapping[Stays, int]


def find(*, actor: Actor) -> Found:
    """What stands on the page of this manager as not delivered or uncertain. Changes nothing. Raises `NotAllowed`."""
    require(actor, Permission.MESSAGE_MANAGE)
    ready: list[int] = []
    stays: Counter[Stays] = Counter()
    for message, user, person, entry in db.session.execute(_query(actor).limit(MOST_LOOKED_AT)):
        reason = _why_it_stays(message, user, person, entry)
        if reason is None:
            ready.append(message.id)
        else:
            stays[reason] += 1
    return Found(ready=ready, stays=stays)


def resend_all(*, sent: Sent, actor: Actor) -> Resent:
    """Send the oldest `MOST_AT_ONCE` of what may go, each as `by_hand.resend` does and with its own record.

    What a colleague has sent or given up meanwhile, or what is not safe any more, is left as it is. Raises
    `NotAllowed` and `Replayed`.
    """
    require(actor, Permission.MESSAGE_MANAGE)
    tokens.use(sent, actor=actor)
    found = find(actor=actor)
    going = _lock(found.now, actor=actor)
    for message in going:
        by_hand.put_back(message, actor=actor)
    if going:
        bucket = str(int(clock.now().timestamp()))
        outbox.after_commit(db.session, "mail", by_hand.SEND_JOB, *(one.id for one in going), bucket=bucket)
    after = find(actor=actor)
    return Resent(sent=len(going), left=len(after.ready), stays=after.stays)


def _lock(ids: Sequence[int], *, actor: Actor) -> list[Message]:
    """Those that still may go. Cases are locked before messages, as everybody does, and both in order of their ids:
    two managers at once wait for each other, and the second finds nothing left. The locks on cases let events be
    written: whoever sends one reminder again holds its message alone while they write theirs."""
    if not ids:
        return []
    of_them = select(Message.case_id).where(Message.id.in_(ids), Message.case_id.is_not(None))
    cases = select(Case.id).where(Case.id.in_(of_them)).order_by(Case.id)
    db.session.execute(cases.with_for_update(key_share=True)).all()
    query = _query(actor).where(Message.id.in_(ids)).with_for_update(of=Message)
    rows = db.session.execute(query.execution_options(populate_existing=True))
    ready: list[Message] = []
    for message, user, person, entry in rows:
        if _why_it_stays(message, user, person, entry) is None:
            message.to_address = message.to_address if user is None else user.email
            ready.append(message)
    return ready


def _query(actor: Actor) -> Select[*tuple[Any, ...]]:
    """What was not delivered, and letters that may have arrived. Reminders of which nobody knows go by themselves."""
    asks = or_(Message.state == "failed", and_(Message.state == "uncertain", Message.letter_id.is_not(None)))
    return (
        select(Message, User, Person, DirectoryEntry)
        .outerjoin(Case, Case.id == Message.case_id)
        .outerjoin(User, User.id == Message.recipient_id)
        .outerjoin(Letter, Letter.id == Message.letter_id)
        .outerjoin(DirectoryEntry, DirectoryEntry.id == Letter.directory_entry_id)
        .outerjoin(Person, and_(Person.id == Letter.person_id, Letter.directory_entry_id.is_(None)))
        .where(Message.channel == "email", asks, by_hand.open_to(actor))
        .order_by(Message.id)
    )


def _why_it_stays(
    message: Message, user: User | None, person: Person | None, entry: DirectoryEntry | None
) -> Stays | None:
    if message.state != "failed":
        return Stays.UNCERTAIN
    if user is not None:
        return None if user.is_enabled else Stays.ACCOUNT
    if entry is not None:
        return Stays.ADDRESS if contact_safety.entry_problem(entry, "email", message.to_address) else None
    if person is None:
        return Stays.ADDRESS
    if person.email_unsafe:
        return Stays.UNSAFE
    if contact_safety.needs_reading(person) is not None:
        return Stays.NOTE
    return Stays.ADDRESS if contact_safety.problem(person, "email", message.to_address) else None
