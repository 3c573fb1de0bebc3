"""An RQ worker on one queue, each job in its own process, application context and session.

One queue each: a worker that listens to two loses jobs when it is killed (ADR 0002). The time to live and the
maintenance interval are short, because RQ's defaults take minutes to notice a dead worker.

SIGTERM lets the job in hand come to an orderly end (`jobs/stopping.py`); a second one, or SIGKILL, does not.
"""

import os
import signal
import time
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from casework.extensions import db
from casework.jobs import (
    bank_holidays,
    counts,
    documents,
    doubles,
    incoming,
    mail,
    searching,
    settling,
    stopping,
    stored_files,
    sweep,
)
from casework.log import what_happened
from casework.queues import QUEUES

log = structlog.get_logger(__name__)
JOBS = (
    bank_holidays,
    counts,
    documents,
    doubles,
    incoming,
    mail,
    searching,
    settling,
    stored_files,
    sweep,
)
"""Imported before the fork: each job would otherwise take them anew."""
WORKER_TTL_SECONDS = 60
MAINTENANCE_SECONDS = 60
PAUSE_SECONDS = 1.0


class CaseworkWorker(Worker):
    """Gives each job what a request would have."""

    app: Flask

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Entry point of the forked process: the parent's database connections are not ours to use."""
        with self.app.app_context():
            db.engine.dispose(close=False)
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue) -> bool:
        structlog.contextvars.bind_contextvars(job=job.id)
        if job.meta:  # of an earlier try
            job.meta.clear()
            job.save_meta()
        with self.app.app_context():
            return super().perform_job(job, queue)

    def setup_work_horse_signals(self) -> None:
        """SIGTERM asks the job to stop instead of killing it, also where it came just before the fork."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTERM, stopping.ask)
        if self._stop_requested:
            stopping.ask()

    def handle_warm_shutdown_request(self) -> None:
        """Pass the request on to the process of the job in hand."""
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log what stopped the job, and where, without the words of the exception: they may carry somebody's data."""
        problem = exc_info[1]
        log.error("job_failed", queue=job.origin, function=job.func_name, **what_happened(problem))
        job.meta["problem"] = type(problem).__name__
        with suppress(RedisError, OSError):
            job.save_meta()

    def handle_job_failure(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: StartedJobRegistry | None = None,
        exc_string: str = "",  # noqa: ARG002 - is what must not be kept
    ) -> None:
        """Keep the traceback out of the queue's server, for the same reason."""
        super().handle_job_failure(job, queue, started_job_registry)


def make_worker(app: Flask, queue: str, redis: Redis) -> CaseworkWorker:
    """A worker on `queue`. Raises `ValueError` where there is no such queue."""
    if queue not in QUEUES:
        raise ValueError(f"There is no queue called {queue}. Choose one of {', '.join(QUEUES)}.")
    worker = CaseworkWorker(
        [Queue(queue, connection=redis, serializer=JSONSerializer)],
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )
    worker.app = app
    return worker


def run(queue: str) -> None:
    """Work until told to stop. Needs an application context."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    redis = Redis.from_url(app.config["REDIS_URL"])
    try:
        worker = make_worker(app, queue, redis)
    except ValueError as problem:
        raise SystemExit(str(problem)) from None
    _wait_for(redis)
    worker.work(logging_level="WARNING")


def _wait_for(redis: Redis) -> None:
    """Once it has begun a worker outlives a queue server that is down; it needs one to begin."""
    said = False
    while True:
        try:
            redis.ping()
        except (RedisError, OSError) as problem:
            if not said:
                log.warning("queue_unreachable", problem=type(problem).__name__)
                said = True
            time.sleep(PAUSE_SECONDS)
        else:
            return
