"""Mail and letters of the invented office: something to sort, to keep away from a case, to sign and to post."""

import datetime as dt
import secrets
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.incoming import reading
from casework.models import Case, Letter
from casework.services.desk import opening
from casework.services.desk.opening import CaseEntry
from casework.services.letters import choosing, drafts, signing
from casework.services.letters.of_moves import Sending
from casework.services.letters.texts import Text
from casework.services.mail import incoming
from casework.services.people import people
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from workflows.enquiry import WORKFLOW as ENQUIRY

RESTRICTION = """Dear {name},

From today please write to us once a week. We read every letter that you send. (Invented for the demonstration.)

Yours sincerely,

Olive Officer (invented)"""


def load(reference_of: Mapping[str, str], staff: Mapping[str, Actor]) -> None:
    """`reference_of` leads from a person's name to the reference of their case."""
    known, other = "Barney Madeup", "Wilma Invented"
    _mail("barney.madeup@invented.example", f"Re: {reference_of[known]}", "It was worse on Monday. (Invented words.)")
    _mail("stranger@invented.example", f"About {reference_of[other]}", "I live next door to her. (Invented words.)")
    _mail("nellie.newcomer@invented.example", "Street lights (invented)", "Three lamps are out. (Invented words.)")
    _letter_to_post(staff["officer"])
    _letter_to_sign(reference_of[known], known, staff["officer"])


def _mail(sender: str, subject: str, words: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "casework@demo.example", subject
    mail["Date"] = format_datetime(clock.now() - dt.timedelta(hours=3))
    mail["Message-ID"] = f"<{secrets.token_hex(8)}@invented.example>"
    mail.set_content(words)
    raw = mail.as_bytes()
    number = incoming.keep(raw, source="demonstration", now=clock.now())
    incoming.sort(number, reading.read(raw))


def _letter_to_post(officer: Actor) -> None:
    """From somebody without e-mail: the acknowledgement has to be printed."""
    address = "7 Made-up Lane\nInventon\nZZ1 1ZZ"
    person = people.add_person(
        people.PersonEntry(full_name="Stan Imagined", address=address, postcode="ZZ1 1ZZ", invented=True), actor=officer
    )
    entry = CaseEntry(
        person=person,
        received_on=clock.today() - dt.timedelta(days=2),
        channel="post",
        about="Asks for more patrols on a made-up lane",
        details="Asks for more patrols on a made-up lane. This enquiry was invented for the demonstration.",
        issue="neighbourhood_policing",
    )
    case = opening.open_case(ENQUIRY.name, entry, sent=Sent.fresh(), actor=officer)
    answers = {"who_will_be_asked": "The neighbourhood team (invented), about patrols in the evening."}
    moves.prepare(Address(case.reference), _request(case, answers), actor=officer)
    letter = db.session.scalars(select(Letter).where(Letter.case_id == case.id)).one()
    sending = Sending(letters={letter.id: letter.row_version})
    moves.make(Address(case.reference), _request(case, answers, sending), actor=officer)


def _request(case: Case, answers: Mapping[str, str], sending: Sending | None = None) -> MoveRequest:
    return MoveRequest(
        trigger="acknowledge",
        sent=Sent.fresh(case.row_version),
        answers=answers,
        sending=sending,
    )


def _letter_to_sign(reference: str, name: str, officer: Actor) -> None:
    recipient = choosing.first(reference, "L-E07", "", actor=officer)
    letter = drafts.write(Address(reference), "L-E07", recipient, sent=Sent.fresh(), actor=officer)
    text = Text(subject=letter.subject, body=RESTRICTION.format(name=name))
    version = letter.row_version
    drafts.save(reference, letter.id, text, sent=Sent.fresh(version), actor=officer)
    db.session.flush()
    version = letter.row_version
    signing.submit(reference, letter.id, sent=Sent.fresh(version), actor=officer)
