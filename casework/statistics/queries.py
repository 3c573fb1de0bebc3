"""The queries behind the measures: each selects the ids of the records that count.

All of them rest on recorded dates, never on the state that a case is in today. A period is half-open in local dates.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, except_, func, or_, select, union

from casework.models import Case, Contact, EnquiryDetail, Person, Recommendation, ReviewDetail
from casework.statistics.years import ReportingYear

AnySelect = Select[*tuple[Any, ...]]
Query = Callable[[ReportingYear], AnySelect]

COLUMNS: dict[str, Any] = {
    "issue": Case.issue,
    "district": Case.district,
    "channel": Case.channel,
    "investigating_body": ReviewDetail.investigating_body,
    "finding": ReviewDetail.finding,
    "invalid_reason": ReviewDetail.invalid_reason,
    "rec_type": Recommendation.rec_type,
    "response": Recommendation.response,
}
"""What figures can be broken down by; each name is also that of the list of labels."""

NOT_DECIDED = Case.decided_on.is_(None)
NOT_PASSED_ON = and_(NOT_DECIDED, ReviewDetail.forwarded_on.is_(None))
NOT_WITHDRAWN = and_(NOT_PASSED_ON, ReviewDetail.withdrawn_on.is_(None))


def in_year(column: Any, year: ReportingYear) -> ColumnElement[bool]:
    return and_(column >= year.first, column < year.end)


def enquiries(column: Any, *conditions: ColumnElement[bool]) -> Query:
    """Enquiries whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return _cases("enquiry").where(in_year(column, year), *conditions)

    return query


def reviews(column: Any, *conditions: ColumnElement[bool]) -> Query:
    """Reviews whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return _reviews().where(in_year(column, year), *conditions)

    return query


def recommendations(column: Any) -> Query:
    """Recommendations whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return select(Recommendation.id).where(in_year(column, year)).order_by(Recommendation.id)

    return query


def open_enquiries(year: ReportingYear, *, at_end: bool) -> AnySelect:
    """Received before a day and not closed for the first time before it."""
    day = year.end if at_end else year.first
    not_closed = or_(Case.first_closed_on.is_(None), Case.first_closed_on >= day)
    return _cases("enquiry").where(Case.received_on < day, not_closed)


def open_reviews(year: ReportingYear, *, at_end: bool) -> AnySelect:
    """Received before a day and not dealt with before it."""
    day = year.end if at_end else year.first
    dealt_with_on = _dealt_with_on()
    not_dealt_with = or_(dealt_with_on.is_(None), dealt_with_on >= day)
    return _reviews().where(Case.received_on < day, not_dealt_with)


def people(year: ReportingYear, *, individuals: bool, answered: bool) -> AnySelect:
    """Whoever contacted us in the year on an enquiry, by whether one of these enquiries was answered (N1)."""
    kind = Person.kind == "individual" if individuals else Person.kind != "individual"
    in_touch = contacts(year, "enquiry")
    with_answer = in_touch.where(Contact.case_id.in_(_answered_cases(year)))
    chosen = with_answer if answered else except_(in_touch, with_answer)
    return select(Person.id).where(kind, Person.id.in_(chosen)).order_by(Person.id)


def review_only_people(year: ReportingYear) -> AnySelect:
    in_reviews, in_enquiries = contacts(year, "complaint_review"), contacts(year, "enquiry")
    return select(Person.id).where(Person.id.in_(except_(in_reviews, in_enquiries))).order_by(Person.id)


def contacts(year: ReportingYear, case_type: str) -> AnySelect:
    """The person of each contact to us in the year on a case of this type."""
    return (
        select(Contact.person_id)
        .join(Case, Case.id == Contact.case_id)
        .where(Case.case_type == case_type, is_from_somebody(year))
    )


def is_from_somebody(year: ReportingYear) -> ColumnElement[bool]:
    """A contact to us in the year from a person who is known."""
    return and_(Contact.direction == "in", Contact.person_id.is_not(None), in_year(Contact.happened_on, year))


def _answered_cases(year: ReportingYear) -> CompoundSelect[int]:
    """Something sent or a disposal recorded since the year began (contract 3.5, point 2). Three plain lists joined
    into one set, because no database plans a choice of three look-ups per contact well."""
    detail = EnquiryDetail
    sent = select(Contact.case_id).where(Contact.direction == "out", Contact.happened_on >= year.first)
    told = select(detail.case_id).where(or_(detail.acknowledged_on >= year.first, detail.replied_on >= year.first))
    closed = select(Case.id).where(Case.case_type == "enquiry", Case.first_closed_on >= year.first)
    return union(sent, told, closed)


def _dealt_with_on() -> ColumnElement[dt.date | None]:
    """A review counts by one way out, the first of these that is recorded, so that the parts add up."""
    return func.coalesce(Case.decided_on, ReviewDetail.forwarded_on, ReviewDetail.withdrawn_on, Case.first_closed_on)


def _cases(case_type: str) -> AnySelect:
    return select(Case.id).where(Case.case_type == case_type).order_by(Case.id)


def _reviews() -> AnySelect:
    return _cases("complaint_review").join(ReviewDetail, ReviewDetail.case_id == Case.id)
