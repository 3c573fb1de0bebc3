"""Letters to the public: what arrives, that none goes twice, and who hears of it when one does not arrive."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail, settling, sweep
from casework.models import Case, CaseEvent, Message, Person
from casework.sending.adapter import Outcome, Result
from casework.services.mail import by_hand, claims, letters_under_way, pace
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.letters import ADDRESS, BODY, SHA256, letter_due, open_tasks
from tests.jobs.offices import message, messages_due, states
from tests.jobs.post_office import PostOffice, free_port
from tests.sending.notify_server import KEY, TEMPLATE_ID, NotifyServer, notify_serving

pytestmark = pytest.mark.usefixtures("context", "queue")
LONG_AFTER = pace.LEASE + dt.timedelta(minutes=1)


@pytest.fixture
def notify(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyServer]:
    """GOV.UK Notify as the chosen carrier."""
    names = ("MAIL_ADAPTER", "NOTIFY_API_KEY", "NOTIFY_BASE_URL", "NOTIFY_TEMPLATE_ID")
    with notify_serving() as server:
        for name, value in zip(names, ("notify", KEY, server.address, TEMPLATE_ID), strict=True):
            monkeypatch.setitem(app.config, name, value)
        yield server


def attachment(arrived: EmailMessage) -> EmailMessage:
    (found,) = arrived.iter_attachments()
    assert isinstance(found, EmailMessage)
    return found


def events(number: int) -> list[str]:
    case_id = message(number).case_id
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)
    return list(db.session.scalars(query))


def sweep_and_settle(number: int, after: dt.timedelta = dt.timedelta(minutes=1)) -> None:
    """The sweep some time later, with the mail worker that does what it offers."""
    with time_machine.travel(clock.now() + after, tick=True):
        sweep.offer_mail()
        mail.send(number)
        settling.settle(number)


def test_a_letter_arrives_with_its_document_and_a_subject_that_says_nothing(
    app: Flask, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    number = letter_due(staff["officer"])
    mail.send(number)
    (arrived,) = post_office.mails
    row = message(number)
    case = db.session.get_one(Case, row.case_id)
    assert arrived["Subject"] == f"{case.reference}: a letter from {settings.value('office_name')}"
    assert (arrived["To"], arrived["Message-ID"]) == (ADDRESS, row.message_id)
    assert arrived["From"] == app.config["MAIL_FROM"]
    assert arrived["Auto-Submitted"] is None
    body = arrived.get_body()
    assert body is not None
    for words in BODY.split("\n"):
        assert words in body.get_content()
    enclosed = attachment(arrived)
    assert hashlib.sha256(enclosed.get_content()).hexdigest() == SHA256
    assert enclosed.get_content_type() == "application/pdf"
    assert enclosed.get_filename() == f"{case.reference}-L-E06.pdf"
    head = "".join(f"{name}: {value}" for name, value in arrived.items() if name != "To")
    for secret in ("Pat", "Invented", "matter"):
        assert secret not in head + str(enclosed.get_filename())
    assert (row.state, row.attempts, row.adapter) == ("sent", 1, "smtp")
    assert row.sent_at is not None
    assert row.provided_on == clock.local(row.sent_at).date()


def test_it_counts_as_provided_on_the_local_day(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=True):
        number = letter_due(staff["officer"])
        mail.send(number)
        assert message(number).provided_on == dt.date(2026, 7, 1)


def test_what_is_sent_is_not_sent_again(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    ids = [letter_due(staff["officer"]), *messages_due(staff)]
    for _ in range(3):
        mail.send(*ids)
        sweep.offer_mail()
    assert len(post_office.mails) == len(set(post_office.message_ids)) == len(states())


def test_what_goes_by_post_is_not_touched(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"], channel="post")
    mail.send(number)
    sweep_and_settle(number, after=LONG_AFTER)
    row = message(number)
    assert (row.state, row.attempts, post_office.mails) == ("pending", 0, [])


def test_a_letter_that_may_have_arrived_is_not_sent_again_and_its_owner_gets_one_task(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    number = letter_due(staff["officer"])
    post_office.cuts_after_content = True
    mail.send(number)
    assert states() == ["uncertain"]
    post_office.cuts_after_content = False
    for hours in range(3):
        sweep_and_settle(number, after=dt.timedelta(hours=hours, minutes=1))
    assert len(post_office.mails) == 1
    assert states() == ["uncertain"]
    assert open_tasks(number) == ["message_uncertain"]


def test_a_letter_whose_worker_died_is_not_sent_again(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    with unit_of_work():
        assert claims.claim(number, "a worker that is dead now", now=clock.now())
    sweep_and_settle(number, after=LONG_AFTER)
    row = message(number)
    assert (row.state, row.last_error, post_office.mails) == ("uncertain", claims.LETTER_STOPPED, [])
    assert open_tasks(number) == ["message_uncertain"]


def test_a_letter_that_another_worker_may_have_handed_over_meanwhile_is_not_called_failed(
    staff: dict[str, Actor],
) -> None:
    number = letter_due(staff["officer"])
    with unit_of_work():
        (looked_up,) = claims.outgoing([number], now=clock.now())
        assert claims.claim(number, "another", now=clock.now())
        claims.put_back(looked_up, "another", "The connection was lost.", uncertain=True, now=clock.now())
    with unit_of_work():
        letters_under_way.fail(looked_up, "The mail server cannot be reached.")
    assert (states(), open_tasks(number)) == (["uncertain"], [])


def test_a_worker_that_was_only_slow_settles_it_and_ends_the_task(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    number = letter_due(staff["officer"])
    with unit_of_work():
        (found,) = claims.outgoing([number], now=clock.now())
        claims.claim(number, "slow", now=clock.now())
    sweep_and_settle(number, after=LONG_AFTER)
    with unit_of_work():
        mail._settle(mail.Done(found, Result(outcome=Outcome.SENT), "smtp"), "slow")
    assert (states(), open_tasks(number)) == (["sent"], [])


def test_notify_says_that_it_has_it(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    notify.answer, notify.keeps_what_it_fails = 500, True
    mail.send(number)
    assert states() == ["uncertain"]
    sweep_and_settle(number)
    row = message(number)
    assert (row.state, row.adapter, row.provider_id) == ("sent", "notify", notify.kept[0]["id"])
    assert (len(notify.kept), open_tasks(number)) == (1, [])


def test_notify_could_not_deliver_it_for_good(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    notify.answer, notify.keeps_what_it_fails, notify.status = 500, True, "permanent-failure"
    mail.send(number)
    sweep_and_settle(number)
    assert message(number).last_error == "GOV.UK Notify says: permanent failure."
    assert (states(), open_tasks(number)) == (["failed"], ["message_failed"])
    assert events(number)[-2:] == ["message_failed", "task_opened"]


def test_notify_could_not_deliver_it_this_time(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    notify.answer, notify.keeps_what_it_fails, notify.status = 500, True, "technical-failure"
    mail.send(number)
    sweep_and_settle(number)
    assert (states(), open_tasks(number)) == (["pending"], [])
    notify.answer, notify.status = 201, "created"
    sweep_and_settle(number, after=dt.timedelta(minutes=5))
    assert (states(), len(notify.kept)) == (["sent"], 2)


def test_what_became_of_an_earlier_try_is_not_taken_for_the_last_one(
    notify: NotifyServer, staff: dict[str, Actor]
) -> None:
    number = letter_due(staff["officer"])
    notify.answer, notify.keeps_what_it_fails, notify.status = 500, True, "technical-failure"
    mail.send(number)
    sweep_and_settle(number)
    assert states() == ["pending"]
    notify.keeps_what_it_fails = False  # taken, and not listed yet
    sweep_and_settle(number, after=dt.timedelta(minutes=5))
    sweep_and_settle(number, after=dt.timedelta(minutes=10))
    assert (states(), open_tasks(number)) == (["uncertain"], ["message_uncertain"])


def test_what_notify_does_not_know_is_for_a_person(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    notify.answer = 500
    mail.send(number)
    sweep_and_settle(number)
    assert (states(), open_tasks(number)) == (["uncertain"], ["message_uncertain"])
    notify.status = "delivered"
    notify.keep({"reference": message(number).message_id})
    sweep_and_settle(number, after=dt.timedelta(hours=2))
    assert (states(), open_tasks(number)) == (["sent"], [])


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure"])
def test_notify_took_it_and_says_later_that_it_did_not_arrive(
    notify: NotifyServer, staff: dict[str, Actor], status: str
) -> None:
    number = letter_due(staff["officer"])
    notify.status = "sending"
    mail.send(number)
    follow_up(number)
    assert states() == ["sent"]
    notify.kept[0]["status"] = status
    follow_up(number, after=dt.timedelta(hours=2))
    assert (states(), open_tasks(number)) == (["failed"], ["message_failed"])
    assert message(number).last_error == f"GOV.UK Notify says: {status.replace('-', ' ')}."


def test_notify_is_not_asked_any_more_about_what_arrived(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    mail.send(number)
    notify.kept[0]["status"] = "delivered"
    follow_up(number)
    with time_machine.travel(clock.now() + dt.timedelta(days=3), tick=True):
        assert letters_under_way.taken_ids(clock.now(), adapter="notify", limit=10) == []
    assert states() == ["sent"]


def follow_up(number: int, after: dt.timedelta = dt.timedelta(minutes=1)) -> None:
    """What the sweep offers to be asked about some time later."""
    with time_machine.travel(clock.now() + after, tick=True):
        assert letters_under_way.taken_ids(clock.now(), adapter="notify", limit=10) == [number]
        sweep.offer_mail()
        settling.follow_up(number)


def test_a_letter_that_is_refused_opens_a_task_and_stands_in_the_history(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    number = letter_due(staff["officer"])
    post_office.answers[ADDRESS] = "550 No such person"
    mail.send(number)
    row = message(number)
    assert (row.state, row.last_error) == ("failed", "The mail server said: 550 No such person")
    assert open_tasks(number) == ["message_failed"]
    assert events(number)[-2:] == ["message_failed", "task_opened"]
    data = db.session.scalars(select(CaseEvent.data).where(CaseEvent.kind == "message_failed")).one()
    assert data == {"message_id": number, "letter_id": row.letter_id}


def test_the_task_ends_once_the_letter_is_sent_after_all(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    post_office.answers[ADDRESS] = "550 No such person"
    mail.send(number)
    post_office.answers.clear()
    with unit_of_work():
        by_hand.resend(number, sent=factories.sent(), actor=staff["manager"])
    assert open_tasks(number) == ["message_failed"]
    mail.send(number)
    assert (states(), open_tasks(number)) == (["sent"], [])


def test_after_the_last_attempt_a_person_finds_another_way(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    post_office.answers[ADDRESS] = "451 Try later"
    _attempt_until_the_end(number)
    row = message(number)
    assert (row.state, row.attempts) == ("failed", pace.ATTEMPTS)
    assert row.last_error == "Tried 20 times. The mail server said: 451 Try later"
    assert open_tasks(number) == ["message_failed"]
    assert post_office.mails == []


def test_a_server_that_stays_away_ends_in_a_task_for_letters_and_in_patience_for_reminders(
    app: Flask, staff: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, (reminder, *_) = letter_due(staff["officer"]), messages_due(staff)[-1:]
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    _attempt_until_the_end(number, reminder)
    assert (message(number).state, open_tasks(number)) == ("failed", ["message_failed"])
    assert message(reminder).state == "pending"


def _attempt_until_the_end(*ids: int) -> None:
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as traveller:
        for _ in range(pace.ATTEMPTS):
            assert message(ids[0]).state == "pending"
            mail.send(*ids)
            traveller.move_to(message(ids[0]).next_attempt_at)
        assert clock.now() - begun > dt.timedelta(hours=12)


def _it_is_not_safe(person: Person) -> None:
    person.email_unsafe = True


def _the_address_changed(person: Person) -> None:
    person.email = "another@invented.example"


@pytest.mark.parametrize("change", [_it_is_not_safe, _the_address_changed])
def test_a_letter_that_is_not_safe_any_more_does_not_go(
    post_office: PostOffice, staff: dict[str, Actor], change: object
) -> None:
    number = letter_due(staff["officer"])
    with unit_of_work():
        assert callable(change)
        change(db.session.scalars(select(Person).where(Person.email == ADDRESS)).one())
    other = letter_due(staff["officer"], address="cam@invented.example")
    mail.send(number, other)
    assert [mail["To"] for mail in post_office.mails] == ["cam@invented.example"]
    assert states() == ["failed", "sent"]
    assert open_tasks(number) == ["message_failed"]
    assert message(number).attempts == 0


def test_a_letter_is_wanted_until_it_is_given_up(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    number = letter_due(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Case).values(restricted=True))
    sweep.offer_mail()
    assert states() == ["pending"]
    with unit_of_work():
        db.session.execute(update(Message).values(state="given_up"))
    mail.send(number)
    assert post_office.mails == []


def test_a_folder_that_never_got_it_cannot_say_that_it_did(
    app: Flask, staff: dict[str, Actor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_ADAPTER", "folder")
    monkeypatch.setitem(app.config, "OUTGOING_FOLDER", str(tmp_path / "outgoing"))
    number = letter_due(staff["officer"])
    with unit_of_work():
        claims.claim(number, "a worker that is dead now", now=clock.now())
    mail.send(letter_due(staff["officer"], address="cam@invented.example"))
    sweep_and_settle(number, after=LONG_AFTER)
    assert len(list((tmp_path / "outgoing").iterdir())) == 1
    assert states() == ["uncertain", "sent"]


def test_notify_gets_the_document(notify: NotifyServer, staff: dict[str, Actor]) -> None:
    mail.send(letter_due(staff["officer"]))
    (kept,) = notify.kept
    assert kept["personalisation"]["file"]["filename"].endswith("-L-E06.pdf")
    assert "Pat" not in json.dumps(kept["personalisation"]["subject"])
