"""Mail that is held as a whole waits, as if nobody had tried it, and goes when nothing holds it any more."""

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail, sweep
from casework.models import AreaVersion, Message
from casework.transaction import unit_of_work
from tests import areas
from tests.jobs.letters import letter_due
from tests.jobs.offices import message, messages_due
from tests.jobs.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context", "queue")
Staff = dict[str, Actor]


def test_a_letter_on_its_way_waits_while_it_is_not_known_how_to_answer_it(
    post_office: PostOffice, staff: Staff
) -> None:
    letter = letter_due(staff["officer"])
    reminders = [number for number in messages_due(staff) if number != letter]
    with unit_of_work():
        areas.forget("office_address")
    mail.send(letter, *reminders)
    assert len(post_office.mails) == len(reminders)
    assert (message(letter).state, message(letter).attempts, message(letter).last_error) == ("pending", 0, None)
    with unit_of_work():
        areas.load()
    assert sweep.offer_mail() == 1
    mail.send(letter)
    assert message(letter).state == "sent"


@pytest.fixture
def trial(context: Flask) -> None:
    with unit_of_work():
        db.session.query(AreaVersion).update({"source": "trial"})


@pytest.mark.usefixtures("trial")
def test_of_a_trial_nothing_leaves_this_machine(
    app: Flask, post_office: PostOffice, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [letter_due(staff["officer"]), *messages_due(staff)]
    monkeypatch.setitem(app.config, "MAIL_STAYS_HERE", False)
    mail.send(*ids)
    assert post_office.mails == []
    assert {row.state for row in db.session.query(Message)} == {"pending"}


@pytest.mark.usefixtures("trial")
def test_a_trial_sends_to_a_mailbox_on_this_machine(post_office: PostOffice, staff: Staff) -> None:
    mail.send(letter_due(staff["officer"]))
    assert len(post_office.mails) == 1
