"""The page of reminders and letters: letters that were not delivered or may not have arrived, and rows without a case."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import settling
from casework.models import Case, CaseEvent, Message, Person, Task
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.jobs.letters import letter_due, open_tasks
from tests.jobs.offices import message
from tests.routes.conftest import Inside, SignIn

HANDED_OVER = dt.datetime(2026, 11, 19, 16, 30, tzinfo=dt.UTC)
REASON = "The connection was lost while sending."


@pytest.fixture
def manager(signed_in: SignIn) -> CheckingClient:
    return signed_in("manager")


def make(inside: Inside, staff: dict[str, Actor], **values: Any) -> int:
    """The id of a letter's message in the state that `values` describe."""

    def write() -> int:
        number = letter_due(staff["officer"])
        given = {"claimed_at": HANDED_OVER, "attempts": 1, "last_error": REASON, **values}
        with unit_of_work():
            db.session.execute(update(Message).where(Message.id == number).values(**given))
        if values.get("state") == "uncertain":
            settling.settle(number)
        return number

    return int(inside(write))


def events(number: int) -> list[tuple[str, int | None]]:
    query = select(CaseEvent.kind, CaseEvent.actor_id).where(CaseEvent.case_id == message(number).case_id)
    return [(kind, who) for kind, who in db.session.execute(query.order_by(CaseEvent.id))]


def look(inside: Inside, number: int) -> tuple[str, list[str]]:
    return inside(lambda: (message(number).state, open_tasks(number)))


def test_an_uncertain_letter_says_so_and_offers_what_can_be_done(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")
    page = manager.get("/messages").text
    for words in ("May not have arrived", "Letter L-E06", "Pat Invented", REASON, "It arrived", "Send again anyway"):
        assert words in page
    assert f"/messages/{number}/resend" not in page


def test_a_letter_of_which_somebody_says_that_it_arrived_was_sent_when_it_was_handed_over(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")
    assert look(inside, number) == ("uncertain", ["message_uncertain"])
    assert manager.send("/messages", to=f"/messages/{number}/confirm").status_code == 303
    assert "counts as sent" in manager.get("/messages").text
    assert look(inside, number) == ("sent", [])
    row = inside(lambda: message(number))
    assert (row.sent_at, row.provided_on) == (HANDED_OVER, dt.date(2026, 11, 19))
    assert ("message_confirmed", staff["manager"].user_id) in inside(lambda: events(number))
    reference = inside(lambda: db.session.get_one(Case, row.case_id).reference)
    assert "Confirmed that a letter arrived" in manager.get(f"/cases/{reference}/timeline").text


def test_send_again_anyway_says_that_it_may_arrive_twice(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")
    address = f"/messages/{number}/send-anyway"
    assert "may get it twice" in manager.get(address).text
    assert look(inside, number)[0] == "uncertain"
    assert manager.send(address).status_code == 303
    assert look(inside, number)[0] == "pending"
    row = inside(lambda: message(number))
    assert inside(lambda: events(number))[-1] == ("message_resent", staff["manager"].user_id)
    reference = inside(lambda: db.session.get_one(Case, row.case_id).reference)
    assert "Sent a letter again" in manager.get(f"/cases/{reference}/timeline").text


def test_the_plain_button_never_sends_an_uncertain_letter(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")
    given = {"csrf_token": manager.csrf("/messages"), "token": "a token of this very test"}
    answer = manager.post(f"/messages/{number}/resend", data=given)
    assert answer.status_code == 409
    assert "may have arrived" in answer.text
    assert look(inside, number)[0] == "uncertain"


def test_giving_up_needs_a_reason_and_ends_the_task(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")
    address = f"/messages/{number}/give-up"
    assert "Give up a letter" in manager.get(address).text
    assert manager.send(address, reason=" ").status_code == 422
    assert look(inside, number) == ("uncertain", ["message_uncertain"])
    assert manager.send(address, reason="Told by phone").status_code == 303
    assert look(inside, number) == ("given_up", [])


def test_a_letter_that_was_not_delivered_is_sent_again(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="failed")
    assert "Not delivered" in manager.get("/messages").text
    assert manager.send("/messages", to=f"/messages/{number}/resend").status_code == 303
    assert "The letter about E-2" in manager.get("/messages").text
    assert look(inside, number)[0] == "pending"


def test_what_is_not_safe_any_more_is_not_sent_again(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="failed")

    def mark() -> None:
        with unit_of_work():
            db.session.execute(update(Person).values(email_unsafe=True))

    inside(mark)
    answer = manager.send("/messages", to=f"/messages/{number}/resend")
    assert answer.status_code == 409
    assert "not safe for this person" in answer.text
    assert look(inside, number)[0] == "failed"


NOTE = "Shares the mailbox with the person complained about (invented)"


@pytest.mark.parametrize("state", ["pending", "failed", "uncertain"])
def test_a_note_on_safe_contact_is_read_before_a_letter_is_sent_again(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor], state: str
) -> None:
    number = make(inside, staff, state=state)

    def write() -> None:
        with unit_of_work():
            db.session.execute(update(Person).values(safe_contact=NOTE))

    inside(write)
    address, listed = f"/messages/{number}/send-anyway", "waiting" if state == "pending" else "problems"
    page = manager.get(f"/messages?show={listed}").text
    assert address in page
    assert f"/messages/{number}/resend" not in page
    assert NOTE not in page
    given = {"csrf_token": manager.csrf("/messages"), "token": "a token of this very test"}
    refused = manager.post(f"/messages/{number}/resend", data=given)
    assert refused.status_code == 409
    assert look(inside, number)[0] == state
    assert NOTE in manager.get(address).text
    assert manager.send(address).status_code == 303
    assert look(inside, number)[0] == "pending"


@pytest.mark.parametrize("state", ["pending", "failed", "sent", "given_up", "claimed"])
def test_only_what_may_not_have_arrived_is_confirmed(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor], state: str
) -> None:
    make(inside, staff, state="failed")
    number = make(inside, staff, state=state, sent_at=clock.now())
    given = {"csrf_token": manager.csrf("/messages"), "token": "a token of this very test"}
    assert manager.post(f"/messages/{number}/confirm", data=given).status_code == 409
    assert look(inside, number)[0] == state


def test_a_restricted_case_keeps_its_letters_from_a_manager_who_is_not_named(
    manager: CheckingClient, signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    number = make(inside, staff, state="uncertain")

    def close() -> None:
        case = db.session.get_one(Case, message(number).case_id)
        factories.restrict(case.reference, staff["second_manager"])

    inside(close)
    assert "Pat Invented" not in manager.get("/messages").text
    assert manager.get(f"/messages/{number}/send-anyway").status_code == 404
    for what in ("confirm", "resend", "give-up", "send-anyway"):
        given = {"csrf_token": manager.csrf("/password"), "token": f"a token for {what} of this test", "reason": "x"}
        assert manager.post(f"/messages/{number}/{what}", data=given).status_code == 404
    assert look(inside, number)[0] == "uncertain"
    assert "Pat Invented" in signed_in("second_manager").get("/messages").text


def test_what_is_about_no_case_is_there_for_managers(
    manager: CheckingClient, inside: Inside, staff: dict[str, Actor]
) -> None:
    def write() -> int:
        with unit_of_work():
            row = Message(
                kind="digest",
                rule="digest",
                about="digest",
                due_on=clock.today(),
                recipient_id=staff["officer"].user_id,
                to_address="officer@test.example",
                message_id="<digest-1@casework.example>",
                state="failed",
                created_at=clock.now(),
                next_attempt_at=clock.now(),
                last_error="The mail server said: 550 No such person",
            )
            db.session.add(row)
            db.session.flush()
            return row.id

    number = inside(write)
    page = manager.get("/messages").text
    assert "Morning mail" in page
    assert "Several" in page
    assert manager.send("/messages", to=f"/messages/{number}/resend").status_code == 303
    too_long = manager.send(f"/messages/{number}/give-up", reason="x" * 301)
    assert (too_long.status_code, "to 300 characters" in too_long.text) == (422, True)
    assert manager.send(f"/messages/{number}/give-up", reason="x" * 300).status_code == 303
    row = inside(lambda: message(number))
    assert (row.state, row.last_error) == ("given_up", "x" * 300)
    assert "The morning mail to Officer (invented) is given up." in manager.get("/messages?show=given_up").text


def test_what_goes_by_post_is_not_on_the_page(manager: CheckingClient, inside: Inside, staff: dict[str, Actor]) -> None:
    number = inside(lambda: letter_due(staff["officer"], channel="post"))
    assert "L-E06" not in manager.get("/messages?show=waiting").text
    assert manager.get(f"/messages/{number}/send-anyway").status_code == 404
    for what in ("resend", "confirm"):
        given = {"csrf_token": manager.csrf("/password"), "token": f"a token for {what} of this test"}
        assert manager.post(f"/messages/{number}/{what}", data=given).status_code == 404
    assert look(inside, number)[0] == "pending"


def test_tasks_name_nobody(inside: Inside, staff: dict[str, Actor]) -> None:
    number = make(inside, staff, state="uncertain")
    task = inside(lambda: db.session.scalars(select(Task).where(Task.message_id == number)).one())
    assert (task.owner_id, task.detail) == (staff["officer"].user_id, None)
