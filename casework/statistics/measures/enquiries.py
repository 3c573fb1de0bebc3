"""Enquiries: how many were there, came in, were closed and are left."""

from functools import partial

from sqlalchemy import select

from casework.models import Case, EnquiryDetail
from casework.statistics.measure import Measure
from casework.statistics.queries import AnySelect, cases, in_year, of_type, open_cases
from casework.statistics.years import ReportingYear

SECTION = "Enquiries"
ENQUIRY = "enquiry"
_BROKEN_DOWN_BY = ("issue", "district", "channel")
_RECEIVED = ("issue", "priority", "district", "district_source", "channel")


def replied(year: ReportingYear) -> AnySelect:
    """Enquiries with the first reply in the year."""
    answered = select(EnquiryDetail.case_id).where(in_year(EnquiryDetail.replied_on, year))
    return of_type(ENQUIRY).where(Case.id.in_(answered))


MEASURES = (
    Measure(
        code="enquiries_open_at_start",
        section=SECTION,
        title="Enquiries open at the start",
        definition="Received before 1 April and not closed before it.",
        unit="enquiries",
        dated_by="the days of receipt and of the first closing",
        query=partial(open_cases, case_type=ENQUIRY, at_end=False),
    ),
    Measure(
        code="enquiries_received",
        section=SECTION,
        title="Enquiries received",
        definition="Enquiries received in the year, from whomever.",
        unit="enquiries",
        dated_by="the day of receipt",
        query=cases(ENQUIRY, Case.received_on),
        breakdowns=_RECEIVED,
    ),
    Measure(
        code="enquiries_replied",
        section=SECTION,
        title="Enquiries replied to",
        definition="Enquiries replied to for the first time in the year, whether they are closed yet or not.",
        unit="enquiries",
        dated_by="the day of the first reply",
        query=replied,
        breakdowns=_BROKEN_DOWN_BY,
    ),
    Measure(
        code="enquiries_closed",
        section=SECTION,
        title="Enquiries closed",
        definition="Enquiries closed for the first time in the year: replied to and then quiet for 20 working days, "
        "signposted, closed without a reply or made another case. One that was reopened is not counted again, and a "
        "closing that a manager undid as a mistake was none.",
        unit="enquiries",
        dated_by="the day of the first closing",
        query=cases(ENQUIRY, Case.first_closed_on),
        breakdowns=_BROKEN_DOWN_BY,
    ),
    Measure(
        code="enquiries_open_at_end",
        section=SECTION,
        title="Enquiries open at the end",
        definition="Received by 31 March and not closed by then.",
        unit="enquiries",
        dated_by="the days of receipt and of the first closing",
        query=partial(open_cases, case_type=ENQUIRY, at_end=True),
    ),
)

BALANCE = (("enquiries_open_at_start", "enquiries_received"), ("enquiries_closed", "enquiries_open_at_end"))
