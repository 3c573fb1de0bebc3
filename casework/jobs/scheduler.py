"""Starts the periodic work. However many schedulers run, one is active; another takes over within a minute.

The lock in Redis only saves work. Were two active for a moment, their jobs would carry the same ids, and the
jobs themselves may run at any time: the database decides what is due.
"""

import signal
import threading
import time
from collections.abc import Sequence

import structlog
from flask import current_app
from redis import Redis
from redis.exceptions import LockError, RedisError
from redis.lock import Lock

from casework import clock, outbox
from casework.jobs.schedule import SCHEDULE, Periodic
from casework.queue_connection import connection

log = structlog.get_logger(__name__)
LOCK = "casework:scheduler"
LOCK_SECONDS = 30
TICK_SECONDS = 2.0
FASTEST_TICK = 8
"""Times: however fast the pace, a tick is a quarter of a second, half of what the lock lasts at a pace of 60."""


class Scheduler:
    """`tick` is called again and again; it does nothing while another scheduler is active."""

    def __init__(self, redis: Redis, *, schedule: Sequence[Periodic] = SCHEDULE, pace: int = 1) -> None:
        self.is_active = False
        self.is_cut_off = False
        self._lock = Lock(redis, LOCK, timeout=LOCK_SECONDS / pace, thread_local=False)
        self._schedule = schedule
        self._pace = pace
        self._offered: dict[str, int] = {}

    def tick(self) -> None:
        """Take or keep the lock, and offer what is due. A queue that is down is said once, and tried again."""
        try:
            self._keep_lock()
            if self.is_active:
                self._offer_due()
                outbox.release_retries()
        except (RedisError, OSError) as problem:
            self._note_cut_off(type(problem).__name__)
            return
        if self.is_cut_off:
            self.is_cut_off = False
            log.info("queue_reached_again")

    def stop(self) -> None:
        """Let another scheduler take over at once."""
        try:
            if self.is_active:
                self._lock.release()
        except (RedisError, OSError):
            log.info("scheduler_lock_left_to_expire")
        self.is_active = False

    def _keep_lock(self) -> None:
        if self.is_active:
            try:
                self._lock.reacquire()
            except LockError:
                self.is_active = False
                log.warning("scheduler_lost_its_lock")
        if not self.is_active and self._lock.acquire(blocking=False):
            self.is_active = True
            log.info("scheduler_active")

    def _offer_due(self) -> None:
        now = int(clock.now().timestamp() * self._pace)
        for periodic in self._schedule:
            bucket = now // periodic.every
            if self._offered.get(periodic.job) != bucket:
                outbox.offer(periodic.queue, periodic.job, bucket=str(bucket))
                self._offered[periodic.job] = bucket

    def _note_cut_off(self, problem: str) -> None:
        self.is_active = False
        if not self.is_cut_off:
            self.is_cut_off = True
            log.warning("queue_unreachable", problem=problem)


def run() -> None:
    """Until told to stop. Needs an application context."""
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    pace = current_app.config["SENDING_PACE"]
    scheduler = Scheduler(connection(), pace=pace)
    log.info("scheduler_started", office=current_app.config["OFFICE_NAME"])
    while not stopping.wait(_until_next_tick(TICK_SECONDS / min(pace, FASTEST_TICK))):
        scheduler.tick()
    scheduler.stop()


def _until_next_tick(every: float) -> float:
    """Seconds, so that ticks of all schedulers fall onto the same beat."""
    return every - time.monotonic() % every
