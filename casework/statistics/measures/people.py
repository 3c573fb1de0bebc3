"""Whoever contacted the office: members of the public, organisations, anonymous contacts."""

from functools import partial

from casework.models import Case
from casework.statistics.measure import Measure
from casework.statistics.queries import cases, is_anonymous, people, people_of_one_type

SECTION = "People"
ENQUIRY, REVIEW = "enquiry", "complaint_review"
"""The two types that the figures of people rest on (contract 3.7, points 1 and 5)."""
ANSWERED = (
    "on an enquiry, where since the beginning of the year we spoke or wrote to them or their representative on it, or "
    "it was acknowledged, replied to or closed."
)
NOT_ANSWERED = (
    "on an enquiry on which, since the beginning of the year, we have not spoken or written to them or their "
    "representative, and which we have not acknowledged, replied to or closed."
)

MEASURES = (
    Measure(
        code="people_contacted",
        section=SECTION,
        title="Members of the public who contacted the office and were answered",
        definition=f"Different people who contacted us in the year {ANSWERED} Organisations, anonymous contacts and "
        "people who only applied for a review are counted in lines of their own.",
        unit="people",
        dated_by="the day of a contact to us",
        query=partial(people, case_type=ENQUIRY, individuals=True, answered=True),
        record_kind="person",
        contacts_on=ENQUIRY,
        stated_in_steps_of=10,
    ),
    Measure(
        code="people_not_answered",
        section=SECTION,
        title="Members of the public not answered yet",
        definition=f"Different people who contacted us in the year {NOT_ANSWERED}",
        unit="people",
        dated_by="the day of a contact to us",
        query=partial(people, case_type=ENQUIRY, individuals=True, answered=False),
        record_kind="person",
        contacts_on=ENQUIRY,
    ),
    Measure(
        code="organisations_contacted",
        section=SECTION,
        title="Organisations that contacted the office and were answered",
        definition=f"Different organisations that contacted us in the year {ANSWERED} Not a part of the number of "
        "members of the public.",
        unit="organisations",
        dated_by="the day of a contact to us",
        query=partial(people, case_type=ENQUIRY, individuals=False, answered=True),
        record_kind="person",
        contacts_on=ENQUIRY,
    ),
    Measure(
        code="organisations_not_answered",
        section=SECTION,
        title="Organisations not answered yet",
        definition=f"Different organisations that contacted us in the year {NOT_ANSWERED}",
        unit="organisations",
        dated_by="the day of a contact to us",
        query=partial(people, case_type=ENQUIRY, individuals=False, answered=False),
        record_kind="person",
        contacts_on=ENQUIRY,
    ),
    Measure(
        code="review_only_people",
        section=SECTION,
        title="People who only applied for a review",
        definition="Different people and organisations that contacted us in the year on a complaint review and on no "
        "enquiry.",
        unit="people",
        dated_by="the day of a contact to us",
        query=partial(people_of_one_type, case_type=REVIEW, not_of=ENQUIRY),
        record_kind="person",
        contacts_on=REVIEW,
    ),
    Measure(
        code="anonymous_enquiries",
        section=SECTION,
        title="Anonymous enquiries",
        definition="Enquiries received in the year without a named person, but for those from an old register.",
        unit="enquiries",
        dated_by="the day of receipt",
        query=cases(ENQUIRY, Case.received_on, is_anonymous(), Case.import_batch_id.is_(None)),
    ),
)
