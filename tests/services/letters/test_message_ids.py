"""The Message-ID of a letter comes back as it went out, whatever stands in the settings: bounces are known by it."""

from email import message_from_bytes, policy

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.jobs import letter_mail
from casework.models import Message
from casework.sending.wire import to_bytes
from casework.services.mail import claims
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests.services.letters.offices import acknowledged_enquiry, make, make_documents

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("office_email", "host"),
    [
        ("cases@office.example", "office.example"),
        ("ring us, or write to the office", "casework.invalid"),
        ("cases@office.example or 0113 496 0000", "casework.invalid"),
        ("cases@b\u00fcro.example", "casework.invalid"),
        ("cases@office", "casework.invalid"),
        (f"cases@{'x' * 300}.example", "casework.invalid"),
        ("cases@office.example>\r\nBcc: <cam@invented.example", "invented.example"),
    ],
)
def test_it_is_of_the_office_or_of_nobody(staff: dict[str, Actor], office_email: str, host: str) -> None:
    with unit_of_work():
        settings.change("office_email", office_email, actor=staff["administrator"])
    case, _ = acknowledged_enquiry(staff)
    make(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    make_documents()
    row = db.session.query(Message).filter_by(case_id=case.id, kind="letter").one()
    assert row.message_id.endswith(f"@{host}>")
    (outgoing,) = claims.outgoing([row.id], now=row.next_attempt_at)
    parsed = message_from_bytes(
        to_bytes(letter_mail.compose(outgoing), "casework@office.example"), policy=policy.default
    )
    assert parsed["Message-ID"] == row.message_id
    assert parsed["Bcc"] is None
