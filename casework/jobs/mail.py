"""The job that sends a batch of messages over one connection."""

from uuid import uuid4

import structlog
from flask import current_app

from casework import clock, outbox
from casework.extensions import db
from casework.jobs import stopping
from casework.jobs.progress import Progress
from casework.jobs.staff_mail import compose
from casework.sending.adapter import Adapter, Outcome, Result, Unreachable
from casework.sending.choose import choose
from casework.services import sending
from casework.services.messages import SEND_JOB
from casework.services.sending import Letter
from casework.transaction import unit_of_work

log = structlog.get_logger(__name__)


def send(*ids: int) -> None:
    """Send those of `ids` that are still to be sent.

    Each is claimed by one committed UPDATE before it is sent. What became of the one before is written in the
    same transaction as the next claim, so that a letter costs one commit (one fsync on SQLite) instead of two,
    while never more than one letter is under way: a worker killed at any point leaves one uncertain message.
    """
    with unit_of_work():
        letters = sending.letters(ids, now=clock.now())
    if not letters:
        return
    with choose(current_app.config) as mailer:
        try:
            mailer.open()
        except Unreachable as problem:
            _postpone(letters, str(problem))
            return
        _send_each(mailer, letters)


def _send_each(mailer: Adapter, letters: list[Letter]) -> None:
    claimant, progress = uuid4().hex, Progress(len(letters))
    done: tuple[Letter, Result] | None = None
    for number, letter in enumerate(letters):
        if stopping.is_asked():
            _leave(letters[number:])
            break
        progress.at(number)
        with unit_of_work():
            if done is not None:
                _settle(*done, claimant=claimant)
            claimed = sending.claim(letter.id, claimant, now=clock.now())
        done = (letter, mailer.send(compose(letter))) if claimed else None
    if done is not None:
        with unit_of_work():
            _settle(*done, claimant=claimant)


def _leave(letters: list[Letter]) -> None:
    """Offer the rest, which nobody has claimed, to the next worker at once: the sweep would a minute later."""
    log.info("batch_left_to_the_next_worker", messages=len(letters))
    with unit_of_work():
        outbox.after_commit(db.session, "mail", SEND_JOB, *(letter.id for letter in letters))


def _settle(letter: Letter, result: Result, *, claimant: str) -> None:
    now = clock.now()
    if result.outcome is Outcome.SENT:
        sending.mark_sent(letter, claimant, now=now)
        return
    log.warning("message_not_sent", message=letter.id, outcome=result.outcome.value, attempts=letter.attempts + 1)
    if result.outcome is Outcome.REFUSED:
        sending.mark_failed(letter, claimant, result.reason)
    else:
        uncertain = result.outcome is Outcome.UNCERTAIN
        sending.put_back(letter, claimant, result.reason, uncertain=uncertain, now=now, pace=_pace())


def _postpone(letters: list[Letter], reason: str) -> None:
    log.warning("mail_server_unreachable", messages=len(letters))
    with unit_of_work():
        sending.postpone([letter.id for letter in letters], reason, now=clock.now(), pace=_pace())


def _pace() -> sending.Pace:
    return sending.PACE.faster(current_app.config["SENDING_PACE"])
