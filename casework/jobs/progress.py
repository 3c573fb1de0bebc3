"""How far a long job has come, for the page of jobs: two numbers in the job's own entry in the queue."""

import time
from contextlib import suppress

from redis.exceptions import RedisError
from rq import get_current_job

SECONDS_BETWEEN = 1.0


class Progress:
    """Of `total` steps. Tells the queue once a second at most; outside of a worker it tells nobody."""

    def __init__(self, total: int) -> None:
        self._job = get_current_job()
        self._total = total
        self._next = 0.0
        self.at(0)

    def at(self, done: int) -> None:
        """So many steps are done. A queue that is down is no reason to stop the work."""
        if self._job is None or (time.monotonic() < self._next and done < self._total):
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        self._job.meta.update(done=done, total=self._total)
        with suppress(RedisError, OSError):
            self._job.save_meta()
