"""The queries behind the figures of reviews. A review counts by one way out alone, so that the parts add up."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from casework.models import Case, ReviewDetail
from casework.statistics.queries import AnySelect, Query, in_year, of_type
from casework.statistics.years import ReportingYear

REVIEW = "complaint_review"
NOT_DECIDED = Case.decided_on.is_(None)
NOT_PASSED_ON = and_(NOT_DECIDED, ReviewDetail.forwarded_on.is_(None))
NOT_WITHDRAWN = and_(NOT_PASSED_ON, ReviewDetail.withdrawn_on.is_(None))


def reviews(column: Any, *conditions: ColumnElement[bool]) -> Query:
    """Reviews whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return _reviews().where(in_year(column, year), *conditions)

    return query


def open_reviews(year: ReportingYear, *, at_end: bool) -> AnySelect:
    """Received before a day and not dealt with before it."""
    day = year.end if at_end else year.first
    dealt_with_on = _dealt_with_on()
    not_dealt_with = or_(dealt_with_on.is_(None), dealt_with_on >= day)
    return _reviews().where(Case.received_on < day, not_dealt_with)


def _dealt_with_on() -> ColumnElement[dt.date | None]:
    """A review counts by one way out, the first of these that is recorded, so that the parts add up."""
    return func.coalesce(Case.decided_on, ReviewDetail.forwarded_on, ReviewDetail.withdrawn_on, Case.first_closed_on)


def _reviews() -> AnySelect:
    return of_type(REVIEW).join(ReviewDetail, ReviewDetail.case_id == Case.id)
