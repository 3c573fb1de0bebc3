"""Whoever contacted the office: members of the public, organisations, anonymous contacts."""

from functools import partial

from casework.models import Case
from casework.statistics.measure import Measure
from casework.statistics.queries import enquiries, people, review_only_people

SECTION = "People"

MEASURES = (
    Measure(
        code="people_contacted",
        section=SECTION,
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
        section=SECTION,
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
        section=SECTION,
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
        section=SECTION,
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
        section=SECTION,
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
        section=SECTION,
        title="Anonymous enquiries",
        definition="Enquiries received in the year without a named person, but for those from an old register.",
        unit="enquiries",
        dated_by="the day of receipt",
        query=enquiries(Case.received_on, Case.person_id.is_(None), Case.import_batch_id.is_(None)),
    ),
)
