"""The page of reminders and letters: all that was not delivered goes again at one word of a manager."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import func, select, update

from casework import clock
from casework.access import Actor
from casework.errors import NotAllowed
from casework.extensions import db
from casework.models import Case, CaseAccess, CaseEvent, Letter, Message, Person, User
from casework.services.mail import resending
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.jobs.letters import letter_due
from tests.jobs.offices import message, messages_due
from tests.routes.conftest import Inside
from tests.services.record.test_concurrency import together

Staff = dict[str, Actor]
ADDRESS = "/messages/resend-all"
REASON = "The mail server said: 550 relay denied"


@pytest.fixture
def manager(signed_in: Callable[[str], CheckingClient]) -> CheckingClient:
    return signed_in("manager")


def letters(officer: Actor, amount: int) -> list[int]:
    """So many letters that the mail server refused, each about a case and to a person of its own."""
    return refuse([letter_due(officer, address=f"pat{number}@invented.example") for number in range(amount)])


def refuse(ids: list[int], state: str = "failed") -> list[int]:
    change(Message, ids, state=state, attempts=1, last_error=REASON, claimed_at=clock.now())
    return ids


def change(table: Any, ids: Sequence[int | None], **values: Any) -> None:
    with unit_of_work():
        db.session.execute(update(table).where(table.id.in_(ids)).values(**values))


def change_person(number: int, **values: Any) -> None:
    person = db.session.scalars(select(Letter.person_id).join(Message).where(Message.id == number)).one()
    change(Person, [person], **values)


def resent_events() -> int:
    db.session.rollback()
    return db.session.query(CaseEvent).filter_by(kind="message_resent").count()


def in_states(ids: list[int]) -> list[str]:
    return [message(number).state for number in ids]


def send(actor: Actor, token: str = "") -> resending.Resent:
    with unit_of_work():
        return resending.resend_all(sent=Sent(token or factories.token()), actor=actor)


def test_all_that_failed_goes_again_in_one_job_and_each_is_recorded(
    manager: CheckingClient, inside: Inside, staff: Staff, queue_url: str
) -> None:
    ids = inside(lambda: letters(staff["officer"], 2) + refuse(messages_due(staff)[2:]))
    assert "Send all again" in manager.get("/messages").text
    assert f"Send {len(ids)} messages again?" in manager.get(ADDRESS).text
    assert set(inside(lambda: in_states(ids))) == {"failed"}
    with Redis.from_url(queue_url) as redis:
        redis.flushall()
        answer = manager.send(ADDRESS)
        assert [job.args for job in Queue("mail", connection=redis, serializer=JSONSerializer).jobs] == [ids]
    assert (answer.status_code, answer.location) == (303, "/messages")
    page = manager.get("/messages").text
    assert f"{len(ids)} messages are being sent again." in page
    assert "Send all again" not in page
    rows = inside(lambda: [(message(number).state, message(number).attempts) for number in ids])
    assert rows == [("pending", 0)] * len(ids)
    assert inside(resent_events) == len(ids)


def test_what_somebody_has_to_look_at_first_stays_and_the_page_says_why(
    manager: CheckingClient, inside: Inside, staff: Staff
) -> None:
    def write() -> tuple[list[int], list[int]]:
        ids = letters(staff["officer"], 6)
        change(Message, ids[:1], state="uncertain")
        change_person(ids[1], safe_contact="Only after six (invented)")
        change_person(ids[2], email_unsafe=True)
        change_person(ids[3], email="moved@invented.example")
        return ids[:4], ids[4:]

    stay, go = inside(write)
    page = manager.get(ADDRESS).text
    for words in (
        "Send 2 messages again?",
        "4 messages stay",
        "1 may have arrived",
        "1 is to somebody with a note on safe contact",
        "1 is to somebody for whom e-mail is not safe",
        "1 is to an address that is not the recipient&#39;s any more",
    ):
        assert words in page
    assert "Only after six" not in page
    assert manager.send(ADDRESS).status_code == 303
    said = manager.get("/messages").text
    assert "2 messages are being sent again. 4 stay: 1 may have arrived; 1 is to somebody with a note" in said
    assert inside(lambda: in_states(go)) == ["pending"] * 2
    assert inside(lambda: in_states(stay)) == ["uncertain", "failed", "failed", "failed"]
    assert inside(resent_events) == 2
    assert "Nothing can be sent again together" in manager.get(ADDRESS).text


def test_a_reminder_goes_to_the_present_address_and_stays_where_the_account_is_closed(
    context: Flask, staff: Staff
) -> None:
    ids = refuse(messages_due(staff, 2))
    officer = staff["officer"].user_id
    assert officer is not None
    change(User, [officer], email="officer.new@test.example", is_enabled=False)
    assert send(staff["manager"]) == resending.Resent(sent=0, left=0, stays={resending.Stays.ACCOUNT: len(ids)})
    change(User, [officer], is_enabled=True)
    assert send(staff["manager"]).sent == len(ids)
    assert {message(number).to_address for number in ids} == {"officer.new@test.example"}


def test_a_restricted_case_keeps_its_letter_from_a_manager_who_is_not_named(context: Flask, staff: Staff) -> None:
    (number,) = letters(staff["officer"], 1)
    case_id = message(number).case_id
    assert case_id is not None
    change(Case, [case_id], restricted=True)
    with unit_of_work():
        named = staff["second_manager"].user_id
        db.session.add(CaseAccess(case_id=case_id, user_id=named, named_by_id=1, named_at=clock.now()))
    assert send(staff["manager"]) == resending.Resent(sent=0, left=0, stays={})
    assert message(number).state == "failed"
    assert send(staff["second_manager"]).sent == 1


@pytest.mark.parametrize("state", ["pending", "claimed", "sent", "given_up"])
def test_what_did_not_fail_is_left_alone(context: Flask, staff: Staff, state: str) -> None:
    ids = letters(staff["officer"], 1)
    change(Message, ids, state=state, sent_at=clock.now())
    assert send(staff["manager"]) == resending.Resent(sent=0, left=0, stays={})
    assert in_states(ids) == [state]


def test_the_oldest_go_first_where_there_are_more_than_one_click_sends(
    context: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resending, "MOST_AT_ONCE", 2)
    ids = letters(staff["officer"], 4)
    change_person(ids[0], safe_contact="A note (invented)")
    assert send(staff["manager"]) == resending.Resent(sent=2, left=1, stays={resending.Stays.NOTE: 1})
    assert in_states(ids) == ["failed", "pending", "pending", "failed"]
    assert send(staff["manager"]).sent == 1


def test_a_double_click_counts_once(manager: CheckingClient, inside: Inside, staff: Staff) -> None:
    inside(lambda: letters(staff["officer"], 2))
    given = {"csrf_token": manager.csrf(ADDRESS), "token": "a token that is used twice"}
    assert [manager.post(ADDRESS, data=given).status_code for _ in range(2)] == [303, 409]
    assert inside(resent_events) == 2


def test_two_managers_at_the_same_moment_send_each_message_once(app: Flask, staff: Staff) -> None:
    with app.app_context():
        ids = letters(staff["officer"], 4)
    sent: list[int] = []

    def act(who: str) -> Callable[[], object]:
        token = factories.token()
        return lambda: sent.append(resending.resend_all(sent=Sent(token), actor=staff[who]).sent)

    assert together(app, act("manager"), act("second_manager")) == ["done", "done"]
    assert sorted(sent) == [0, 4]
    with app.app_context():
        assert in_states(ids) == ["pending"] * 4
        assert resent_events() == 4
        most = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "message_resent")
        assert max(db.session.scalars(most.group_by(CaseEvent.case_id))) == 1


@pytest.mark.parametrize("who", ["officer", "reviewer", "administrator", "auditor"])
def test_it_is_for_managers(
    app: Flask, inside: Inside, staff: Staff, signed_in: Callable[[str], CheckingClient], who: str
) -> None:
    client = signed_in(who)
    assert client.get(ADDRESS).status_code == 403
    given = {"csrf_token": client.csrf("/password"), "token": "a token of this very test"}
    assert client.post(ADDRESS, data=given).status_code == 403
    with app.app_context(), pytest.raises(NotAllowed):
        resending.find(actor=staff[who])


def test_one_alone_offers_its_own_button(manager: CheckingClient, inside: Inside, staff: Staff) -> None:
    inside(lambda: letters(staff["officer"], 1))
    assert "Send all again" not in manager.get("/messages").text
