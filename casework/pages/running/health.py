"""What the open health page asks. Whether all is well is said in `pages/running/jobs.py`, to those who may know."""

from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from casework.extensions import db
from casework.pages.running import jobs


def database_answers() -> bool:
    try:
        return db.session.scalar(select(literal(1))) == 1
    except SQLAlchemyError:
        return False


def queue_answers() -> bool:
    return jobs.queue_answers()
