"""How long somebody waits for their turn to write; those who read are never kept waiting by those who write."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SHORT_SECONDS = 0.5


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
    """Those of one process that wait for SQLite, which has one writer at a time."""

    patience: Patience
    now: Callable[[], float] = time.monotonic
    """Seconds."""
    _since: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, begin: Callable[[int], None]) -> None:
        """Call `begin` with the milliseconds that it may wait. Where as many wait already as may, whoever comes next
        waits shortly, and not at all once those have waited for a while: then something holds up everybody."""
        with self._lock:
            now = self.now()
            milliseconds = self._allowed(now)
            self._since.append(now)
        try:
            begin(milliseconds)
        finally:
            with self._lock:
                self._since.remove(now)

    def _allowed(self, now: float) -> int:
        most = self.patience.most_waiting
        if most is None or len(self._since) < most:
            return self.patience.milliseconds
        return 0 if now - min(self._since) > SHORT_SECONDS else int(SHORT_SECONDS * 1000)
