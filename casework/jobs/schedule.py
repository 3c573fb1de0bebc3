"""What runs periodically, in one table. Each job is marked `@periodic` (jobs/periodic.py), which keeps its last run."""

from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """A job without arguments, every so many seconds.

    `title` is what people read. A last run that is older than `too_old_after` seconds is an alarm.
    """

    queue: str
    job: str
    every: int
    title: str
    too_old_after: int = 300


SCHEDULE = (
    Periodic(queue="sweep", job="casework.jobs.sweep.remind", every=60, title="Write and offer reminders"),
    Periodic(queue="sweep", job="casework.jobs.sweep.close_quiet", every=60, title="Close quiet cases"),
    Periodic(queue="sweep", job="casework.jobs.sweep.send_receipts", every=60, title="Send receipts that waited"),
    Periodic(queue="sweep", job="casework.jobs.sweep.offer_counts", every=60, title="Offer unfinished counts again"),
    Periodic(
        queue="sweep", job="casework.jobs.searching.catch_up", every=60, title="Find what was written past Casework"
    ),
    Periodic(
        queue="sweep", job="casework.jobs.searching.offer_documents", every=60, title="Offer documents to be read"
    ),
    Periodic(queue="sweep", job="casework.jobs.bank_holidays.follow", every=60, title="Follow the bank holidays"),
    Periodic(
        queue="sweep",
        job="casework.jobs.sweep.forget_old_sign_ins",
        every=60,
        title="Forget who signed in over 90 days ago",
    ),
    Periodic(
        queue="sweep", job="casework.jobs.stored_files.tidy", every=60, title="Remove uploads that were never finished"
    ),
    Periodic(
        queue="sweep",
        job="casework.jobs.stored_files.offer_to_scanner",
        every=60,
        title="Offer files to the virus scanner",
    ),
    Periodic(queue="sweep", job="casework.jobs.incoming.collect", every=60, title="Fetch mail that came in"),
    Periodic(
        queue="counts",
        job="casework.jobs.doubles.compare",
        every=DAY,
        title="Look for people who may be recorded twice",
        too_old_after=2 * DAY,
    ),
)
