"""The job that computes a year's counts. It may be run any number of times: a run that has ended is left alone.

A job that was killed leaves its run unfinished; the sweep offers it again and it is computed from the start.
"""

from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import SQLAlchemyError

from casework.jobs.progress import Progress
from casework.statistics import runs
from casework.statistics.measures import MEASURES
from casework.statistics.years import ReportingYear
from casework.transaction import beside, snapshot, unit_of_work


def compute(run_id: int) -> None:
    """Count in one consistent reading, which keeps nobody waiting, and write in one short transaction."""
    with unit_of_work():
        year = runs.begin(run_id)
    if year is None:
        return
    try:
        made = _count(run_id, year)
        with unit_of_work():
            runs.finish(run_id, made)
    except SQLAlchemyError as problem:
        _fail(run_id, f"The database could not be used ({type(problem).__name__}). Ask for the counts again.")
        raise
    except JobTimeoutException:
        _fail(run_id, "Counting took too long and was stopped. Ask again at a quieter time.")
        raise


def _count(run_id: int, year: ReportingYear) -> list[runs.Figure]:
    made: list[runs.Figure] = []
    progress = Progress(len(MEASURES))
    with snapshot():
        for done, measure in enumerate(MEASURES, start=1):
            made += runs.figures(measure, year)
            with beside() as connection:
                runs.show_progress(run_id, done, connection=connection)
            progress.at(done)
    return made


def _fail(run_id: int, reason: str) -> None:
    with unit_of_work():
        runs.fail(run_id, reason)
