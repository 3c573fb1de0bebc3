"""What a manager does about a message that did not go out: send it again, or give it up."""

from sqlalchemy import select

from casework import clock, outbox
from casework.access import Actor, Permission, require, scope
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Message, Note, User
from casework.services import history, tokens

SEND_JOB = "casework.jobs.mail.send"
OPEN_STATES = ("pending", "uncertain", "failed")
LONGEST_REASON = 1000


def resend(message_id: int, *, token: str, actor: Actor) -> Message:
    """Send it (again), to the recipient's present address and as the same mail.

    Raises `NotAllowed`, `NotFound`, `Replayed`, and `Conflict` where it has been sent or given up meanwhile.
    """
    message = _load(message_id, token=token, actor=actor)
    recipient = db.session.get_one(User, message.recipient_id)
    if not recipient.is_enabled:
        raise Conflict("This person's account is closed. Give this message up, and give the case to somebody else.")
    message.to_address = recipient.email
    message.state, message.attempts, message.next_attempt_at = "pending", 0, clock.now()
    data = {"message_id": message.id, "recipient_id": message.recipient_id}
    history.record(history.Kind.MESSAGE_RESENT, actor=actor, case_id=message.case_id, data=data)
    bucket = str(int(clock.now().timestamp()))
    outbox.after_commit(db.session, "mail", SEND_JOB, message.id, bucket=bucket)
    return message


def give_up(message_id: int, reason: str, *, token: str, actor: Actor) -> Message:
    """Do not send it any more. Raises as `resend` does, and `Invalid` without a reason."""
    reason = reason.strip()
    if not reason:
        raise Invalid("reason", "Say why it need not be sent, for example: told in person.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"Shorten the reason to {LONGEST_REASON:,} characters or fewer.")
    message = _load(message_id, token=token, actor=actor)
    note = Note(
        case_id=message.case_id, kind="reason", text=reason, written_at=clock.now(), written_by_id=actor.user_id
    )
    db.session.add(note)
    message.state = "given_up"
    db.session.flush()
    history.record(
        history.Kind.MESSAGE_GIVEN_UP,
        actor=actor,
        case_id=message.case_id,
        note_id=note.id,
        data={"message_id": message.id, "recipient_id": message.recipient_id},
    )
    return message


def _load(message_id: int, *, token: str, actor: Actor) -> Message:
    require(actor, Permission.MESSAGE_MANAGE)
    query = scope(select(Message).join(Case, Case.id == Message.case_id).where(Message.id == message_id), actor)
    query = query.with_for_update(of=Message).execution_options(populate_existing=True)
    message = db.session.scalar(query)
    if message is None:
        raise NotFound
    tokens.use(token, actor=actor, case_id=message.case_id)
    if message.state == "claimed":
        raise Conflict("It is being sent just now. Look again in a few minutes.")
    if message.state not in OPEN_STATES:
        raise Conflict("It has been sent or given up meanwhile, and nothing is left to do about it.")
    return message
