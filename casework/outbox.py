"""The one door to the queue: jobs wait here until the transaction has been committed.

A job carries ids alone. When the queue cannot be reached nothing is lost: every job works from rows in the
database, and the sweep re-offers what is due once the queue is back.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from zlib import crc32

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session, scoped_session

from casework.queue_connection import connection
from casework.queues import QUEUES

log = structlog.get_logger(__name__)
AnySession = Session | scoped_session[Any]


def after_commit(session: AnySession, queue: str, job: str, *ids: int, bucket: str = "") -> None:
    """Ask for `job` (dotted path) with `ids` once this transaction is committed.

    `bucket` makes the job unique within it, e.g. a time bucket, so that a stuck job never blocks a later one.
    """
    _wait(session, queue, partial(_enqueue, queue=queue, job=job, ids=ids, bucket=bucket))


def retry_after_commit(session: AnySession, queue: str, job_id: str) -> None:
    """Put a failed job back onto its queue once this transaction is committed. One that is gone stays gone."""
    _wait(session, queue, partial(_retry, queue=queue, job_id=job_id))


def dismiss_after_commit(session: AnySession, queue: str, job_id: str) -> None:
    """Take a failed job off the list once this transaction is committed."""
    _wait(session, queue, partial(_dismiss, queue=queue, job_id=job_id))


def deliver(session: AnySession) -> bool:
    """Hand over what was asked for. False when the queue could not be reached."""
    waiting: list[Callable[[Redis], None]] = session.info.pop("outbox", [])
    if not waiting:
        return True
    try:
        redis = connection()
        for hand_over in waiting:
            hand_over(redis)
    except (RedisError, OSError) as problem:
        log.warning("queue_unreachable", jobs=len(waiting), problem=type(problem).__name__)
        return False
    return True


def forget(session: AnySession) -> None:
    """Drop what was asked for in a transaction that was rolled back."""
    session.info.pop("outbox", None)


def asked_for(session: AnySession) -> int:
    """How much waits for the commit."""
    return len(session.info.get("outbox", ()))


def forget_after(session: AnySession, number: int) -> None:
    """Drop what was asked for since so much waited: in a part of the transaction that was taken back."""
    del session.info.get("outbox", [])[number:]


def offer(queue: str, job: str, *ids: int, bucket: str = "") -> None:
    """Enqueue from a sweep, whose rows are committed already. Raises RedisError."""
    _enqueue(connection(), queue=queue, job=job, ids=ids, bucket=bucket)


def release_retries() -> int:
    """Put the jobs whose pause before a retry is over back onto their queues. Raises RedisError.

    RQ would start one more process for each worker to do this; our scheduler does it for all. Whoever takes a job
    off the list of pauses puts it back, so that two schedulers release it once.
    """
    redis, released = connection(), 0
    for name in QUEUES:
        queue = Queue(name, connection=redis, serializer=JSONSerializer)
        pauses = ScheduledJobRegistry(queue=queue)
        for job_id in pauses.get_jobs_to_schedule():
            if not redis.zrem(pauses.key, job_id):
                continue
            try:
                queue.enqueue_job(Job.fetch(job_id, connection=redis, serializer=JSONSerializer))
            except NoSuchJobError:
                log.info("job_gone_before_its_retry", queue=name, job=job_id)
            else:
                released += 1
    return released


def _wait(session: AnySession, queue: str, hand_over: Callable[[Redis], None]) -> None:
    if queue not in QUEUES:
        raise ValueError(f"There is no queue called {queue}.")
    session.info.setdefault("outbox", []).append(hand_over)


def _enqueue(redis: Redis, *, queue: str, job: str, ids: tuple[int, ...], bucket: str) -> None:
    settings = QUEUES[queue]
    pauses = settings.retry_pauses
    try:
        Queue(queue, connection=redis, serializer=JSONSerializer).enqueue_call(
            job,
            args=ids,
            job_id=_job_id(job, ids, bucket) if bucket else None,
            unique=bool(bucket),
            timeout=settings.timeout,
            result_ttl=settings.result_ttl,
            failure_ttl=settings.failure_ttl,
            retry=Retry(max=len(pauses), interval=list(pauses)) if pauses else None,
        )
    except DuplicateJobError:
        log.debug("job_offered_already", queue=queue, bucket=bucket)


def _retry(redis: Redis, *, queue: str, job_id: str) -> None:
    try:
        _failed(redis, queue).requeue(job_id)
    except (NoSuchJobError, InvalidJobOperation):
        log.info("failed_job_gone", queue=queue, job=job_id)


def _dismiss(redis: Redis, *, queue: str, job_id: str) -> None:
    with suppress(NoSuchJobError):
        _failed(redis, queue).remove(job_id, delete_job=True)


def _failed(redis: Redis, queue: str) -> FailedJobRegistry:
    return FailedJobRegistry(queue, connection=redis, serializer=JSONSerializer)


def _job_id(job: str, ids: tuple[int, ...], bucket: str) -> str:
    """A batch of many ids is known by a checksum of them."""
    named = "-".join(map(str, ids)) if len(ids) <= 3 else f"{len(ids)}-{crc32(repr(ids).encode()):08x}"
    return "-".join(filter(None, [job.rsplit(".", 1)[-1], named, bucket]))
