"""The one door to the queue: jobs wait here until the transaction has been committed.

A job carries ids alone. When the queue cannot be reached nothing is lost: every job works from rows in the
database, and the sweep re-offers what is due once the queue is back.
"""

from typing import Any
from zlib import crc32

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session, scoped_session

from casework.jobs.queues import QUEUES, connection

log = structlog.get_logger(__name__)
AnySession = Session | scoped_session[Any]


def after_commit(session: AnySession, queue: str, job: str, *ids: int, bucket: str = "") -> None:
    """Ask for `job` (dotted path) with `ids` once this transaction is committed.

    `bucket` makes the job unique within it, e.g. a time bucket, so that a stuck job never blocks a later one.
    """
    if queue not in QUEUES:
        raise ValueError(f"There is no queue called {queue}.")
    session.info.setdefault("outbox", []).append((queue, job, ids, bucket))


def deliver(session: AnySession) -> bool:
    """Hand over what was asked for. False when the queue could not be reached."""
    waiting = session.info.pop("outbox", [])
    if not waiting:
        return True
    try:
        redis = connection()
        for queue, job, ids, bucket in waiting:
            _enqueue(redis, queue, job, ids, bucket)
    except (RedisError, OSError) as problem:
        log.warning("queue_unreachable", jobs=len(waiting), problem=type(problem).__name__)
        return False
    return True


def offer(queue: str, job: str, *ids: int, bucket: str = "") -> None:
    """Enqueue from a sweep, whose rows are committed already. Raises RedisError."""
    _enqueue(connection(), queue, job, ids, bucket)


def _enqueue(redis: Redis, queue: str, job: str, ids: tuple[int, ...], bucket: str) -> None:
    settings = QUEUES[queue]
    try:
        Queue(queue, connection=redis, serializer=JSONSerializer).enqueue_call(
            job,
            args=ids,
            job_id=_job_id(job, ids, bucket) if bucket else None,
            unique=bool(bucket),
            timeout=settings.timeout,
            result_ttl=settings.result_ttl,
            failure_ttl=604_800,
        )
    except DuplicateJobError:
        log.debug("job_offered_already", queue=queue, bucket=bucket)


def _job_id(job: str, ids: tuple[int, ...], bucket: str) -> str:
    """A batch of many ids is known by a checksum of them."""
    named = "-".join(map(str, ids)) if len(ids) <= 3 else f"{len(ids)}-{crc32(repr(ids).encode()):08x}"
    return "-".join(filter(None, [job.rsplit(".", 1)[-1], named, bucket]))
