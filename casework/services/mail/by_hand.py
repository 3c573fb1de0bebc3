"""What a person does about a message that did not go out, or may not have: send it again, say that it arrived, or
give it up. A letter to the public is locked with its case; reminders are rows of their own."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from casework import clock, outbox
from casework.access import Actor, Permission, require, visible
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Letter, Message, Person, User
from casework.services.mail import letters_under_way
from casework.services.people import contact_safety
from casework.services.record import history, notes, tokens
from casework.services.record.tokens import Sent

SEND_JOB = "casework.jobs.mail.send"
OPEN_STATES = ("pending", "uncertain", "failed")
LONGEST_ERROR = 300
MAY_HAVE_ARRIVED = (
    "This letter may have arrived. Find out first, then say that it arrived, or send it again knowing that it may "
    "arrive twice."
)
READ_FIRST = "There is a note on safe contact for this person. Read it where you send the letter again, then send it."


def open_to(actor: Actor) -> ColumnElement[bool]:
    """What is about a case that the actor may see, and what is about no case at all. A letter always has one."""
    return or_(visible(actor), and_(Message.case_id.is_(None), Message.letter_id.is_(None)))


def resend(
    message_id: int, *, sent: Sent, actor: Actor, perhaps_twice: bool = False, note_read: bool = False
) -> Message:
    """Send it (again), as the same mail: a reminder to the recipient's present address, a letter to its own.

    Raises `NotAllowed`, `NotFound`, `Replayed`, and `Conflict` where it has been sent or given up meanwhile, where
    it is not safe to send, where a letter may have arrived and nobody has said that it may go twice, or where nobody
    has read what there is to know about contact that is safe: it may have been written after the letter.
    """
    message = _load(message_id, sent=sent, actor=actor)
    if message.letter_id is None:
        _refresh_recipient(message)
    else:
        _check_letter(message, perhaps_twice=perhaps_twice, note_read=note_read)
    put_back(message, actor=actor)
    bucket = str(int(clock.now().timestamp()))
    outbox.after_commit(db.session, "mail", SEND_JOB, message.id, bucket=bucket)
    return message


def put_back(message: Message, *, actor: Actor) -> None:
    """Let a message that is locked and may go wait to be sent, as if it had never been tried."""
    message.state, message.attempts, message.next_attempt_at = "pending", 0, clock.now()
    history.record(history.Kind.MESSAGE_RESENT, actor=actor, case_id=message.case_id, data=_data(message))


def confirm(message_id: int, *, sent: Sent, actor: Actor) -> Message:
    """Say that a letter which may not have arrived did: it was sent when it was handed over, and provided that day.

    Raises `NotAllowed`, `NotFound`, `Replayed`, and `Conflict` for anything else than an uncertain letter.
    """
    message = _load(message_id, sent=sent, actor=actor)
    if message.letter_id is None or message.state != "uncertain":
        raise Conflict("Only a letter that may not have arrived is confirmed. Look at its state as it is now.")
    message.state, message.last_error = "sent", None
    message.sent_at = message.claimed_at or clock.now()
    message.provided_on = clock.local(message.sent_at).date()
    history.record(history.Kind.MESSAGE_CONFIRMED, actor=actor, case_id=message.case_id, data=_data(message))
    letters_under_way.close_tasks(message.id, actor=actor)
    return message


def give_up(message_id: int, reason: str, *, sent: Sent, actor: Actor) -> Message:
    """Do not send or post it any more. Raises as `resend` does, and `Invalid` without a reason.

    The reason is a note on the case; what is about no case keeps it itself.
    """
    needed = "Say why it need not be sent, for example: told in person."
    reason = notes.reason(reason, field="reason", needed=needed)
    message = _load(message_id, sent=sent, actor=actor, channels=("email", "post"))
    if message.case_id is None and len(reason) > LONGEST_ERROR:
        raise Invalid("reason", f"Shorten the reason to {LONGEST_ERROR} characters or fewer.")
    note_id = _note(message, reason, actor=actor)
    message.state = "given_up"
    kind = history.Kind.MESSAGE_GIVEN_UP
    history.record(kind, actor=actor, case_id=message.case_id, note_id=note_id, data=_data(message))
    letters_under_way.close_tasks(message.id, actor=actor)
    return message


def _note(message: Message, reason: str, *, actor: Actor) -> int | None:
    if message.case_id is None:
        message.last_error = reason
        return None
    return notes.keep(message.case_id, "reason", reason, actor=actor).id


def _refresh_recipient(message: Message) -> None:
    recipient = db.session.get_one(User, message.recipient_id)
    if not recipient.is_enabled:
        raise Conflict("This person's account is closed. Give this message up, and give the case to somebody else.")
    message.to_address = recipient.email


def _check_letter(message: Message, *, perhaps_twice: bool, note_read: bool) -> None:
    if message.state == "uncertain" and not perhaps_twice:
        raise Conflict(MAY_HAVE_ARRIVED)
    letter = db.session.get_one(Letter, message.letter_id)
    reason = letters_under_way.unsafe_reason(letter, message.to_address)
    if reason is not None:
        raise Conflict(reason)
    if letter.directory_entry_id is None and not note_read:
        person = db.session.get_one(Person, letter.person_id, populate_existing=True)
        if contact_safety.needs_reading(person) is not None:
            raise Conflict(READ_FIRST)


def _data(message: Message) -> dict[str, Any]:
    about = {"letter_id": message.letter_id} if message.letter_id else {"recipient_id": message.recipient_id}
    return {"message_id": message.id, **about}


def _load(message_id: int, *, sent: Sent, actor: Actor, channels: tuple[str, ...] = ("email",)) -> Message:
    require(actor, Permission.MESSAGE_MANAGE)
    message = _find(message_id, channels, actor=actor)
    tokens.use(sent, actor=actor, case_id=message.case_id)
    if message.state == "claimed":
        raise Conflict("It is being sent just now. Look again in a few minutes.")
    if message.state not in OPEN_STATES:
        raise Conflict("It has been sent or given up meanwhile, and nothing is left to do about it.")
    return message


def _find(message_id: int, channels: tuple[str, ...], *, actor: Actor) -> Message:
    """The message, locked, after its case where it is a letter: the order that the job keeps, too."""
    query = select(Message).outerjoin(Case, Case.id == Message.case_id)
    query = query.where(Message.id == message_id, Message.channel.in_(channels), open_to(actor))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    if found.letter_id is not None:
        letters_under_way.lock_case(message_id)
    query = query.with_for_update(of=Message).execution_options(populate_existing=True)
    message = db.session.scalar(query)
    if message is None:
        raise NotFound
    return message
