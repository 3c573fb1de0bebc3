"""The page of reminders and letters: what a manager sees and does about reminders that did not go out."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Message, Note, User
from casework.services.deadlines import notices
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.jobs.offices import message, messages_due

REASON = "The mail server said: 550 No such person"


@pytest.fixture
def client(app: Flask) -> Iterator[CheckingClient]:
    with CheckingClient(app) as client:
        client.sign_in("manager")
        yield client


@pytest.fixture
def failed(app: Flask, staff: dict[str, Actor]) -> int:
    """The id of a reminder that was refused."""
    with app.app_context():
        (number,) = messages_due(staff)
        change(number, state="failed", attempts=1, last_error=REASON)
    return number


def change(number: int, **values: Any) -> None:
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == number).values(**values))


def events(number: int) -> list[str]:
    case_id = message(number).case_id
    return [event.kind for event in db.session.query(CaseEvent).filter_by(case_id=case_id).order_by(CaseEvent.id)]


def test_nothing_to_look_at_says_so(client: CheckingClient) -> None:
    for view in ("problems", "waiting", "sent", "given_up", "nonsense"):
        assert client.get(f"/messages?show={view}").status_code == 200
    assert "Every reminder and every letter went out." in client.get("/messages").text


def test_what_was_never_due_has_no_day(client: CheckingClient, app: Flask, failed: int) -> None:
    """A directory entry that nobody has verified yet."""
    with app.app_context():
        change(failed, due_on=notices.NEVER)
    page = client.get("/messages").text
    assert REASON in page
    assert "1970" not in page


def test_what_failed_stands_first_with_its_reason(client: CheckingClient, failed: int) -> None:
    page = client.get("/messages").text
    assert REASON in page
    assert "Officer (invented)" in page
    assert "E-2" in page


def test_send_again_makes_it_pending_offers_it_and_records_it(
    app: Flask, client: CheckingClient, failed: int, queue_url: str
) -> None:
    with Redis.from_url(queue_url) as redis:
        redis.flushall()
        answer = client.send("/messages", to=f"/messages/{failed}/resend")
        assert [job.args for job in Queue("mail", connection=redis, serializer=JSONSerializer).jobs] == [[failed]]
    assert answer.status_code == 303
    assert "is being sent again" in client.get("/messages").text
    with app.app_context():
        row = message(failed)
        assert (row.state, row.attempts) == ("pending", 0)
        assert events(failed)[-1] == "message_resent"


def test_a_reminder_goes_again_to_the_present_address_and_not_to_a_closed_account(
    app: Flask, client: CheckingClient, failed: int
) -> None:
    def change_account(**values: Any) -> None:
        with app.app_context(), unit_of_work():
            db.session.execute(update(User).where(User.id == message(failed).recipient_id).values(**values))

    change_account(email="officer.new@test.example", is_enabled=False)
    given = {"csrf_token": client.csrf("/messages"), "token": "a token of this very test"}
    refused = client.post(f"/messages/{failed}/resend", data=given)
    assert refused.status_code == 409
    assert "account is closed" in refused.text
    change_account(is_enabled=True)
    assert client.send("/messages", to=f"/messages/{failed}/resend").status_code == 303
    with app.app_context():
        assert (message(failed).state, message(failed).to_address) == ("pending", "officer.new@test.example")


def test_a_double_click_counts_once(app: Flask, client: CheckingClient, failed: int) -> None:
    given = {"csrf_token": client.csrf("/messages"), "token": "a token that is used twice"}
    codes = [client.post(f"/messages/{failed}/resend", data=given).status_code for _ in range(2)]
    assert codes == [303, 409]
    with app.app_context():
        assert events(failed).count("message_resent") == 1


def test_while_the_queue_is_down_the_change_is_kept_and_the_page_says_that_mail_follows(
    app: Flask, client: CheckingClient, failed: int
) -> None:
    known, before = app.extensions.pop("queue_client", None), app.config["REDIS_URL"]
    app.config["REDIS_URL"] = "unix:///nowhere/queue.sock"
    answer = client.send("/messages", to=f"/messages/{failed}/resend")
    app.extensions.pop("queue_client").close()
    app.config["REDIS_URL"] = before
    if known is not None:
        app.extensions["queue_client"] = known
    assert answer.status_code == 303
    assert "mail and counts will follow" in client.get("/messages").text
    with app.app_context():
        assert message(failed).state == "pending"


def test_giving_up_needs_a_reason_which_is_kept_as_a_note(app: Flask, client: CheckingClient, failed: int) -> None:
    address = f"/messages/{failed}/give-up"
    refused = client.send(address, reason=" ")
    assert refused.status_code == 422
    assert "Say why it need not be sent" in refused.text
    assert client.send(address, reason=f"Told in person {PROBE}").status_code == 303
    with app.app_context():
        assert message(failed).state == "given_up"
        assert events(failed)[-1] == "message_given_up"
        assert db.session.scalars(select(Note.text)).one() == f"Told in person {PROBE}"
    assert "Given up" in client.get("/messages?show=given_up").text


@pytest.mark.parametrize("reason", ["x" * 1001, "x" * 200_000, "a\x00b"])
def test_an_unusable_reason_is_refused_and_changes_nothing(
    app: Flask, client: CheckingClient, failed: int, reason: str
) -> None:
    assert client.send(f"/messages/{failed}/give-up", reason=reason).status_code == 422
    with app.app_context():
        assert message(failed).state == "failed"


@pytest.mark.parametrize("state", ["sent", "given_up", "claimed"])
def test_what_needs_nothing_more_is_refused(app: Flask, client: CheckingClient, failed: int, state: str) -> None:
    with app.app_context():
        change(failed, state=state, sent_at=clock.now())
    given = {"csrf_token": client.csrf("/messages"), "token": "a token of this very test", "reason": "Done"}
    for what in ("resend", "give-up"):
        given["token"] += what
        assert client.post(f"/messages/{failed}/{what}", data=given).status_code == 409
    with app.app_context():
        assert message(failed).state == state


def test_a_restricted_case_is_not_there_for_a_manager_who_is_not_named(
    app: Flask, client: CheckingClient, failed: int, staff: dict[str, Actor]
) -> None:
    with app.app_context():
        reference = db.session.get_one(Case, message(failed).case_id).reference
        factories.restrict(reference, staff["second_manager"])
    assert reference not in client.get("/messages").text
    assert client.get(f"/messages/{failed}/give-up").status_code == 404
    given = {"csrf_token": client.csrf("/messages"), "token": "a token of this test"}
    assert client.post(f"/messages/{failed}/resend", data=given).status_code == 404
    client.send("/messages", to="/sign-out", form=0)
    client.sign_in("second_manager")
    assert reference in client.get("/messages").text


@pytest.mark.parametrize("who", ["officer", "reviewer", "administrator", "auditor"])
def test_it_is_for_managers(app: Flask, failed: int, who: str) -> None:
    with CheckingClient(app) as client:
        client.sign_in(who)
        assert client.get("/messages").status_code == 403
        assert client.get(f"/messages/{failed}/give-up").status_code == 403
        given = {"csrf_token": client.csrf("/password"), "token": "a token of this test"}
        assert client.post(f"/messages/{failed}/resend", data=given).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "x"])
def test_a_message_that_does_not_exist_is_not_found(client: CheckingClient, number: str) -> None:
    assert client.get(f"/messages/{number}/give-up").status_code == 404


def test_more_than_a_page_can_be_paged_through(app: Flask, client: CheckingClient, staff: dict[str, Actor]) -> None:
    with app.app_context():
        ids = messages_due(staff, 51)
    first = client.get("/messages?show=waiting").text
    assert first.count("Due today") == 50
    older = client.get(f"/messages?show=waiting&before={ids[1]}").text
    assert older.count("Due today") == 1
    assert f"before={ids[1]}" in first
