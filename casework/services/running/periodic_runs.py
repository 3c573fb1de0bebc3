"""When each periodic job last began and ended, for the page of jobs and the health check: one row for each job."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from casework import clock
from casework.extensions import db
from casework.models import PeriodicRun


def begin(job: str) -> None:
    """Note that `job` (dotted path) begins now.

    How the run before ended stays until this one ends: a job that dies each time shows an end that grows older.
    Two workers may begin at the same moment, the first time too.
    """
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    now = clock.now()
    row = insert(PeriodicRun).values(job=job, began_at=now, figures={})
    db.session.execute(row.on_conflict_do_update(index_elements=["job"], set_={"began_at": now}))


def end(job: str, *, figures: Mapping[str, int] | None = None, problem: str | None = None) -> None:
    """Note that it ended now. `problem` is the name of the exception's class: its words may carry somebody's data."""
    values = {"ended_at": clock.now(), "figures": dict(figures or {}), "problem": problem}
    db.session.execute(update(PeriodicRun).where(PeriodicRun.job == job).values(**values))
