"""Complaint reviews: how many were there and came in, and by which way each went out."""

from functools import partial

from casework.models import Case, ReviewDetail
from casework.statistics.measure import Measure
from casework.statistics.review_queries import NOT_DECIDED, NOT_PASSED_ON, NOT_WITHDRAWN, open_reviews, reviews

SECTION = "Complaint reviews"
_RECEIVED = ("issue", "priority", "district", "district_source", "channel", "investigating_body")
_DECIDED = ("finding", "issue", "district", "investigating_body")
_ELSEWHERE = ("investigating_body", "finding", "issue")

MEASURES = (
    Measure(
        code="reviews_open_at_start",
        section=SECTION,
        title="Reviews outstanding at the start",
        definition="Received before 1 April and not decided, passed on, withdrawn or closed before it.",
        unit="reviews",
        dated_by="the days of receipt and of the way out",
        query=partial(open_reviews, at_end=False),
    ),
    Measure(
        code="reviews_received",
        section=SECTION,
        title="Reviews received",
        definition="Applications received in the year, valid or not. One that was logged by mistake is none.",
        unit="reviews",
        dated_by="the day of receipt",
        query=reviews(Case.received_on),
        breakdowns=_RECEIVED,
    ),
    Measure(
        code="reviews_valid",
        section=SECTION,
        title="Reviews found valid",
        definition="Applications accepted as valid in the year. Not a part of those received in it.",
        unit="reviews",
        dated_by="the day of validity",
        query=reviews(ReviewDetail.valid_on),
    ),
    Measure(
        code="reviews_decided",
        section=SECTION,
        title="Reviews conducted by this office",
        definition="Reviews decided for the first time in the year, where this office is the review body. Invalid, "
        "withdrawn and passed-on applications are not among them, nor decisions of other bodies in an old register.",
        unit="reviews",
        dated_by="the day of the first decision",
        query=reviews(Case.decided_on, ReviewDetail.conducted_by_office.is_(True)),
        breakdowns=_DECIDED,
    ),
    Measure(
        code="reviews_decided_elsewhere",
        section=SECTION,
        title="Decided by other bodies (old registers)",
        definition="Records of an old register that another body decided in the year.",
        unit="reviews",
        dated_by="the day of the first decision",
        query=reviews(Case.decided_on, ReviewDetail.conducted_by_office.is_(False)),
        breakdowns=_ELSEWHERE,
    ),
    Measure(
        code="reviews_passed_to_iopc",
        section=SECTION,
        title="Passed to the IOPC",
        definition="Applications forwarded in the year and never decided here.",
        unit="reviews",
        dated_by="the day of forwarding",
        query=reviews(ReviewDetail.forwarded_on, NOT_DECIDED),
    ),
    Measure(
        code="reviews_withdrawn",
        section=SECTION,
        title="Withdrawn",
        definition="Applications withdrawn in the year and never decided or passed on.",
        unit="reviews",
        dated_by="the day of withdrawal",
        query=reviews(ReviewDetail.withdrawn_on, NOT_PASSED_ON),
    ),
    Measure(
        code="reviews_invalid",
        section=SECTION,
        title="Found invalid",
        definition="Applications closed for the first time in the year and found invalid, with the reason.",
        unit="reviews",
        dated_by="the day of the first closing",
        query=reviews(Case.first_closed_on, NOT_WITHDRAWN, ReviewDetail.validity == "invalid"),
        breakdowns=("invalid_reason",),
    ),
    Measure(
        code="reviews_closed_otherwise",
        section=SECTION,
        title="Closed without a decision",
        definition="Closed for the first time in the year, and neither decided, passed on, withdrawn nor found "
        "invalid: records of an old register that says no more.",
        unit="reviews",
        dated_by="the day of the first closing",
        query=reviews(Case.first_closed_on, NOT_WITHDRAWN, ReviewDetail.validity != "invalid"),
        breakdowns=("investigating_body",),
    ),
    Measure(
        code="reviews_open_at_end",
        section=SECTION,
        title="Reviews outstanding at the end",
        definition="Received by 31 March and not decided, passed on, withdrawn or closed by then.",
        unit="reviews",
        dated_by="the days of receipt and of the way out",
        query=partial(open_reviews, at_end=True),
    ),
)

BALANCE = (
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
)
