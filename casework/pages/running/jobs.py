"""What the workers do: queues, running and failed jobs, the periodic table, and whether all is well.

A job carries ids alone, and so this page shows how many there are, never whom they concern. Reading changes nothing
in the queue; the one door to it is `casework/outbox.py`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import select

from casework import clock
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.jobs.schedule import SCHEDULE, Periodic
from casework.models import PeriodicRun
from casework.pages.running import saving
from casework.queue_connection import connection
from casework.queues import QUEUES
from casework.services.record import identity
from casework.services.running import health, kept_keys
from casework.services.running.health import PeriodicFacts, QueueFacts
from casework.words import plural

MOST_LISTED = 50
TRIAL = (
    "Nothing is sent: this is the demonstration, and its mail stays on this machine. Set SMTP_URL to a mailbox here, "
    "or begin with an empty database."
)
HIDDEN_PROXY = (
    "This page came by a server in front that is not counted, so everybody shares its address and its limit of wrong "
    "passwords. Set TRUSTED_PROXIES to the number of such servers, and start the web servers again."
)
JOB_LABELS: Mapping[str, tuple[str, str]] = {
    "casework.jobs.mail.send": ("Send mail", "message"),
    "casework.jobs.settling.settle": ("Find out what became of letters", "letter"),
    "casework.jobs.settling.follow_up": ("Ask whether letters arrived", "letter"),
    "casework.jobs.counts.compute": ("Compute the annual counts", "year"),
    "casework.jobs.documents.make": ("Make the documents of letters", "letter"),
    "casework.jobs.stored_files.scan": ("Check files for viruses", "file"),
    "casework.jobs.searching.read_documents": ("Read what documents say", "document"),
}
"""What a job does, and what one of its ids stands for."""
REASONS: Mapping[str, str] = {
    "": "The worker stopped while it was doing this",
    "JobTimeoutException": "It took longer than the queue allows",
    "OperationalError": "The database could not be used",
    "InterfaceError": "The database could not be used",
    "ConnectionError": "The queue's server could not be reached",
    "TimeoutError": "A server did not answer in time",
    "IntegrityError": "The database refused what was to be written",
    "OSError": "A file or a server could not be used",
}
OTHER_REASON = "The program met something that it does not know. The worker's log says where"
QUEUE_DOWN = "The queue's server cannot be reached just now. Try again once it answers."


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    name: str
    purpose: str
    waiting: int
    running: int
    pausing: int
    """Failed, and to be tried again after a pause."""
    failed: int
    workers: int
    alarm_length: int

    @property
    def is_too_long(self) -> bool:
        return self.waiting >= self.alarm_length


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """`done` of `total` steps, where the job says so."""

    id: str
    queue: str
    what: str
    since: dt.datetime | None
    done: int | None
    total: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicRow:
    """`took` in seconds; None while the job runs, or where its last run never ended."""

    title: str
    every: int
    began_at: dt.datetime | None
    took: float | None
    next_at: dt.datetime | None
    problem: str | None
    figures: Mapping[str, int]
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`queues` is None while the queue's server cannot be reached; the jobs are empty then."""

    troubles: Sequence[str]
    queues: Sequence[QueueRow] | None
    running: Sequence[JobRow]
    failed: Sequence[JobRow]
    periodic: Sequence[PeriodicRow]


def find() -> Page:
    """The page, whether the queue's server answers or not."""
    now, runs = clock.now(), _runs()
    queues, running, failed = _ask_queue()
    return Page(
        troubles=_office() + _in_front() + _troubles(queues, runs, now),
        queues=queues,
        running=running,
        failed=failed,
        periodic=[_to_periodic(each, runs.get(each.job), now) for each in SCHEDULE],
    )


def find_troubles() -> list[str]:
    """What is wrong, for `casework health`."""
    return _office() + _troubles(_ask_queue()[0], _runs(), clock.now())


def find_failed(queue: str, job_id: str) -> JobRow:
    """Raises `NotFound`, and `Conflict` while the queue's server is down."""
    if queue not in QUEUES:
        raise NotFound
    try:
        redis = connection()
        registry = FailedJobRegistry(queue, connection=redis, serializer=JSONSerializer)
        if job_id not in registry.get_job_ids(cleanup=False):
            raise NotFound("That job is not on the list of failed jobs any more.")
        for row in _jobs(redis, queue, [job_id]):
            return row
    except (RedisError, OSError):
        raise Conflict(QUEUE_DOWN) from None
    raise NotFound("That job is not on the list of failed jobs any more.")


def queue_answers() -> bool:
    try:
        return bool(connection().ping())
    except (RedisError, OSError):
        return False


def reason(problem: str) -> str:
    """A sentence for the class of the exception; "" is a worker that was killed."""
    words = REASONS.get(problem, OTHER_REASON)
    return f"{words} ({problem})." if problem else f"{words}."


def what(function: str, amount: int) -> str:
    """ "Send mail, 200 messages": what a job does, and to how many."""
    periodic = next((each.title for each in SCHEDULE if each.job == function), None)
    label, noun = JOB_LABELS.get(
        function, (periodic or function.rsplit(".", 1)[-1].replace("_", " ").capitalize(), "id")
    )
    return f"{label}, {plural(amount, noun)}" if amount else label


def _ask_queue() -> tuple[list[QueueRow] | None, list[JobRow], list[JobRow]]:
    """The queues, and the jobs that run and that failed. No queues when the server cannot be reached."""
    try:
        redis = connection()
        queues = [_to_queue(redis, name) for name in QUEUES]
        running = [row for name in QUEUES for row in _jobs(redis, name, _started(redis, name))]
        failed = [row for name in QUEUES for row in _jobs(redis, name, _failed(redis, name))]
    except (RedisError, OSError):
        return None, [], []
    return queues, running, failed


def _to_queue(redis: Redis, name: str) -> QueueRow:
    queue = Queue(name, connection=redis, serializer=JSONSerializer)
    return QueueRow(
        name=name,
        purpose=QUEUES[name].purpose,
        waiting=len(queue),
        running=StartedJobRegistry(queue=queue).get_job_count(cleanup=False),
        pausing=ScheduledJobRegistry(queue=queue).get_job_count(cleanup=False),
        failed=FailedJobRegistry(queue=queue).get_job_count(cleanup=False),
        workers=len(Worker.all(queue=queue, serializer=JSONSerializer)),
        alarm_length=QUEUES[name].alarm_length,
    )


def _started(redis: Redis, name: str) -> list[str]:
    return StartedJobRegistry(name, connection=redis, serializer=JSONSerializer).get_job_ids(
        0, MOST_LISTED - 1, False, False
    )


def _failed(redis: Redis, name: str) -> list[str]:
    """The newest first."""
    return FailedJobRegistry(name, connection=redis, serializer=JSONSerializer).get_job_ids(
        0, MOST_LISTED - 1, True, False
    )


def _jobs(redis: Redis, queue: str, ids: Sequence[str]) -> Iterator[JobRow]:
    """Those of `ids` that are still there."""
    for job in Job.fetch_many(ids, connection=redis, serializer=JSONSerializer):
        if job is not None:
            done, total = job.meta.get("done"), job.meta.get("total")
            yield JobRow(
                id=job.id,
                queue=queue,
                what=what(job.func_name or "", len(job.args)),
                since=max(filter(None, (job.started_at, job.ended_at)), default=None),  # an earlier try ended
                done=done,
                total=total,
                reason=reason(str(job.meta.get("problem", ""))),
            )


def _runs() -> dict[str, PeriodicRun]:
    return {run.job: run for run in db.session.scalars(select(PeriodicRun))}


def _to_periodic(each: Periodic, run: PeriodicRun | None, now: dt.datetime) -> PeriodicRow:
    began = run.began_at if run else None
    ended = run.ended_at if run and run.has_ended else None
    return PeriodicRow(
        title=each.title,
        every=each.every,
        began_at=began,
        took=(ended - began).total_seconds() if began and ended else None,
        next_at=dt.datetime.fromtimestamp((int(now.timestamp()) // each.every + 1) * each.every, dt.UTC),
        problem=reason(run.problem) if run and run.problem else None,
        figures=run.figures if run else {},
        is_late=run is None or run.ended_at is None or now - run.ended_at > dt.timedelta(seconds=each.too_old_after),
    )


def _office() -> list[str]:
    """Why nothing is saved or sent at all, where that is so."""
    trial = TRIAL if identity.is_trial() and not current_app.config["MAIL_STAYS_HERE"] else None
    full = None if saving.is_possible() else saving.NOTHING_CAN_BE_SAVED
    return [sentence for sentence in (full, trial, identity.problem()) if sentence]


def _in_front() -> list[str]:
    """A web server alone can tell, by the request that it answers."""
    return [HIDDEN_PROXY] if current_app.extensions["hidden_proxy"]() else []


def _troubles(queues: Sequence[QueueRow] | None, runs: Mapping[str, PeriodicRun], now: dt.datetime) -> list[str]:
    periodic = [(each, runs.get(each.job)) for each in SCHEDULE]
    return health.troubles(
        queues=None
        if queues is None
        else [
            QueueFacts(
                name=row.name,
                waiting=row.waiting,
                failed=row.failed,
                workers=row.workers,
                alarm_length=row.alarm_length,
            )
            for row in queues
        ],
        periodic=[
            PeriodicFacts(
                title=each.title,
                queue=each.queue,
                began_at=run.began_at if run else None,
                ended_at=run.ended_at if run else None,
                problem=run.problem if run else None,
                too_old_after=dt.timedelta(seconds=each.too_old_after),
            )
            for each, run in periodic
        ],
        mail=health.mail_facts(now),
        old_keys=[kind.title for kind in kept_keys.behind()],
        now=now,
    ) + health.of_scanner(now)
