"""The automatic receipt: to whom it goes by itself, and to whom never."""

from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import letter_mail
from casework.models import Case, Letter, Message, Task
from casework.sending.wire import to_bytes
from casework.services.desk import desk
from casework.services.desk.desk import Who
from casework.services.mail import claims
from casework.services.people.people import PersonEntry
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests.factories import sent
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.services.letters.offices import make_documents

pytestmark = pytest.mark.usefixtures("context")


def log(
    staff: dict[str, Actor], *, channel: str = "email", urgent: bool = False, mail_id: int | None = None, **person: Any
) -> Case:
    given = {"full_name": "Pat Invented", "email": "pat@invented.example", "invented": True, **person}
    fields = {
        "received_on": clock.today(), "channel": channel, "about": "A secret invented matter",
        "details": "What was said.", "issue": None, "district": "leeds", "urgent": urgent, "sensitive": False,
    }  # fmt: skip
    with unit_of_work():
        who = Who(entry=PersonEntry(**given))
        return desk.log_case("enquiry", who, fields, sent=sent(), actor=staff["officer"], mail_id=mail_id)


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


def received(raw: bytes) -> int:
    return receive(raw).id


def test_who_wrote_a_mail_gets_a_receipt_that_says_it_is_automatic(staff: dict[str, Actor]) -> None:
    case = log(staff, mail_id=received(mails.plain(sender="pat@invented.example")))
    (letter,) = receipts(case)
    make_documents()
    message = db.session.query(Message).filter_by(letter_id=letter.id).one()
    (outgoing,) = claims.outgoing([message.id], now=clock.now())
    assert letter_mail.compose(outgoing).is_automatic
    assert b"\nAuto-Submitted: auto-generated" in to_bytes(letter_mail.compose(outgoing), "office@casework.example")


@pytest.mark.parametrize(
    "given",
    [
        {"auto_submitted": "auto-generated"},
        {"auto_submitted": "auto-replied"},
        {"precedence": "bulk"},
        {"list_id": "<news.example>"},
        {"x_auto_response_suppress": "All"},
        {"return_path": "<>"},
        {"sender": "No-Reply@invented.example"},
        {"sender": "mailer-daemon@invented.example"},
    ],
)
def test_a_machine_gets_no_receipt_and_whoever_it_wrote_for_does(
    staff: dict[str, Actor], given: dict[str, str]
) -> None:
    sender = given.get("sender", "pat@invented.example")
    number = received(mails.plain(**{"sender": sender, **given}))
    assert receipts(log(staff, mail_id=number, email=sender.upper())) == []
    assert len(receipts(log(staff, mail_id=number, email="sam@else.example"))) == 1


def test_the_office_sends_itself_no_receipt(staff: dict[str, Actor]) -> None:
    own = str(settings.value("office_email"))
    assert receipts(log(staff, email=own.capitalize())) == []


def test_an_office_can_switch_it_off(staff: dict[str, Actor]) -> None:
    with unit_of_work():
        settings.change("automatic_receipt", False, actor=staff["administrator"])
    assert receipts(log(staff)) == []


def test_a_name_that_cannot_be_printed_loses_nothing_and_becomes_a_task(staff: dict[str, Actor]) -> None:
    case = log(staff, full_name="Pat 😀 Invented")
    (letter,) = receipts(case)
    assert letter.status == "draft"
    assert db.session.query(Message).count() == 0
    task = db.session.query(Task).filter_by(letter_id=letter.id).one()
    assert (task.kind, task.detail) == ("letter_to_write", "L-E00")
