"""Is it well? What is wrong, as sentences that say what to do. What the queue knows comes in from outside.

The facts are gathered in `casework/pages/running/jobs.py`, for the page of jobs and for `casework health` alike.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select

from casework import clock
from casework.extensions import db
from casework.models import Message
from casework.services.documents import virus_checks
from casework.words import plural
from workflows.calendars import written

OLD_KEYS = "An older version wrote {}, so that not everything is found. Run “casework setup” again."
SCANNER_AWAY = (
    "Files wait to be checked for viruses, and nobody can open them. "
    "Look whether the scanner runs where CLAMAV_URL says."
)
MESSAGE_TOO_OLD = dt.timedelta(hours=1)
"""How long a mail may wait for being sent before somebody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """`alarm_length`: so many waiting jobs are too many."""

    name: str
    waiting: int
    failed: int
    workers: int
    alarm_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicFacts:
    """`problem` is the class of the exception that ended the last run. Both times are empty before the first run."""

    title: str
    queue: str
    began_at: dt.datetime | None
    ended_at: dt.datetime | None
    problem: str | None
    too_old_after: dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """E-mail that is to be sent: since when the oldest waits, and how many a person has to look at.

    `uncertain` are letters to the public that may have arrived: they are never sent again by themselves.
    """

    waiting_since: dt.datetime | None
    failed: int
    uncertain: int


def mail_facts(now: dt.datetime) -> MailFacts:
    """A message for later does not wait yet, and a letter for the post waits for a person."""
    tried = Message.attempts > 0
    is_uncertain = Message.state == "uncertain"
    is_waiting = and_(
        or_(Message.state == "pending", and_(is_uncertain, Message.letter_id.is_(None))),
        Message.channel == "email",
        or_(tried, Message.next_attempt_at <= now),
    )
    since = select(func.min(case((tried, Message.created_at), else_=Message.next_attempt_at))).where(is_waiting)
    failed = select(func.count()).where(Message.state == "failed")
    uncertain = select(func.count()).where(is_uncertain, Message.letter_id.is_not(None))
    return MailFacts(
        waiting_since=db.session.scalar(since),
        failed=db.session.scalar(failed) or 0,
        uncertain=db.session.scalar(uncertain) or 0,
    )


def troubles(
    *,
    queues: Sequence[QueueFacts] | None,
    periodic: Sequence[PeriodicFacts],
    mail: MailFacts,
    old_keys: Sequence[str] = (),
    now: dt.datetime,
) -> list[str]:
    """What is wrong, the most urgent first; nothing when all is well. `queues` is None while Redis is down; `old_keys`:
    titles of what is kept of an older version.

    docs/operations.md says for each sentence what to look at.
    """
    found = list(_of_queues(queues))
    if queues is not None:  # without a queue nothing periodic can run: one sentence is enough
        found += _of_periodic(periodic, now)
    found += _of_mail(mail, now)
    return found + [OLD_KEYS.format(title) for title in old_keys]


def _of_queues(queues: Sequence[QueueFacts] | None) -> Iterator[str]:
    if queues is None:
        yield "The queue's server cannot be reached. Start Redis again; what is due is sent once it answers."
        return
    for queue in queues:
        if not queue.workers:
            yield f"No worker is on the queue {queue.name}. Start “casework worker {queue.name}”."
        if queue.waiting >= queue.alarm_length:
            yield (
                f"The queue {queue.name} has {queue.waiting:,} jobs waiting (alarm at {queue.alarm_length:,}). "
                f"Start one more “casework worker {queue.name}”."
            )
        if queue.failed:
            jobs = plural(queue.failed, "job has", "jobs have")
            yield f"{jobs} failed on the queue {queue.name}. The page Jobs says why, and tries again."


def _of_periodic(periodic: Sequence[PeriodicFacts], now: dt.datetime) -> Iterator[str]:
    late = [each for each in periodic if each.ended_at is None or now - each.ended_at > each.too_old_after]
    # what runs once a night is not late for long after the scheduler has stopped
    often = [each for each in periodic if each.too_old_after == min(one.too_old_after for one in periodic)]
    if periodic and all(each in late for each in often):
        ended = [each.ended_at for each in often if each.ended_at is not None]
        last = f"since {_moment(max(ended))}" if ended else "yet"
        yield f"The scheduler has not run {last}. Start “casework scheduler”, and a worker on each queue."
        return
    for each in late:
        last = f"since {_moment(each.ended_at)}" if each.ended_at else "yet"
        yield f"“{each.title}” has not ended {last}. Look whether a worker on the queue {each.queue} is alive."
    for each in periodic:
        if each.problem:
            yield f"“{each.title}” was stopped by a problem ({each.problem}). The worker's log says where."


def _of_mail(mail: MailFacts, now: dt.datetime) -> Iterator[str]:
    if mail.waiting_since is not None and now - mail.waiting_since > MESSAGE_TOO_OLD:
        yield (
            f"The oldest message that is to be sent waits since {_moment(mail.waiting_since)}. "
            "Look whether the mail server answers."
        )
    if mail.failed:
        were = plural(mail.failed, "message")
        yield f"{were} could not be sent. A manager sends again or gives up, on the page Reminders and letters."
    if mail.uncertain:
        letters = plural(mail.uncertain, "letter")
        yield f"{letters} may or may not have arrived. Whoever has the task finds out, and says so on the case."


def of_scanner(now: dt.datetime) -> list[str]:
    """Of the virus scanner, where one is set."""
    return [SCANNER_AWAY] if virus_checks.is_held_up(now) else []


def _moment(instant: dt.datetime) -> str:
    local = clock.local(instant)
    return f"{written(local)}, {local:%-I:%M%p}".replace("AM", "am").replace("PM", "pm")
