"""What the open health page asks. Whether all is well is said in `pages/running/jobs.py`, to those who may know."""

from casework.pages.running import jobs, saving


def database_serves() -> bool:
    """Whether it answers and takes what is saved: without the second nobody can work here."""
    return saving.is_possible()


def queue_answers() -> bool:
    return jobs.queue_answers()
