"""Letters to the public that are ready to go, made directly: what makes them in earnest is tested elsewhere."""

import datetime as dt
import hashlib

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, LetterTemplate, Message, Party, Person, Task
from casework.services.record import files
from casework.transaction import unit_of_work
from tests import factories

ADDRESS = "pat@invented.example"
PDF = b"%PDF-1.7 an invented letter \x00\xff" * 50
SHA256 = hashlib.sha256(PDF).hexdigest()
BODY = "Dear Pat Invented\n\nThis is an invented letter about an invented matter. Caf\u00e9.\n"


def template() -> LetterTemplate:
    """The one version of L-E06 that all letters of tests are made from."""
    found = db.session.scalar(select(LetterTemplate).where(LetterTemplate.code == "L-E06"))
    if found is None:
        found = LetterTemplate(
            code="L-E06",
            version=1,
            status="approved",
            format="text",
            subject="Your enquiry",
            body="Dear {{ name }}",
            shipped=True,
            effective_on=dt.date(2026, 1, 1),
            edited_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
    return found


def letter_due(officer: Actor, *, address: str = ADDRESS, channel: str = "email", case: Case | None = None) -> int:
    """The id of a message with a letter that is to be sent now."""
    case = case or factories.enquiry(officer, name="Pat Invented")
    now = clock.now()
    with unit_of_work():
        person = db.session.scalars(select(Person).join(Party).where(Party.case_id == case.id)).one()
        factories.known_by(person.id, email=address)
        letter = Letter(
            case_id=case.id,
            code="L-E06",
            template_id=template().id,
            status="sent",
            audience="person",
            person_id=person.id,
            channel=channel,
            to_name="Pat Invented",
            email=address,
            subject="Your enquiry about an invented matter",
            body=BODY,
            created_at=now,
            edited_at=now,
            sent_at=now,
            document_sha256=files.keep(PDF),
            document_type="application/pdf",
        )
        db.session.add(letter)
        db.session.flush()
        message = Message(
            kind="letter",
            about=f"letter:{letter.id}",
            channel=channel,
            case_id=case.id,
            letter_id=letter.id,
            to_address=address if channel == "email" else "",
            message_id=f"<letter-{letter.id}@casework.example>",
            created_at=now,
            next_attempt_at=now,
        )
        db.session.add(message)
        db.session.flush()
        return message.id


def open_tasks(message_id: int) -> list[str]:
    """The kinds of the open tasks about a message."""
    db.session.rollback()
    query = select(Task.kind).where(Task.message_id == message_id, Task.done_at.is_(None)).order_by(Task.id)
    return list(db.session.scalars(query))
