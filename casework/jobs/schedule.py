"""What runs periodically, in one table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """A job without arguments, every so many seconds."""

    queue: str
    job: str
    every: int


SCHEDULE = (
    Periodic(queue="sweep", job="casework.jobs.sweep.remind", every=60),
    Periodic(queue="sweep", job="casework.jobs.sweep.close_quiet", every=60),
    Periodic(queue="sweep", job="casework.jobs.sweep.offer_counts", every=60),
)
