"""Whom a contact was with is put right, and with it whom it answers (R2.8, section 3.1)."""

import datetime as dt

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Clock, Contact
from casework.services.corrections import words
from casework.services.corrections.words import ContactEntry
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")


def test_a_call_that_was_to_the_force_after_all_is_no_update(staff: dict[str, Actor]) -> None:
    """Received 20 days ago: due in 8 days. A call 3 days ago, to the applicant as it seemed: in 25. To the force: in 8."""
    reviewer = staff["reviewer"]
    case = factories.review(reviewer, days_ago=20)
    on = clock.today() - dt.timedelta(days=3)
    with unit_of_work():
        told = Said(direction="out", channel="phone", on=on, summary="Rang.")
        contact = contacts.log_contact(case.reference, told, sent=factories.sent(), actor=reviewer)
    due_on = select(Clock.due_on).where(Clock.case_id == case.id, Clock.code == "complaint_review.update")
    assert db.session.scalar(due_on) == on + dt.timedelta(days=28)
    right = ContactEntry(
        direction="out", channel="phone", happened_on=on, summary="Rang.", with_whom="force", happened_time=dt.time(9, 5)
    )  # fmt: skip
    with unit_of_work():
        version = cases.load(case.reference, actor=reviewer).row_version
        words.put_contact_right(
            case.reference, contact.id, right, reason="It was the force.", sent=factories.sent(version), actor=reviewer
        )
    assert db.session.scalar(due_on) == clock.today() + dt.timedelta(days=8)
    row = db.session.get_one(Contact, contact.id)
    assert (row.with_whom, row.person_id, row.happened_time) == ("force", None, dt.time(9, 5))
