"""Letters to the public on their way: what goes out, and what a person hears of when it does not.

Every command here locks the case first, then the message: as the pages do.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.errors import Damaged
from casework.extensions import db
from casework.letters import media_types
from casework.models import Case, DirectoryEntry, Letter, Message, Person, StoredFile, Task
from casework.services.mail.claims import Outgoing, Receipt
from casework.services.mail.pace import PACE, Pace
from casework.services.people import contact_safety
from casework.services.record import files, history, tasks
from casework.services.record.tasks import About, Kind

ASKED_FOR = dt.timedelta(days=7)
"""GOV.UK Notify forgets a mail after this long: later there is nobody to ask."""
UNDER_WAY_FOR = dt.timedelta(days=4)
"""GOV.UK Notify tries for three days before it says that a mail could not be delivered."""
NOBODY = "The letter names nobody whom it goes to. Send it again from the case."
NO_DOCUMENT = "The letter has no document. Send it again from the case."
DAMAGED = "The document is not what was kept when the letter was signed. Ask whoever looks after the database."


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A letter that may go out, with its document as it was kept."""

    letter: Letter
    case: Case
    file_name: str
    media_type: str
    document: bytes


class Blocked(Exception):
    """The letter must not go out as it is. The message is a sentence for the failures page."""


def content(letter_id: int, to_address: str) -> Content:
    """What goes out, looked up right before it does. Raises `Blocked` where it is not safe (any more)."""
    letter = db.session.get_one(Letter, letter_id, populate_existing=True)
    reason = unsafe_reason(letter, to_address)
    if reason is not None:
        raise Blocked(reason)
    if letter.document_sha256 is None or db.session.get(StoredFile, letter.document_sha256) is None:
        raise Blocked(NO_DOCUMENT)
    try:
        document = files.content(letter.document_sha256)
    except Damaged:
        raise Blocked(DAMAGED) from None
    case = db.session.get_one(Case, letter.case_id)
    media_type = letter.document_type or ""
    return Content(
        letter=letter,
        case=case,
        file_name=f"{case.reference}-{letter.code}{media_types.EXTENSIONS.get(media_type, '')}",
        media_type=media_type,
        document=document,
    )


def unsafe_reason(letter: Letter, to_address: str) -> str | None:
    """Why nothing may go to this address as things stand now, or None.

    A letter to somebody who is reached through an organisation names both, and goes to the organisation.
    """
    if letter.directory_entry_id is not None:
        entry = db.session.get_one(DirectoryEntry, letter.directory_entry_id, populate_existing=True)
        return contact_safety.entry_problem(entry, "email", to_address)
    if letter.person_id is None:
        return NOBODY
    person = db.session.get_one(Person, letter.person_id, populate_existing=True)
    return contact_safety.problem(person, "email", to_address)


def fail(message: Outgoing, reason: str, *, claimant: str | None = None) -> None:
    """A person has to find another way: the failures page, the history and a task. Nothing where the message is
    not ours: `claimant` holds it, or without one nobody has tried since it was looked up."""
    held = and_(Message.state.in_(("claimed", "uncertain")), Message.claimed_by == claimant)
    # not an uncertain one: another worker may have handed it over meanwhile, and "failed" says that nobody has it
    _fail(message, reason, where=held if claimant else Message.state == "pending")


def fail_uncertain(message: Outgoing, reason: str) -> None:
    """The carrier says that it did not arrive, of a letter of which nobody knew."""
    _fail(message, reason, where=Message.state == "uncertain")


def fail_after_all(message: Outgoing, reason: str) -> None:
    """The carrier had taken it, and says later that it did not arrive: what a bounce is for mail over SMTP."""
    _fail(message, reason, where=Message.state == "sent")


def fail_without_document(letter_id: int, reason: str, *, again_at: dt.datetime) -> None:
    """No document can be made that somebody could read. By e-mail the letter failed; in the print queue it stays with
    the reason, so that nobody looks for it in vain, and its document is tried again at that time."""
    for message in db.session.scalars(select(Message).where(Message.letter_id == letter_id)).all():
        if message.channel == "email":
            _fail(message, reason, where=Message.state == "pending")
        else:
            is_news = and_(Message.state == "pending", Message.last_error.is_distinct_from(reason[:300]))
            _fail(message, reason, where=is_news, state="pending")
            _change(message.id, Message.state == "pending", next_attempt_at=again_at)


def _fail(message: Outgoing | Message, reason: str, *, where: ColumnElement[bool], state: str = "failed") -> None:
    case = lock_case(message.id)
    if _change(message.id, where, state=state, last_error=reason[:300]):
        data = {"message_id": message.id, "letter_id": message.letter_id}
        history.record(history.Kind.MESSAGE_FAILED, actor=SYSTEM, case_id=case.id, data=data)
        _open_task(Kind.MESSAGE_FAILED, case, message)


def uncertain_ids(now: dt.datetime, *, limit: int) -> list[int]:
    """Letters that may not have arrived: to be asked about, or for a person who has no task yet."""
    known = exists().where(Task.message_id == Message.id, _is_about_this_attempt())
    query = select(Message.id).where(
        Message.state == "uncertain",
        Message.next_attempt_at <= now,
        Message.letter_id.is_not(None),
        Message.channel == "email",
        or_(Message.claimed_at > now - ASKED_FOR, ~known),
    )
    return list(db.session.scalars(query.order_by(Message.next_attempt_at, Message.id).limit(limit)))


def taken_ids(now: dt.datetime, *, adapter: str, limit: int) -> list[int]:
    """Letters that a carrier has taken and of which it may still say that they did not arrive."""
    query = select(Message.id).where(
        Message.state == "sent",
        Message.next_attempt_at <= now,
        Message.letter_id.is_not(None),
        Message.adapter == adapter,
        Message.sent_at > now - UNDER_WAY_FOR,
    )
    return list(db.session.scalars(query.order_by(Message.next_attempt_at, Message.id).limit(limit)))


def ask_again(message: Outgoing, *, at: dt.datetime) -> None:
    """Ask about a letter that was taken at that time, not before."""
    _change(message.id, Message.state == "sent", next_attempt_at=at)


def in_state(ids: Sequence[int], state: str) -> list[Outgoing]:
    """The letters among `ids` that still are `uncertain` or `sent`."""
    query = (
        select(Message, Case.reference)
        .join(Letter, Letter.id == Message.letter_id)
        .join(Case, Case.id == Letter.case_id)
        .where(Message.id.in_(ids), Message.state == state)
        .order_by(Message.id)
    )
    return [
        Outgoing(
            id=row.id,
            kind=row.kind,
            rule=row.rule,
            to_address=row.to_address,
            message_id=row.message_id,
            reference=reference,
            due_on=row.due_on or clock.local(row.created_at).date(),
            offset_days=0,
            created_at=row.created_at,
            # the attempt that nobody knows the end of is counted when it is settled
            attempts=max(row.attempts - 1, 0),
            letter_id=row.letter_id,
            recipient_id=None,
            claimed_at=row.claimed_at,
        )
        for row, reference in db.session.execute(query)
    ]


def settle_sent(message: Outgoing, receipt: Receipt) -> None:
    """The carrier says that it has it: sent when it was handed over, and so provided on that day."""
    claimed_at = message.claimed_at or clock.now()
    lock_case(message.id)
    sent = {
        "state": "sent",
        "sent_at": claimed_at,
        "provided_on": clock.local(claimed_at).date(),
        "adapter": receipt.adapter,
        "provider_id": receipt.provider_id,
        "last_error": None,
    }
    if _change(message.id, Message.state == "uncertain", **sent):
        close_tasks(message.id)


def settle_later(message: Outgoing, reason: str, *, now: dt.datetime, pace: Pace = PACE) -> None:
    """The carrier says that it did not get through this time: nobody has it, so it may be sent again."""
    again = now + pace.pause_after(message.attempts + 1)
    values = {"state": "pending", "next_attempt_at": again, "last_error": reason[:300]}
    _change(message.id, Message.state == "uncertain", **values)


def leave_uncertain(message: Outgoing, *, now: dt.datetime, pace: Pace = PACE) -> None:
    """Nobody can say: a task for the owner, once. Asked again after the longest pause."""
    case = lock_case(message.id)
    if _change(message.id, Message.state == "uncertain", next_attempt_at=now + pace.pauses[-1]):
        known = select(Task.id).join(Message, Message.id == Task.message_id)
        known = known.where(Task.message_id == message.id, _is_about_this_attempt())
        if db.session.scalar(known.limit(1)) is None:
            _open_task(Kind.MESSAGE_UNCERTAIN, case, message)


def _is_about_this_attempt() -> ColumnElement[bool]:
    """Whether a task says that nobody knows of the attempt of now: one that is done may have been about another."""
    since = or_(Task.done_at.is_(None), Message.claimed_at.is_(None), Task.opened_at >= Message.claimed_at)
    return and_(Task.kind == Kind.MESSAGE_UNCERTAIN.value, since)


def close_tasks(message_id: int, *, actor: Actor = SYSTEM) -> None:
    """What somebody was to find out or to find another way for has come to an end."""
    tasks.end(Kind.MESSAGE_UNCERTAIN, Kind.MESSAGE_FAILED, message_id=message_id, actor=actor)


def lock_case(message_id: int) -> Case:
    """The case of a letter's message, locked until the transaction ends."""
    query = select(Case).join(Letter, Letter.case_id == Case.id).join(Message, Message.letter_id == Letter.id)
    query = query.where(Message.id == message_id).with_for_update(of=Case)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _open_task(kind: Kind, case: Case, message: Outgoing | Message) -> None:
    tasks.open_task(kind, case, About(letter_id=message.letter_id, message_id=message.id))


def _change(message_id: int, condition: ColumnElement[bool], **values: object) -> bool:
    changed = update(Message).where(Message.id == message_id, condition).values(**values).returning(Message.id)
    return db.session.scalar(changed.execution_options(synchronize_session=False)) is not None
