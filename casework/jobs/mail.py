"""The job that sends a batch of messages over one connection."""

import time
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from casework import clock, outbox
from casework.extensions import db
from casework.jobs import documents, letter_mail, staff_mail, stopping
from casework.jobs.progress import Progress
from casework.sending.adapter import Adapter, Mail, Outcome, Result, Unreachable
from casework.sending.choose import choose
from casework.services.mail import claims, letters_under_way
from casework.services.mail.by_hand import SEND_JOB
from casework.services.mail.claims import Outgoing, Receipt
from casework.services.mail.pace import PACE, Pace
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)
MOST_SECONDS = 120.0
"""For one batch; what is left is another job. A job that is cut off by the timeout of its queue would leave a message
of which nobody knows, because a server that is slow or hangs is waited for in the middle of one."""
NOT_PREPARED = "The mail could not be prepared. The log of the worker says why."


@dataclass(frozen=True, slots=True)
class Unsafe:
    """A letter that must not go out, and the sentence why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """A message that was handed to a carrier, and what it said."""

    message: Outgoing
    result: Result
    adapter: str


def send(*ids: int) -> None:
    """Send those of `ids` that are still to be sent.

    Each is claimed by one committed UPDATE before it is sent. What became of the one before is written in the
    same transaction as the next claim, so that a mail costs one commit (one fsync on SQLite) instead of two,
    while never more than one mail is under way: a worker killed at any point leaves one uncertain message.
    """
    with snapshot():
        messages = claims.outgoing(ids, now=clock.now())
    messages = [message for message in messages if _has_document(message)]
    if not messages:
        return
    with choose(current_app.config) as adapter:
        try:
            adapter.open()
        except Unreachable as problem:
            log.warning("mail_server_unreachable", messages=len(messages))
            _postpone(messages, str(problem))
            return
        _send_each(adapter, messages)


def _has_document(message: Outgoing) -> bool:
    """Makes the document of a letter that has none yet. What stops it holds up no other: the letter waits its turn."""
    if message.letter_id is None:
        return True
    try:
        return documents.make_one(message.letter_id)
    except BaseException:
        with suppress(SQLAlchemyError):
            _postpone([message], NOT_PREPARED)
        raise


def _send_each(adapter: Adapter, messages: list[Outgoing]) -> None:
    claimant, progress = uuid4().hex, Progress(len(messages))
    until = time.monotonic() + MOST_SECONDS / current_app.config["SENDING_PACE"]
    done: Done | None = None
    for number, message in enumerate(messages):
        if stopping.is_asked() or time.monotonic() > until:
            _leave(messages[number:])
            break
        progress.at(number)
        try:
            with unit_of_work():
                _settle(done, claimant)
                mail = _take(message, claimant)
        except BaseException:
            _set_aside(message, done, claimant)
            raise
        if isinstance(mail, Unsafe):
            _block(message, mail.reason)
        done = Done(message, adapter.send(mail), adapter.name) if isinstance(mail, Mail) else None
    with unit_of_work():
        _settle(done, claimant)


def _set_aside(message: Outgoing, done: Done | None, claimant: str) -> None:
    """What became of the mail before is not lost with a message that cannot be prepared, and that message, which
    nobody has claimed, waits its turn like one that was not sent: it does not hold up those behind it again."""
    with suppress(SQLAlchemyError):
        with unit_of_work():
            _settle(done, claimant)
        _postpone([message], NOT_PREPARED)


def _take(message: Outgoing, claimant: str) -> Mail | Unsafe | None:
    """Claim the message and say what it carries. None where it is not to be sent any more. A letter is looked at
    before it is claimed: one that is not safe has nobody's claim and counts no attempt."""
    if not message.is_letter:
        return staff_mail.compose(message) if claims.claim(message.id, claimant, now=clock.now()) else None
    try:
        mail = letter_mail.compose(message)
    except letters_under_way.Blocked as problem:
        return Unsafe(str(problem))
    return mail if claims.claim(message.id, claimant, now=clock.now()) else None


def _block(message: Outgoing, reason: str) -> None:
    log.warning("letter_not_safe_to_send", message=message.id)
    with unit_of_work():
        letters_under_way.fail(message, reason)


def _leave(messages: list[Outgoing]) -> None:
    """Offer the rest, which nobody has claimed, to the next worker at once: the sweep would a minute later."""
    log.info("batch_left_to_the_next_worker", messages=len(messages))
    with unit_of_work():
        outbox.after_commit(db.session, "mail", SEND_JOB, *(message.id for message in messages))


def _settle(done: Done | None, claimant: str) -> None:
    if done is None:
        return
    message, result = done.message, done.result
    if result.outcome is Outcome.SENT:
        _settle_sent(message, Receipt(adapter=done.adapter, provider_id=result.provider_id), claimant)
        return
    now, pace = clock.now(), _pace()
    log.warning("message_not_sent", message=message.id, outcome=result.outcome.value, attempts=message.attempts + 1)
    uncertain = result.outcome is Outcome.UNCERTAIN
    if result.outcome is Outcome.REFUSED:
        _fail(message, result.reason, claimant=claimant)
    elif claims.is_exhausted(message, pace=pace) and not (uncertain and message.is_letter):
        _fail(message, f"Tried {message.attempts + 1} times. {result.reason}", claimant=claimant)
    else:
        claims.put_back(message, claimant, result.reason, uncertain=uncertain, now=now, pace=pace)


def _settle_sent(message: Outgoing, receipt: Receipt, claimant: str) -> None:
    if message.is_letter:
        # before the message, as everybody does: PostgreSQL ends a deadly embrace
        letters_under_way.lock_case(message.id)
    if not claims.mark_sent(message, claimant, receipt, now=clock.now()):
        # a person gave it up, or another worker took it, while this one was held up for longer than its lease
        log.warning("message_sent_after_it_was_taken_away", message=message.id)
    elif message.is_letter:
        letters_under_way.close_tasks(message.id)


def _fail(message: Outgoing, reason: str, *, claimant: str) -> None:
    if message.is_letter:
        letters_under_way.fail(message, reason, claimant=claimant)
    else:
        claims.mark_failed(message, claimant, reason)


def _postpone(messages: list[Outgoing], reason: str) -> None:
    """Nothing was handed over. A letter that has waited as long as letters wait is for a person now."""
    pace = _pace()
    for message in messages:
        if message.is_letter and claims.is_exhausted(message, pace=pace):
            with unit_of_work():
                letters_under_way.fail(message, f"Tried {message.attempts + 1} times. {reason}")
    with unit_of_work():
        claims.postpone([message.id for message in messages], reason, now=clock.now(), pace=pace)


def _pace() -> Pace:
    return PACE.faster(current_app.config["SENDING_PACE"])
