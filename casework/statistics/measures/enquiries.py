"""Enquiries: how many were there, came in, were closed and are left."""

from functools import partial

from casework.models import Case
from casework.statistics.measure import Measure
from casework.statistics.queries import cases, open_cases

SECTION = "Enquiries"
ENQUIRY = "enquiry"
_BROKEN_DOWN_BY = ("issue", "district", "channel")

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
        breakdowns=_BROKEN_DOWN_BY,
    ),
    Measure(
        code="enquiries_closed",
        section=SECTION,
        title="Enquiries closed",
        definition="Enquiries closed for the first time in the year: replied to, signposted, made another case or "
        "closed otherwise. One that was reopened is not counted again.",
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
