"""The Message-ID of all mail is of the domain that it is sent from, and comes back as it went out: bounces are known
by it."""

from email import message_from_bytes, policy

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import letter_mail, sweep
from casework.models import Message
from casework.sending.wire import to_bytes
from casework.services.mail import claims
from tests import factories
from tests.services.letters.offices import acknowledged_enquiry, make, make_documents

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("sender", "host"),
    [
        ("cases@office.example", "office.example"),
        ("Casework <cases@mail.office.example>", "mail.office.example"),
        ('"Cases, of the office" <cases@office.example>', "office.example"),
        ("cases@office", "casework.invalid"),
        (f"cases@{'x' * 300}.example", "casework.invalid"),
        ("cases@..example", "casework.invalid"),
    ],
)
def test_it_is_of_the_sender_or_of_nobody(
    app: Flask, staff: dict[str, Actor], sender: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", sender)
    case, _ = acknowledged_enquiry(staff)
    make(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    make_documents()
    row = db.session.query(Message).filter_by(case_id=case.id, kind="letter").one()
    assert row.message_id.endswith(f"@{host}>")
    (outgoing,) = claims.outgoing([row.id], now=row.next_attempt_at)
    parsed = message_from_bytes(to_bytes(letter_mail.compose(outgoing), sender), policy=policy.default)
    assert parsed["Message-ID"] == row.message_id


def test_reminders_have_it_too(app: Flask, staff: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", "Casework <cases@office.example>")
    factories.enquiry(staff["officer"], days_ago=30)
    sweep.write_reminders(clock.today())
    found = [row.message_id for row in db.session.query(Message)]
    assert found
    assert all(each.endswith("@office.example>") for each in found)
