"""The days of a case in their order: what a corrected day would contradict."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.case_types import CASE_TYPES
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact, Letter
from casework.services.corrections import steps_made
from workflows.calendars import spoken

LATER: Mapping[str, str] = {
    "acknowledged_on": "it was acknowledged",
    "valid_on": "it was found valid",
    "parties_notified_on": "everybody concerned was told",
    "papers_requested_on": "the papers were asked for",
    "papers_complete_on": "the papers were complete",
    "replied_on": "it was replied to",
    "decided_on": "it was decided",
    "forwarded_on": "it was passed on",
    "withdrawn_on": "it was withdrawn",
    "first_closed_on": "it was closed",
}
"""What happens to a case after it was received, as the end of a sentence."""
TOO_LATE = (
    "{reference}: {what} on {day}, and it cannot have been received after that. "
    "Check the day, or put that one right first."
)


def check_receipt(case: Case, day: dt.date, *, first_contact_id: int | None) -> None:
    """Raise `Invalid` for a day of receipt that lies after something that came of it. What stood in the wrong order
    already says nothing."""
    wrong = [(on, what) for on, what in _after_receipt(case, first_contact_id) if case.received_on <= on < day]
    if wrong:
        on, what = min(wrong)
        raise Invalid("day", TOO_LATE.format(reference=case.reference, what=what, day=spoken(on)))


def _after_receipt(case: Case, first_contact_id: int | None) -> Iterator[tuple[dt.date, str]]:
    table = CASE_TYPES[case.case_type].detail
    detail: Any = db.session.get(table, case.id) if table is not None else None
    for row in (case, detail):
        yield from ((on, what) for name, what in LATER.items() if (on := getattr(row, name, None)) is not None)
    yield from ((step.on, f"“{step.label}” was recorded") for step in steps_made.of_case(case))
    contacts = select(Contact.happened_on, Contact.direction).where(
        Contact.case_id == case.id, Contact.id != (first_contact_id or 0)
    )
    for row in db.session.execute(contacts):
        yield row.happened_on, "we contacted them" if row.direction == "out" else "they contacted us again"
    letters = select(Letter.sent_at).where(Letter.case_id == case.id, Letter.sent_at.is_not(None))
    yield from ((clock.local(at).date(), "a letter was sent") for at in db.session.scalars(letters) if at is not None)
