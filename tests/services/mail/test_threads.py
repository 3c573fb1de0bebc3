"""A letter goes on with the thread of the mail that it answers, in the mailbox of whoever gets it."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Message
from casework.services.mail import threads
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.jobs.letters import letter_due

KNOWN = "pat@known.example"


@pytest.fixture
def case(context: Flask, staff: dict[str, Actor]) -> Case:
    """An enquiry of Pat, with a letter that went to them under `mails.OURS`."""
    made = factories.enquiry(staff["officer"])
    number = letter_due(staff["officer"], case=made, address=KNOWN)
    with unit_of_work():
        sent = {"state": "sent", "sent_at": clock.now(), "message_id": mails.OURS, "adapter": "smtp"}
        db.session.execute(update(Message).where(Message.id == number).values(sent))
        factories.known_by(made.person_id, email=KNOWN)
    return made


def answered(case: Case, address: str = KNOWN, *, ahead: int = 60) -> tuple[str, ...]:
    return threads.answered_by(case.id, address, before=clock.now() + dt.timedelta(seconds=ahead))


def test_a_letter_answers_the_last_mail_of_whoever_gets_it(case: Case) -> None:
    assert answered(case) == ()
    receive(mails.plain(subject=case.reference, message_id="<first@known.example>"))
    assert answered(case) == ("<first@known.example>",)
    receive(mails.plain("More.", in_reply_to=mails.OURS, message_id="<second@known.example>"))
    assert answered(case) == answered(case, KNOWN.upper()) == (mails.OURS, "<second@known.example>")
    assert answered(case, "sam@else.example") == ()
    assert answered(case, ahead=-3600) == ()


def test_a_letter_answers_no_machine(case: Case) -> None:
    receive(mails.plain(subject=f"Automatic reply: {case.reference}", message_id="<away@known.example>"))
    assert answered(case) == ()


def test_a_message_id_that_cannot_stand_in_a_header_is_left_out(case: Case) -> None:
    receive(mails.plain(subject=case.reference, message_id="<odd\u00e9@known.example>"))
    assert answered(case) == ()
