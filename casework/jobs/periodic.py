"""The mark of a periodic job: its last run is kept, whatever becomes of it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from casework.extensions import db
from casework.services.running import periodic_runs
from casework.transaction import unit_of_work

Figures = Mapping[str, int]
"""What a run did, e.g. {"messages": 200}: words that people read, and amounts. Nothing else."""
F = TypeVar("F", bound=Figures | None)


def periodic(job: Callable[[], F]) -> Callable[[], F]:
    """Keep when `job` began, when it ended, its figures, and the class of the exception that stopped it.

    Beginning and ending are transactions of their own, so that a run that dies shows as one that never ended.
    """
    name = f"{job.__module__}.{job.__qualname__}"

    @wraps(job)
    def run() -> F:
        _note(lambda: periodic_runs.begin(name))
        try:
            figures = job()
        except BaseException as problem:
            kind = type(problem).__name__
            with suppress(SQLAlchemyError):  # a database that cannot be reached is what stopped it
                _note(lambda: periodic_runs.end(name, problem=kind))
            raise
        _note(lambda: periodic_runs.end(name, figures=figures))
        return figures

    return run


def _note(write: Callable[[], None]) -> None:
    db.session.rollback()
    with unit_of_work():
        write()
