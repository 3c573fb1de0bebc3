"""The automatic receipt: to whom it goes by itself, and to whom never."""

from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, Message
from casework.services import desk, settings
from casework.services.desk import Who
from casework.services.people import PersonEntry
from casework.transaction import unit_of_work
from tests.factories import token

pytestmark = pytest.mark.usefixtures("context")


def log(staff: dict[str, Actor], *, channel: str = "email", urgent: bool = False, **person: Any) -> Case:
    given = {"full_name": "Pat Invented", "email": "pat@invented.example", "invented": True, **person}
    fields = {
        "received_on": clock.today(), "channel": channel, "about": "A secret invented matter",
        "details": "What was said.", "issue": None, "district": "leeds", "urgent": urgent, "sensitive": False,
    }  # fmt: skip
    with unit_of_work():
        return desk.log_enquiry(Who(entry=PersonEntry(**given)), fields, token=token(), actor=staff["officer"])


def receipts(case: Case) -> list[Letter]:
    return list(db.session.query(Letter).filter_by(case_id=case.id, code="L-E00"))


def test_whoever_wrote_gets_a_receipt_that_says_nothing_of_the_matter(staff: dict[str, Actor]) -> None:
    case = log(staff)
    (letter,) = receipts(case)
    assert (letter.status, letter.email) == ("sent", "pat@invented.example")
    assert "secret" not in letter.body + letter.subject
    assert case.reference in letter.subject
    message = db.session.query(Message).filter_by(letter_id=letter.id).one()
    assert (message.state, message.kind) == ("pending", "letter")


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "phone"},
        {"email": ""},
        {"safe_contact": "Only in the mornings."},
        {"email_unsafe": True},
        {"adjustment_codes": ("easy_read",)},
        {"urgent": True},
    ],
)
def test_nothing_goes_by_itself_where_somebody_must_look_first(staff: dict[str, Actor], given: dict[str, Any]) -> None:
    assert receipts(log(staff, **given)) == []


def test_an_office_can_switch_it_off(staff: dict[str, Actor]) -> None:
    with unit_of_work():
        settings.change("automatic_receipt", False, actor=staff["administrator"])
    assert receipts(log(staff)) == []
