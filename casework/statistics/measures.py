"""Every figure of the annual counts: its words, its definition, its unit and where its date comes from.

`docs/counting.md` says the same for readers.
"""

from collections.abc import Mapping
from functools import partial

from casework.models import Case, Recommendation, ReviewDetail
from casework.statistics.measure import Measure
from casework.statistics.queries import (
    NOT_DECIDED,
    NOT_PASSED_ON,
    NOT_WITHDRAWN,
    enquiries,
    open_enquiries,
    open_reviews,
    people,
    recommendations,
    review_only_people,
    reviews,
)

PEOPLE, ENQUIRIES, REVIEWS, RECOMMENDATIONS = "People", "Enquiries", "Complaint reviews", "Recommendations"

_ALL = ("issue", "district", "channel")
_RECEIVED = (*_ALL, "investigating_body")
_DECIDED = ("finding", "issue", "district", "investigating_body")
_ELSEWHERE = ("investigating_body", "finding", "issue")


MEASURES: tuple[Measure, ...] = (
    Measure(
        code="people_contacted",
        section=PEOPLE,
        title="Members of the public who contacted the office and were answered",
        definition="Different people who contacted us in the year on an enquiry, where since the beginning of the year "
        "we contacted them on it, or it was acknowledged, replied to or closed. Organisations, anonymous contacts and "
        "people who only applied for a review are counted in lines of their own.",
        unit="people",
        dated_by="the day of a contact to us",
        query=partial(people, individuals=True, answered=True),
        record_kind="person",
        contacts_on="enquiry",
        stated_in_steps_of=10,
    ),
    Measure(
        code="people_not_answered",
        section=PEOPLE,
        title="Members of the public not answered yet",
        definition="Different people who contacted us in the year on an enquiry that, since the beginning of the year, "
        "we have not contacted them on, acknowledged, replied to or closed.",
        unit="people",
        dated_by="the day of a contact to us",
        query=partial(people, individuals=True, answered=False),
        record_kind="person",
        contacts_on="enquiry",
    ),
    Measure(
        code="organisations_contacted",
        section=PEOPLE,
        title="Organisations that contacted the office and were answered",
        definition="Different organisations that contacted us in the year on an enquiry, where since the beginning of "
        "the year we contacted them on it, or it was acknowledged, replied to or closed. Not a part of the "
        "number of members of the public.",
        unit="organisations",
        dated_by="the day of a contact to us",
        query=partial(people, individuals=False, answered=True),
        record_kind="person",
        contacts_on="enquiry",
    ),
    Measure(
        code="organisations_not_answered",
        section=PEOPLE,
        title="Organisations not answered yet",
        definition="Different organisations that contacted us in the year on an enquiry that, since the beginning of "
        "the year, we have not contacted them on, acknowledged, replied to or closed.",
        unit="organisations",
        dated_by="the day of a contact to us",
        query=partial(people, individuals=False, answered=False),
        record_kind="person",
        contacts_on="enquiry",
    ),
    Measure(
        code="review_only_people",
        section=PEOPLE,
        title="People who only applied for a review",
        definition="Different people and organisations that contacted us in the year on a complaint review and on no "
        "enquiry.",
        unit="people",
        dated_by="the day of a contact to us",
        query=review_only_people,
        record_kind="person",
        contacts_on="complaint_review",
    ),
    Measure(
        code="anonymous_enquiries",
        section=PEOPLE,
        title="Anonymous enquiries",
        definition="Enquiries received in the year without a named person, but for those from an old register.",
        unit="enquiries",
        dated_by="the day of receipt",
        query=enquiries(Case.received_on, Case.person_id.is_(None), Case.import_batch_id.is_(None)),
    ),
    Measure(
        code="enquiries_open_at_start",
        section=ENQUIRIES,
        title="Enquiries open at the start",
        definition="Received before 1 April and not closed before it.",
        unit="enquiries",
        dated_by="the days of receipt and of the first closing",
        query=partial(open_enquiries, at_end=False),
    ),
    Measure(
        code="enquiries_received",
        section=ENQUIRIES,
        title="Enquiries received",
        definition="Enquiries received in the year, from whomever.",
        unit="enquiries",
        dated_by="the day of receipt",
        query=enquiries(Case.received_on),
        breakdowns=_ALL,
    ),
    Measure(
        code="enquiries_closed",
        section=ENQUIRIES,
        title="Enquiries closed",
        definition="Enquiries closed for the first time in the year: replied to, signposted, made another case or "
        "closed otherwise. One that was reopened is not counted again.",
        unit="enquiries",
        dated_by="the day of the first closing",
        query=enquiries(Case.first_closed_on),
        breakdowns=_ALL,
    ),
    Measure(
        code="enquiries_open_at_end",
        section=ENQUIRIES,
        title="Enquiries open at the end",
        definition="Received by 31 March and not closed by then.",
        unit="enquiries",
        dated_by="the days of receipt and of the first closing",
        query=partial(open_enquiries, at_end=True),
    ),
    Measure(
        code="reviews_open_at_start",
        section=REVIEWS,
        title="Reviews outstanding at the start",
        definition="Received before 1 April and not decided, passed on, withdrawn or closed before it.",
        unit="reviews",
        dated_by="the days of receipt and of the way out",
        query=partial(open_reviews, at_end=False),
    ),
    Measure(
        code="reviews_received",
        section=REVIEWS,
        title="Reviews received",
        definition="Applications received in the year, valid or not.",
        unit="reviews",
        dated_by="the day of receipt",
        query=reviews(Case.received_on),
        breakdowns=_RECEIVED,
    ),
    Measure(
        code="reviews_valid",
        section=REVIEWS,
        title="Reviews found valid",
        definition="Applications accepted as valid in the year. Not a part of those received in it.",
        unit="reviews",
        dated_by="the day of validity",
        query=reviews(ReviewDetail.valid_on),
    ),
    Measure(
        code="reviews_decided",
        section=REVIEWS,
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
        section=REVIEWS,
        title="Decided by other bodies (old registers)",
        definition="Records of an old register that another body decided in the year.",
        unit="reviews",
        dated_by="the day of the first decision",
        query=reviews(Case.decided_on, ReviewDetail.conducted_by_office.is_(False)),
        breakdowns=_ELSEWHERE,
    ),
    Measure(
        code="reviews_passed_to_iopc",
        section=REVIEWS,
        title="Passed to the IOPC",
        definition="Applications forwarded in the year and never decided here.",
        unit="reviews",
        dated_by="the day of forwarding",
        query=reviews(ReviewDetail.forwarded_on, NOT_DECIDED),
    ),
    Measure(
        code="reviews_withdrawn",
        section=REVIEWS,
        title="Withdrawn",
        definition="Applications withdrawn in the year and never decided or passed on.",
        unit="reviews",
        dated_by="the day of withdrawal",
        query=reviews(ReviewDetail.withdrawn_on, NOT_PASSED_ON),
    ),
    Measure(
        code="reviews_invalid",
        section=REVIEWS,
        title="Found invalid",
        definition="Applications closed for the first time in the year and found invalid, with the reason.",
        unit="reviews",
        dated_by="the day of the first closing",
        query=reviews(Case.first_closed_on, NOT_WITHDRAWN, ReviewDetail.validity == "invalid"),
        breakdowns=("invalid_reason",),
    ),
    Measure(
        code="reviews_closed_otherwise",
        section=REVIEWS,
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
        section=REVIEWS,
        title="Reviews outstanding at the end",
        definition="Received by 31 March and not decided, passed on, withdrawn or closed by then.",
        unit="reviews",
        dated_by="the days of receipt and of the way out",
        query=partial(open_reviews, at_end=True),
    ),
    Measure(
        code="recommendations_made",
        section=RECOMMENDATIONS,
        title="Recommendations made",
        definition="Recommendations issued in the year.",
        unit="recommendations",
        dated_by="the day of issue",
        query=recommendations(Recommendation.issued_on),
        record_kind="recommendation",
        breakdowns=("rec_type",),
    ),
    Measure(
        code="recommendations_answered",
        section=RECOMMENDATIONS,
        title="Recommendations answered",
        definition="Recommendations that were answered in the year, whenever they were made.",
        unit="recommendations",
        dated_by="the day of the first answer",
        query=recommendations(Recommendation.responded_on),
        record_kind="recommendation",
        breakdowns=("response",),
    ),
)

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
"""What was there and came in equals what went out and is there (contract 3.5, point 3)."""
