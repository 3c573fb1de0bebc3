"""Every figure of the annual counts: its words, its definition, its unit, and the query of the records behind it.

Counted from dated facts that the single writers keep, never from the current state. A change of a definition raises
`DEFINITIONS_VERSION`; a published run keeps the version that it was made with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from casework.models import Case, Contact, EnquiryDetail, Person, Recommendation, ReviewDetail
from casework.statistics.years import ReportingYear

DEFINITIONS_VERSION = "2026-11"

AnySelect = Select[*tuple[Any, ...]]
Query = Callable[[ReportingYear], AnySelect]
CASE_BREAKDOWNS: Mapping[str, Any] = {"issue": Case.issue, "district": Case.district, "channel": Case.channel}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`breakdowns` name the columns of the query after the record id; each also names the list of its labels."""

    code: str
    title: str
    definition: str
    unit: str
    record_kind: Literal["case", "person", "recommendation"]
    query: Query
    breakdowns: tuple[str, ...] = ()
    section: str = ""


def _in_year(column: Any, year: ReportingYear) -> ColumnElement[bool]:
    return and_(column >= year.first, column < year.end)


def _cases(case_type: str, *breakdowns: Any) -> AnySelect:
    return select(Case.id, *breakdowns).where(Case.case_type == case_type)


def _enquiries(*conditions: Any) -> AnySelect:
    return _cases("enquiry", *CASE_BREAKDOWNS.values()).where(*conditions).order_by(Case.id)


def _reviews(breakdowns: tuple[Any, ...], *conditions: Any) -> AnySelect:
    query = _cases("complaint_review", *breakdowns).join(ReviewDetail, ReviewDetail.case_id == Case.id)
    return query.where(*conditions).order_by(Case.id)


def _contacts(case_type: str, year: ReportingYear) -> AnySelect:
    """The people with an inbound contact in the year on a case of this type."""
    return (
        select(Contact.person_id)
        .join(Case, Case.id == Contact.case_id)
        .where(Case.case_type == case_type, Contact.direction == "in", _in_year(Contact.happened_on, year))
    )


def _was_answered() -> ColumnElement[bool]:
    """One outbound contact, or a disposal recorded on one of the person's enquiries (contract 3.5, point 2)."""
    sent = exists().where(Contact.person_id == Person.id, Contact.direction == "out")
    other = aliased(Case)
    disposed = (
        select(other.id)
        .outerjoin(EnquiryDetail, EnquiryDetail.case_id == other.id)
        .where(
            other.person_id == Person.id,
            other.case_type == "enquiry",
            or_(
                other.first_closed_on.is_not(None),
                EnquiryDetail.acknowledged_on.is_not(None),
                EnquiryDetail.replied_on.is_not(None),
            ),
        )
    )
    return or_(sent, disposed.exists())


def _people(year: ReportingYear, *, kind: str, answered: bool) -> AnySelect:
    condition = _was_answered() if answered else ~_was_answered()
    query = select(Person.id).where(Person.kind == kind, Person.id.in_(_contacts("enquiry", year)), condition)
    return query.order_by(Person.id)


def _review_only_people(year: ReportingYear) -> AnySelect:
    in_reviews, in_enquiries = _contacts("complaint_review", year), _contacts("enquiry", year)
    enquirers = in_enquiries.where(Contact.person_id.is_not(None))
    return select(Person.id).where(Person.id.in_(in_reviews), Person.id.not_in(enquirers)).order_by(Person.id)


_DISPOSED_ON = func.coalesce(
    Case.decided_on, ReviewDetail.forwarded_on, ReviewDetail.withdrawn_on, Case.first_closed_on
)
"""The day on which a review was first dealt with, whichever way; each review has one way of it."""
_UNDECIDED = Case.decided_on.is_(None)
_NOT_PASSED = and_(_UNDECIDED, ReviewDetail.forwarded_on.is_(None))
_NOT_WITHDRAWN = and_(_NOT_PASSED, ReviewDetail.withdrawn_on.is_(None))
_BY_KIND = (Case.issue, Case.district, Case.channel, ReviewDetail.investigating_body)
_BY_FINDING = (ReviewDetail.finding, Case.issue, Case.district, ReviewDetail.investigating_body)


def _open_enquiries(day: Any) -> Query:
    def query(year: ReportingYear) -> AnySelect:
        at = day(year)
        closed_later = or_(Case.first_closed_on.is_(None), Case.first_closed_on >= at)
        return _cases("enquiry").where(Case.received_on < at, closed_later).order_by(Case.id)

    return query


def _open_reviews(day: Any) -> Query:
    def query(year: ReportingYear) -> AnySelect:
        at = day(year)
        return _reviews((), Case.received_on < at, or_(_DISPOSED_ON.is_(None), _DISPOSED_ON >= at))

    return query


PEOPLE, ENQUIRIES, REVIEWS, RECOMMENDATIONS = "People", "Enquiries", "Complaint reviews", "Recommendations"

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="people_contacted", section=PEOPLE, unit="people", record_kind="person",
        title="Members of the public who contacted the office and were answered",
        definition="Different people with at least one contact to us in the year on an enquiry, who got at least one "
        "contact from us or whose enquiry was acknowledged, replied to or closed. Organisations, anonymous contacts and "
        "people who only applied for a review are counted in lines of their own.",
        query=lambda year: _people(year, kind="individual", answered=True),
    ),
    Measure(
        code="people_not_answered", section=PEOPLE, unit="people", record_kind="person",
        title="Members of the public not answered yet",
        definition="As above, but without any contact from us and with no enquiry acknowledged, replied to or closed.",
        query=lambda year: _people(year, kind="individual", answered=False),
    ),
    Measure(
        code="organisations_contacted", section=PEOPLE, unit="organisations", record_kind="person",
        title="Organisations that contacted the office and were answered",
        definition="As the first line, for organisations. Not part of the number of members of the public.",
        query=lambda year: _people(year, kind="organisation", answered=True),
    ),
    Measure(
        code="review_only_people", section=PEOPLE, unit="people", record_kind="person",
        title="People who only applied for a review",
        definition="Different people with a contact to us in the year on a complaint review and none on an enquiry.",
        query=_review_only_people,
    ),
    Measure(
        code="anonymous_enquiries", section=PEOPLE, unit="enquiries", record_kind="case",
        title="Anonymous enquiries",
        definition="Enquiries received in the year without a named person.",
        query=lambda year: _cases("enquiry").where(Case.person_id.is_(None), _in_year(Case.received_on, year)),
    ),
    Measure(
        code="enquiries_open_at_start", section=ENQUIRIES, unit="enquiries", record_kind="case",
        title="Enquiries open at the start", definition="Received before 1 April and not closed before it.",
        query=_open_enquiries(lambda year: year.first),
    ),
    Measure(
        code="enquiries_received", section=ENQUIRIES, unit="enquiries", record_kind="case", title="Enquiries received",
        definition="Enquiries by the day they were received.", breakdowns=tuple(CASE_BREAKDOWNS),
        query=lambda year: _enquiries(_in_year(Case.received_on, year)),
    ),
    Measure(
        code="enquiries_closed", section=ENQUIRIES, unit="enquiries", record_kind="case", title="Enquiries closed",
        definition="Enquiries by the day they were first closed, whether replied to, signposted or made another case.",
        breakdowns=tuple(CASE_BREAKDOWNS), query=lambda year: _enquiries(_in_year(Case.first_closed_on, year)),
    ),
    Measure(
        code="enquiries_open_at_end", section=ENQUIRIES, unit="enquiries", record_kind="case",
        title="Enquiries open at the end", definition="Received by 31 March and not closed by then.",
        query=_open_enquiries(lambda year: year.end),
    ),
    Measure(
        code="reviews_open_at_start", section=REVIEWS, unit="reviews", record_kind="case",
        title="Reviews outstanding at the start",
        definition="Received before 1 April and not decided, passed on, withdrawn or closed before it.",
        query=_open_reviews(lambda year: year.first),
    ),
    Measure(
        code="reviews_received", section=REVIEWS, unit="reviews", record_kind="case", title="Reviews received",
        definition="Applications by the day they were received, valid or not.",
        breakdowns=("issue", "district", "channel", "investigating_body"),
        query=lambda year: _reviews(_BY_KIND, _in_year(Case.received_on, year)),
    ),
    Measure(
        code="reviews_valid", section=REVIEWS, unit="reviews", record_kind="case", title="Reviews found valid",
        definition="Applications by the day they were accepted as valid. Not a part of those received in the year.",
        query=lambda year: _reviews((), _in_year(ReviewDetail.valid_on, year)),
    ),
    Measure(
        code="reviews_decided", section=REVIEWS, unit="reviews", record_kind="case",
        title="Reviews conducted by this office",
        definition="Reviews by the day of their first decision, where this office is the review body. Invalid, withdrawn "
        "and passed-on applications are not among them, nor are decisions of other bodies in an old register.",
        breakdowns=("finding", "issue", "district", "investigating_body"),
        query=lambda year: _reviews(_BY_FINDING, _in_year(Case.decided_on, year), ReviewDetail.conducted_by_office),
    ),
    Measure(
        code="reviews_decided_elsewhere", section=REVIEWS, unit="reviews", record_kind="case",
        title="Decided by other bodies (old registers)",
        definition="Imported records by the day of their first decision, where another body decided.",
        breakdowns=("investigating_body", "finding", "issue"),
        query=lambda year: _reviews(
            (ReviewDetail.investigating_body, ReviewDetail.finding, Case.issue),
            _in_year(Case.decided_on, year),
            ReviewDetail.conducted_by_office.is_(false()),
        ),
    ),
    Measure(
        code="reviews_passed_to_iopc", section=REVIEWS, unit="reviews", record_kind="case",
        title="Passed to the IOPC", definition="Applications by the day they were forwarded, if not decided before.",
        query=lambda year: _reviews((), _in_year(ReviewDetail.forwarded_on, year), _UNDECIDED),
    ),
    Measure(
        code="reviews_withdrawn", section=REVIEWS, unit="reviews", record_kind="case", title="Withdrawn",
        definition="Applications by the day of their withdrawal, if not decided or passed on before.",
        query=lambda year: _reviews((), _in_year(ReviewDetail.withdrawn_on, year), _NOT_PASSED),
    ),
    Measure(
        code="reviews_invalid", section=REVIEWS, unit="reviews", record_kind="case", title="Found invalid",
        definition="Applications by the day they were first closed as invalid, with the reason.",
        breakdowns=("invalid_reason",),
        query=lambda year: _reviews(
            (ReviewDetail.invalid_reason,),
            ReviewDetail.validity == "invalid",
            _NOT_WITHDRAWN,
            _in_year(Case.first_closed_on, year),
        ),
    ),
    Measure(
        code="reviews_closed_otherwise", section=REVIEWS, unit="reviews", record_kind="case",
        title="Closed without a decision",
        definition="Records by the day they were first closed that were neither decided, passed on, withdrawn nor "
        "found invalid: imported ones whose register says no more.",
        breakdowns=("investigating_body",),
        query=lambda year: _reviews(
            (ReviewDetail.investigating_body,),
            ReviewDetail.validity != "invalid",
            _NOT_WITHDRAWN,
            _in_year(Case.first_closed_on, year),
        ),
    ),
    Measure(
        code="reviews_open_at_end", section=REVIEWS, unit="reviews", record_kind="case",
        title="Reviews outstanding at the end",
        definition="Received by 31 March and not decided, passed on, withdrawn or closed by then.",
        query=_open_reviews(lambda year: year.end),
    ),
    Measure(
        code="recommendations_made", section=RECOMMENDATIONS, unit="recommendations", record_kind="recommendation",
        title="Recommendations made", definition="Recommendations by the day they were issued.", breakdowns=("rec_type",),
        query=lambda year: select(Recommendation.id, Recommendation.rec_type)
        .where(_in_year(Recommendation.issued_on, year)).order_by(Recommendation.id),
    ),
    Measure(
        code="recommendations_answered", section=RECOMMENDATIONS, unit="recommendations", record_kind="recommendation",
        title="Recommendations answered", definition="Recommendations by the day of the force's answer.",
        breakdowns=("response",),
        query=lambda year: select(Recommendation.id, Recommendation.response)
        .where(_in_year(Recommendation.responded_on, year)).order_by(Recommendation.id),
    ),
)  # fmt: skip

BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}

BALANCES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("enquiries_open_at_start", "enquiries_received"), ("enquiries_closed", "enquiries_open_at_end")),
    (
        ("reviews_open_at_start", "reviews_received"),
        (
            "reviews_decided",
            "reviews_decided_elsewhere",
            "reviews_passed_to_iopc",
            "reviews_withdrawn",
            "reviews_invalid",
            "reviews_closed_otherwise",
            "reviews_open_at_end",
        ),
    ),
)
"""What came in and was there equals what went out and is there (contract 3.5, point 3)."""
