"""Two offices with this system write to each other over real mail servers: their machines stop after one exchange."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from casework import clock, create_app
from casework.extensions import db
from casework.jobs import incoming, mail
from casework.models import Case, Contact, IncomingMail, Message, Task
from casework.services.desk import desk
from casework.services.desk.desk import Who
from casework.services.mail import mail_sorting, not_casework
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.conftest import set_up
from tests.jobs.letters import letter_due
from tests.jobs.post_office import PostOffice, serving
from tests.people import staff_of

OURS, THEIRS = "office@ours.example", "office@theirs.example"


@dataclass(slots=True)
class Office:
    """A system of its own: its application, the address that it writes from, what its mail server took."""

    app: Flask
    address: str
    outbox: PostOffice = field(default_factory=PostOffice)

    def send_all(self) -> list[bytes]:
        """Send whatever is due; the mails that left."""
        before = len(self.outbox.mails)
        with self.app.app_context():
            mail.send(*db.session.scalars(select(Message.id).where(Message.state == "pending")))
        return [each.as_bytes() for each in self.outbox.mails[before:]]

    def take_in(self, raw: bytes) -> int:
        with self.app.app_context():
            return incoming.receive(raw, "test")

    def log_it(self, number: int) -> str:
        """An officer makes an enquiry of a mail, as the form does."""
        with self.app.app_context(), unit_of_work():
            officer, came = staff_of()["officer"], db.session.get_one(IncomingMail, number)
            fields = {
                "received_on": clock.today(), "channel": "email", "about": "An invented matter", "details": came.text,
                "issue": None, "district": None, "urgent": False, "sensitive": False,
            }  # fmt: skip
            who = Who(entry=PersonEntry(full_name="Office (invented)", email=came.sender, invented=True))
            case = desk.log_case("enquiry", who, fields, sent=factories.sent(), actor=officer, mail_id=number)
            mail_sorting.file_with(number, case.reference, sent=factories.sent(came.row_version), actor=officer)
            return case.reference


@contextmanager
def office(app: Flask, address: str) -> Iterator[Office]:
    made = Office(app, address)
    before = {name: app.config[name] for name in ("SMTP_URL", "MAIL_FROM")}
    with serving(made.outbox) as url:
        app.config.update(SMTP_URL=url, MAIL_FROM=address)
        yield made
    app.config.update(before)


@pytest.fixture
def ours(app: Flask) -> Iterator[Office]:
    with office(app, OURS) as made:
        yield made


@pytest.fixture
def theirs(tmp_path: Path, queue_url: str) -> Iterator[Office]:
    """Another installation, with a database of its own."""
    settings = {"CASEWORK_ENV": "test", "DATABASE_URL": f"sqlite:///{tmp_path / 'theirs.db'}", "REDIS_URL": queue_url}
    app = create_app({**settings, "INSTANCE_PATH": str(tmp_path), "BASE_URL": "https://theirs.example"})
    with app.app_context():
        set_up(areas.NAMES[1])
    with office(app, THEIRS) as made:
        yield made
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_two_systems_that_answer_each_other_stop_after_one_exchange(ours: Office, theirs: Office, queue: Redis) -> None:
    with ours.app.app_context():
        case = factories.enquiry(staff_of()["officer"])
        letter_due(staff_of()["officer"], case=case, address=THEIRS)
        reference, case_id = case.reference, case.id
    (letter,) = ours.send_all()
    theirs.log_it(theirs.take_in(letter))
    (receipt,) = theirs.send_all()
    assert b"Auto-Submitted: auto-replied" in receipt
    assert b"X-Auto-Response-Suppress: All" in receipt
    assert b"In-Reply-To: <letter-" in receipt

    came = ours.take_in(receipt)
    with ours.app.app_context():
        answer = db.session.get_one(IncomingMail, came)
        assert (answer.kind, answer.state, answer.case_id, answer.matched_by) == (
            "automatic", "filed", case_id, "message_id",
        )  # fmt: skip
        assert db.session.scalar(select(func.count(Task.id)).where(Task.case_id == case_id)) == 0
        assert db.session.scalar(select(func.count(Contact.id)).where(Contact.case_id == case_id)) == 1
        assert db.session.scalars(select(Case.reference)).all() == [reference]
    assert ours.send_all() == []
    assert theirs.send_all() == []


def test_a_receipt_that_somebody_logs_as_an_enquiry_is_answered_by_no_machine(
    ours: Office, theirs: Office, queue: Redis
) -> None:
    with theirs.app.app_context():
        letter_due(staff_of()["officer"], address=OURS)
    (letter,) = theirs.send_all()
    ours.log_it(ours.take_in(letter))
    (receipt,) = ours.send_all()
    number = theirs.take_in(receipt.replace(b"In-Reply-To", b"X-Was").replace(b"References", b"X-Were"))
    with theirs.app.app_context(), unit_of_work():
        came = db.session.get_one(IncomingMail, number)
        assert came.kind == "automatic"
        not_casework.put_back(number, sent=factories.sent(came.row_version), actor=staff_of()["officer"])
    theirs.log_it(number)
    assert theirs.send_all() == []
