"""Mails to staff are claimed and settled several at once: no fewer promises than one by one, and less work."""

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail
from casework.models import Message
from casework.services.mail import claims
from casework.transaction import unit_of_work
from tests.jobs.letters import letter_due
from tests.jobs.offices import message, messages_due, states
from tests.jobs.post_office import PostOffice
from tests.services.record.test_concurrency import together
from tests.statements import asked

pytestmark = pytest.mark.usefixtures("queue")
Staff = dict[str, Actor]


def test_thirty_mails_take_a_few_statements(app: Flask, context: Flask, post_office: PostOffice, staff: Staff) -> None:
    ids = messages_due(staff, 30)
    with asked(app) as found:
        mail.send(*ids)
    assert states() == ["sent"] * 30
    assert {(row.attempts, row.last_error, row.adapter) for row in map(message, ids)} == {(1, None, "smtp")}
    assert len(post_office.mails) == len(set(post_office.message_ids)) == 30
    assert len([text for text in found if not text.startswith("PRAGMA")]) <= 40


def test_one_that_another_has_or_that_is_not_wanted_any_more_is_not_sent_with_the_others(
    context: Flask, post_office: PostOffice, staff: Staff
) -> None:
    ids = messages_due(staff, 5)
    with unit_of_work():
        assert claims.claim(ids[1], "another", now=clock.now())
        db.session.execute(update(Message).where(Message.id == ids[3]).values(due_on=None, clock_id=None, rule="x"))
        db.session.execute(update(Message).where(Message.id == ids[3]).values(state="given_up"))
    mail.send(*ids)
    assert states() == ["sent", "claimed", "sent", "given_up", "sent"]
    assert len(post_office.mails) == 3


def test_what_was_not_handed_over_to_a_slow_server_in_time_is_claimed_anew(
    context: Flask, post_office: PostOffice, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = messages_due(staff, 14)
    monkeypatch.setattr(mail, "QUICK_SECONDS", 10.0)
    monkeypatch.setattr(mail, "MOST_SECONDS_TOGETHER", 0.01)
    post_office.seconds_per_mail = 0.03
    mail.send(*ids)
    assert states() == ["sent"] * 14
    assert [message(number).attempts for number in ids] == [1] * 14
    assert len(post_office.mails) == 14


def test_a_letter_has_a_claim_of_its_own_among_reminders(
    context: Flask, post_office: PostOffice, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is slow shows where the parts begin: what is left of one is claimed anew, a letter never is."""
    messages_due(staff, 12)
    letter_due(staff["officer"])
    ids = messages_due(staff, 2)
    monkeypatch.setattr(mail, "MOST_SECONDS_TOGETHER", 0.0)
    post_office.cuts_after_content = True
    mail.send(*ids)
    assert states() == ["uncertain"] * len(ids)
    assert [message(number).attempts for number in ids] == [1] * len(ids)
    assert len(post_office.mails) == len(set(post_office.message_ids)) == len(ids)


def test_two_workers_with_the_same_batch_send_each_mail_once(app: Flask, post_office: PostOffice, staff: Staff) -> None:
    with app.app_context():
        ids = messages_due(staff, 25)
    together(app, lambda: mail.send(*ids), lambda: mail.send(*ids))
    with app.app_context():
        assert states() == ["sent"] * 25
        db.session.rollback()
    assert len(post_office.mails) == len(set(post_office.message_ids)) == 25


def test_what_is_given_back_was_never_tried(context: Flask, staff: Staff) -> None:
    ids = messages_due(staff, 2)
    with unit_of_work():
        assert claims.claim_together(ids, "mine", now=clock.now()) == set(ids)
    with unit_of_work():
        claims.give_back(ids[:1], "mine")
        claims.give_back(ids[1:], "somebody else")
    assert [(message(number).state, message(number).attempts) for number in ids] == [("pending", 0), ("claimed", 1)]
