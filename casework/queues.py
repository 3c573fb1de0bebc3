"""The queues, in one table.

One queue per worker process: a worker that listens to two loses jobs when it is killed (ADR 0002).
"""

from collections.abc import Mapping
from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """Times in seconds. `retry_pauses` has one entry for each retry of a job that failed or whose worker died; none
    where the sweep offers the work again anyway. `alarm_length`: so many waiting jobs are too many."""

    purpose: str
    timeout: int
    result_ttl: int
    alarm_length: int
    retry_pauses: tuple[int, ...] = ()
    failure_ttl: int = 7 * DAY


QUEUES: Mapping[str, QueueSettings] = {
    "mail": QueueSettings(
        purpose="sends mail to staff and to the public",
        timeout=300,
        result_ttl=300,
        alarm_length=200,
        retry_pauses=(5, 30),
    ),
    "sweep": QueueSettings(
        purpose="finds what is due and offers it again",
        timeout=300,
        result_ttl=300,
        alarm_length=30,
        failure_ttl=DAY // 24,  # a job that fails each minute would fill the list; the periodic table keeps the last
    ),
    "counts": QueueSettings(
        purpose="computes counts, reads documents so that they are found, and has files checked for viruses",
        timeout=1800,
        result_ttl=3600,
        alarm_length=10,
        retry_pauses=(10, 60),
    ),
}
