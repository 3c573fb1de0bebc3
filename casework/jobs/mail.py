"""The job that sends a batch of messages over one connection."""

import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from uuid import uuid4

import structlog
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from casework import clock, outbox
from casework.extensions import db
from casework.jobs import documents, holding, letter_mail, staff_mail, stopping
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
TOGETHER = 10
"""Mails to staff with one claim, once as many in a row went quickly, one by one: so many may go again, as the same
mails, where a worker is killed in the middle of a large batch, and one otherwise."""
QUICK_SECONDS = 0.1
"""A mail that takes longer is the last of its kind: those after it are claimed one by one again."""
MOST_SECONDS_TOGETHER = 10.0
"""After this long no further one of them is begun: the last may take two and a half minutes, and a claim has five."""
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

    @property
    def is_plain(self) -> bool:
        """A mail to staff that went, and that its carrier has no name for."""
        return self.result.outcome is Outcome.SENT and not self.message.is_letter and self.result.provider_id is None


def send(*ids: int) -> None:
    """Send those of `ids` that are still to be sent.

    Each is claimed by a committed UPDATE before it is sent, and what became of those before is written in the same
    transaction. A letter has a claim of its own: a worker killed at any point leaves one of which nobody knows. While
    the server is quick, mails to staff are claimed a few at once, so that they share a commit (on SQLite an fsync):
    such a worker leaves a few that go again as the same mails.
    """
    with snapshot():
        messages = holding.without_held(claims.outgoing(ids, now=clock.now()))
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
    waiting, done, quick = messages, list[Done](), 0
    while waiting:
        if stopping.is_asked() or time.monotonic() > until:
            _leave(waiting)
            break
        progress.at(len(messages) - len(waiting))
        part = _first_of(waiting, TOGETHER if quick >= TOGETHER else 1)
        taken, begun = _claim(part, done, claimant), time.monotonic()
        done, left = _hand_over(adapter, taken, claimant)
        quick = quick + len(done) if time.monotonic() - begun <= QUICK_SECONDS * len(done) else 0
        if left:
            with unit_of_work():
                _settle_all(done, claimant)
                claims.give_back([message.id for message in left], claimant)
            done = []
        waiting = [*left, *waiting[len(part) :]]
    with unit_of_work():
        _settle_all(done, claimant)


def _first_of(waiting: list[Outgoing], most: int) -> list[Outgoing]:
    """What is claimed next: a few mails to staff, or one letter, or one digest, which is written when it is claimed."""
    few = list(takewhile(lambda message: not message.is_letter and message.kind != "digest", waiting[:most]))
    return few or waiting[:1]


def _claim(part: list[Outgoing], done: list[Done], claimant: str) -> list[tuple[Outgoing, Mail]]:
    """Settle what was handed over before, claim these in the same transaction, and say what each carries."""
    if len(part) > 1:
        return _claim_together(part, done, claimant)
    (message,) = part
    try:
        with unit_of_work():
            _settle_all(done, claimant)
            mail = _take(message, claimant)
    except BaseException:
        _set_aside(message, done, claimant)
        raise
    if isinstance(mail, Unsafe):
        _block(message, mail.reason)
    return [(message, mail)] if isinstance(mail, Mail) else []


def _claim_together(part: list[Outgoing], done: list[Done], claimant: str) -> list[tuple[Outgoing, Mail]]:
    mails = []
    for message in part:
        try:
            mails.append((message, staff_mail.compose(message)))
        except BaseException:
            _set_aside(message, done, claimant)
            raise
    with unit_of_work():
        _settle_all(done, claimant)
        taken = claims.claim_together([message.id for message in part], claimant, now=clock.now())
    return [(message, mail) for message, mail in mails if message.id in taken]


def _hand_over(
    adapter: Adapter, taken: list[tuple[Outgoing, Mail]], claimant: str
) -> tuple[list[Done], list[Outgoing]]:
    """What became of each, and those that are left because the server is slow or the worker has to stop: no claim
    outlives its lease while its worker is well."""
    done: list[Done] = []
    soon = time.monotonic() + MOST_SECONDS_TOGETHER / current_app.config["SENDING_PACE"]
    for number, (message, mail) in enumerate(taken):
        if number and (stopping.is_asked() or time.monotonic() > soon):
            return done, [left for left, _ in taken[number:]]
        try:
            done.append(Done(message, adapter.send(mail), adapter.name))
        except BaseException:
            with suppress(SQLAlchemyError), unit_of_work():
                _settle_all(done, claimant)
                claims.give_back([left.id for left, _ in taken[number + 1 :]], claimant)
            raise
    return done, []


def _set_aside(message: Outgoing, done: list[Done], claimant: str) -> None:
    """What became of the mail before is not lost with a message that cannot be prepared, and that message, which
    nobody has claimed, waits its turn like one that was not sent: it does not hold up those behind it again."""
    with suppress(SQLAlchemyError):
        with unit_of_work():
            _settle_all(done, claimant)
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


def _settle_all(done: list[Done], claimant: str) -> None:
    alike = [each for each in done if each.is_plain]
    if alike:
        ours = claims.mark_sent_together(
            [each.message.id for each in alike], claimant, alike[0].adapter, now=clock.now()
        )
        for each in alike:
            if each.message.id not in ours:
                log.warning("message_sent_after_it_was_taken_away", message=each.message.id)
    for each in done:
        if not each.is_plain:
            _settle(each, claimant)


def _settle(done: Done, claimant: str) -> None:
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
