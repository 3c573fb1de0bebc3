"""How long somebody waits for their turn to write; those who read are never kept waiting by those who write."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

SHORT_SECONDS = 0.5
BETWEEN_TRIES_SECONDS = 0.002
"""Of the one writer of a process whose turn it is, while another process writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """`seconds` for a lock that another holds. `most_waiting`: so many writers of one process wait at once; None where
    nobody reads in it."""

    seconds: float
    most_waiting: int | None = None

    @property
    def milliseconds(self) -> int:
        return int(self.seconds * 1000)


OF_THE_WEB = Patience(seconds=2.5, most_waiting=3)
"""A web process has four threads (docs/operations.md): one is left for those who read. A person whose save has waited
for longer than this gets what they typed back, and tries again."""
OF_COMMANDS = Patience(seconds=10)


@dataclass(slots=True)
class Writers:
    """Those of one process that wait for SQLite, which has one writer at a time: who came first writes first.

    Left to itself SQLite lets whoever asks next go before those who sleep between two tries.
    """

    patience: Patience
    now: Callable[[], float] = time.monotonic
    """Seconds."""
    _queue: deque[float] = field(default_factory=deque)
    """When each came."""
    _moved: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, begin: Callable[[], bool]) -> bool:
        """Call `begin` until it says that a transaction is open, in the order of coming. False: it took too long."""
        with self._moved:
            came, until = self.now(), self.now() + self.seconds_for_the_next()
            while came in self._queue:  # two within one tick of the clock
                came = math.nextafter(came, math.inf)
            self._queue.append(came)
        try:
            return self._is_first(came, until) and self._try(begin, until)
        finally:
            with self._moved:
                self._queue.remove(came)
                self._moved.notify_all()

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def seconds_for_the_next(self) -> float:
        """How long whoever comes now may wait. Where as many wait already as may, shortly, and not at all once those
        have waited for a while: then something holds up everybody."""
        most = self.patience.most_waiting
        if most is None or self.waiting < most:
            return self.patience.seconds
        return 0 if self.now() - self._queue[0] > SHORT_SECONDS else SHORT_SECONDS

    def _is_first(self, came: float, until: float) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: self._queue[0] == came, timeout=until - self.now())

    def _try(self, begin: Callable[[], bool], until: float) -> bool:
        while not begin():
            if self.now() >= until:
                return False
            time.sleep(BETWEEN_TRIES_SECONDS)
        return True
