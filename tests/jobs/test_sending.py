"""Sending over a real mail server: what arrives, what is tried again, what a person has to look at."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail, sweep
from casework.models import Case, Clock, Message, User
from casework.services.mail import claims, pace, wanted
from casework.transaction import unit_of_work
from tests.jobs.offices import message, messages_due, states
from tests.jobs.post_office import PostOffice, free_port, serving

pytestmark = pytest.mark.usefixtures("context", "queue")
OFFICER = "officer@test.example"


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def test_a_mail_names_a_reference_a_date_a_link_and_nothing_else(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    (number,) = messages_due(staff)
    mail.send(number)
    row, (arrived,) = message(number), post_office.mails
    case = db.session.get_one(Case, row.case_id)
    assert row.due_on
    due = f"{row.due_on.day} {row.due_on:%B %Y}"
    assert arrived["Subject"] == f"{case.reference} is due on {due}"
    assert arrived["To"] == OFFICER
    assert arrived["Message-ID"] == row.message_id
    assert arrived["Auto-Submitted"] == "auto-generated"
    text = arrived.get_content()
    assert f"https://casework.example/cases/{case.reference}" in text
    assert due in text
    for secret in ("Pat", "Invented", "invented", case.about, "leeds"):
        assert secret not in text
    assert (row.state, row.attempts, row.last_error) == ("sent", 1, None)


def test_what_is_sent_is_not_sent_again(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    ids = messages_due(staff, 3)
    for _ in range(3):
        mail.send(*ids)
    assert len(post_office.mails) == 3
    assert states() == ["sent"] * 3


def test_one_refused_recipient_does_not_stop_the_batch(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    ids = messages_due(staff, 3)
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == ids[1]).values(to_address="gone@test.example"))
    post_office.answers["gone@test.example"] = "550 No such person"
    mail.send(*ids)
    assert states() == ["sent", "failed", "sent"]
    assert message(ids[1]).last_error == "The mail server said: 550 No such person"


@pytest.mark.parametrize("address", ["no address", "two@a.example, two@b.example", "é@test.example", "a@b\r\nBcc: c@d"])
def test_an_address_that_cannot_be_used_does_not_stop_the_batch(
    post_office: PostOffice, staff: dict[str, Actor], address: str
) -> None:
    ids = messages_due(staff, 2)
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == ids[0]).values(to_address=address))
    mail.send(*ids)
    assert states() == ["failed", "sent"]
    assert message(ids[0]).last_error == "The e-mail address cannot be used."


@pytest.mark.parametrize("answer", ["451 Try later", "452 Mailbox full"])
def test_a_passing_refusal_is_tried_again_after_a_pause(
    post_office: PostOffice, staff: dict[str, Actor], answer: str
) -> None:
    (number,) = messages_due(staff)
    post_office.answers[OFFICER] = answer
    mail.send(number)
    row = message(number)
    assert (row.state, row.attempts) == ("pending", 1)
    assert row.last_error == f"The mail server said: {answer}"
    assert row.next_attempt_at > clock.now()
    post_office.answers.clear()
    with time_machine.travel(row.next_attempt_at, tick=True):
        mail.send(number)
    assert states() == ["sent"]


def test_content_that_is_refused_for_good_is_for_a_manager(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    (number,) = messages_due(staff)
    post_office.answer_to_content = "554 Looks like spam"
    mail.send(number)
    assert message(number).last_error == "The mail server said: 554 Looks like spam"
    assert states() == ["failed"]


def test_a_connection_lost_after_the_content_leaves_it_uncertain_and_it_is_sent_again_as_the_same_mail(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    ids = messages_due(staff, 2)
    post_office.cuts_after_content = True
    mail.send(*ids)
    assert states() == ["uncertain", "uncertain"]
    post_office.cuts_after_content = False
    with time_machine.travel(message(ids[0]).next_attempt_at + minutes(1), tick=True):
        mail.send(*ids)
    assert states() == ["sent", "sent"]
    assert len(post_office.mails) == 4
    assert len(set(post_office.message_ids)) == 2


def test_while_the_mail_server_is_down_the_pauses_grow_and_nothing_is_dropped(
    app: Flask, staff: dict[str, Actor]
) -> None:
    ids, port = messages_due(staff, 2), free_port()
    before, app.config["SMTP_URL"] = app.config["SMTP_URL"], f"smtp://127.0.0.1:{port}"
    pauses = []
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(7):
            mail.send(*ids)
            row = message(ids[0])
            pauses.append((row.next_attempt_at - clock.now()) // minutes(1))
            traveller.move_to(row.next_attempt_at)
        assert pauses == [1, 2, 5, 15, 60, 60, 60]
        assert states() == ["pending", "pending"]
        assert "cannot be reached" in (row.last_error or "")
        office = PostOffice()
        with serving(office, port=port):
            mail.send(*ids)
        app.config["SMTP_URL"] = before
    assert states() == ["sent", "sent"]
    assert len(office.mails) == 2


def test_nothing_is_sent_before_its_pause_is_over(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    (number,) = messages_due(staff)
    with unit_of_work():
        db.session.execute(update(Message).values(next_attempt_at=clock.now() + minutes(5)))
    mail.send(number)
    assert (states(), post_office.mails) == (["pending"], [])


def test_a_claim_that_outlived_its_lease_is_uncertain_and_offered_again(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    (number,) = messages_due(staff)
    with unit_of_work():
        assert claims.claim(number, "a worker that is dead now", now=clock.now())
    sweep.offer_mail()
    assert states() == ["claimed"]
    with time_machine.travel(clock.now() + pace.LEASE + minutes(1), tick=True):
        sweep.offer_mail()
        assert states() == ["uncertain"]
        mail.send(number)
    assert states() == ["sent"]
    assert post_office.message_ids == [message(number).message_id]


def test_a_slow_worker_does_not_undo_what_another_has_done_since(staff: dict[str, Actor]) -> None:
    (number,) = messages_due(staff)
    now = clock.now()
    with unit_of_work():
        (found,) = claims.outgoing([number], now=now)
        claims.claim(number, "slow", now=now)
    later = now + pace.LEASE + minutes(1)
    with unit_of_work():
        claims.recover_stale_claims([number], later)
        assert claims.claim(number, "fast", now=later)
        claims.mark_sent(found, "fast", claims.Receipt(adapter="smtp"), now=later)
    with unit_of_work():
        claims.put_back(found, "slow", "It went wrong.", uncertain=False, now=later)
    assert states() == ["sent"]


def test_a_claim_counts_once(staff: dict[str, Actor]) -> None:
    (number,) = messages_due(staff)
    with unit_of_work():
        assert claims.claim(number, "first", now=clock.now())
    with unit_of_work():
        assert not claims.claim(number, "second", now=clock.now())


def _meet_the_clock(row: Message) -> None:
    db.session.execute(update(Clock).where(Clock.id == row.clock_id).values(state="met", due_on=None))


def _close_the_account(row: Message) -> None:
    db.session.execute(update(User).where(User.id == row.recipient_id).values(is_enabled=False))


def _restrict_the_case(row: Message) -> None:
    db.session.execute(update(Case).where(Case.id == row.case_id).values(restricted=True))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_meet_the_clock, wanted.ENDED),
        (_close_the_account, wanted.NO_ACCESS),
        (_restrict_the_case, wanted.NO_ACCESS),
    ],
)
def test_what_events_have_overtaken_is_not_sent_and_says_why(
    post_office: PostOffice, staff: dict[str, Actor], change: Callable[[Message], None], reason: str
) -> None:
    (number,) = messages_due(staff)
    row = message(number)
    with unit_of_work():
        change(row)
    mail.send(number)
    assert post_office.mails == []
    sweep.offer_mail()
    assert states() == ["given_up"]
    assert message(number).last_error == reason


def test_a_message_that_is_gone_is_no_error(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    ids = messages_due(staff, 2)
    with unit_of_work():
        db.session.execute(delete(Message).where(Message.id == ids[0]))
    mail.send(*ids)
    assert len(post_office.mails) == 1


def test_the_sender_may_have_a_name_in_any_script(app: Flask, post_office: PostOffice, staff: dict[str, Actor]) -> None:
    (number,) = messages_due(staff)
    app.config["MAIL_FROM"], before = "Büro für Fälle <cases@office.example>", app.config["MAIL_FROM"]
    mail.send(number)
    app.config["MAIL_FROM"] = before
    assert post_office.mails[0]["From"] == "Büro für Fälle <cases@office.example>"


def test_a_reminder_for_the_day_itself_that_goes_out_later_says_that_the_day_has_passed(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    """As after a weekend that is quiet."""
    (number,) = messages_due(staff)
    due_on = message(number).due_on
    assert due_on is not None
    db.session.rollback()
    with time_machine.travel(dt.datetime.combine(due_on + dt.timedelta(days=2), dt.time(9), tzinfo=dt.UTC), tick=False):
        mail.send(number)
    (arrived,) = post_office.mails
    assert " was due on " in arrived["Subject"]
    assert " is due on " not in arrived.get_content()
