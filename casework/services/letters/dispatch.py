"""Sending: text and frame frozen, the message row pending, one transaction. After the commit a job makes the document
and, by e-mail, sends it; a letter for the post waits in the print queue until somebody says that it was posted."""

from casework import clock, outbox
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Letter, Message
from casework.services.deadlines import clocks
from casework.services.letters import documents, drafts, obstacles, prepared
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.values import Occasion
from casework.services.mail import to_send
from casework.services.mail.by_hand import SEND_JOB
from casework.services.record import history
from casework.services.record.tokens import Sent
from workflows.letters import Audience


def send_alone(reference: str, letter_id: int, *, confirmed: Confirmed, sent: Sent, actor: Actor) -> Letter:
    """Send a letter that goes with no step. Raises `Invalid` with every reason why it cannot go."""
    case, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    drafts.require_version(letter, sent.row_version)
    occasion = prepared.occasion_of(letter, actor)
    if occasion.move is not None:
        raise Invalid("letters", f"It goes out with the step “{occasion.move.label}”. Make that step to send it.")
    require_ready(letter, occasion, confirmed)
    send(letter, occasion)
    clocks.keep_next_due(case)
    return letter


def require_ready(letter: Letter, occasion: Occasion, confirmed: Confirmed) -> None:
    """Raise `Invalid` with every reason why a letter cannot go out."""
    drafts.require_open(letter)
    found = obstacles.find(letter, occasion, confirmed=confirmed).sentences
    if found:
        raise Invalid("letters", f"{letter.code} to {letter.to_name}: {' '.join(found)}")


def send(letter: Letter, occasion: Occasion, *, event_id: int | None = None) -> Message:
    """Send one letter that is ready, of a locked case: what its document is made of, its message, its event."""
    documents.freeze(letter, occasion, on=clock.today())
    letter.status, letter.sent_at, letter.sent_by_id = "sent", clock.now(), occasion.actor.user_id
    letter.locked_by_id = letter.locked_at = None
    message = _message(letter)
    data = {"letter_id": letter.id, "code": letter.code, "channel": letter.channel, "event_id": event_id}
    history.record(history.Kind.LETTER_SENT, actor=occasion.actor, case_id=letter.case_id, data=data)
    _restart_updates(letter, occasion)
    return message


def _message(letter: Letter) -> Message:
    by_email = letter.channel == "email"
    message = to_send.put(
        kind="letter",
        channel=letter.channel,
        case_id=letter.case_id,
        letter_id=letter.id,
        to_address=(letter.email or "") if by_email else "",
    )
    job, number = (SEND_JOB, message.id) if by_email else (documents.MAKE_JOB, letter.id)
    outbox.after_commit(db.session, "mail", job, number, bucket=str(int(message.created_at.timestamp())))
    return message


def _restart_updates(letter: Letter, occasion: Occasion) -> None:
    """Whoever hears from us has been updated (section 3.1)."""
    if letter.audience == Audience.PERSON:
        clocks.restart_updates(occasion.case, actor=occasion.actor, on=clock.today())
