"""The print queue: what waits, what was posted, and what is refused."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, Message, Note, Person
from casework.services.record import files
from casework.transaction import unit_of_work
from tests.factories import restrict, token
from tests.routes.conftest import Inside, SignIn
from tests.services.letters.posts import SEEMS_FINE, for_the_post

Staff = dict[str, Actor]


def day(on: dt.date) -> dict[str, str]:
    return {"posted_on-day": str(on.day), "posted_on-month": str(on.month), "posted_on-year": str(on.year)}


@pytest.fixture
def waiting(inside: Inside, staff: Staff) -> list[int]:
    """The ids of two messages that wait, the second in large print."""
    return list(inside(lambda: [for_the_post(staff).id, for_the_post(staff, large_print=True).id]))


def states(inside: Inside) -> list[str]:
    return list(inside(lambda: db.session.scalars(select(Message.state).order_by(Message.id)).all()))


def reference_of(inside: Inside, message_id: int) -> str:
    query = select(Case.reference).join(Message, Message.case_id == Case.id).where(Message.id == message_id)
    return str(inside(lambda: db.session.scalar(query)))


def test_an_empty_queue_and_an_empty_list_say_so(signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "No letter is waiting" in client.get("/post").text
    assert "No letter has been posted yet" in client.get("/post/posted").text
    assert 'href="/post"' in client.get("/cases").text


def test_the_queue_says_what_to_print_and_to_whom(waiting: list[int], inside: Inside, signed_in: SignIn) -> None:
    page = signed_in("officer").get("/post").text
    for message_id in waiting:
        assert reference_of(inside, message_id) in page
        assert f'value="{message_id}"' in page
    assert "Acknowledges an enquiry" in page
    assert "Pat Invented" in page
    assert page.count("Large print") == 1
    assert "PDF" in page
    assert "Give up" not in page


def test_letters_are_ticked_and_stand_under_posted_with_both_days(
    waiting: list[int], inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    sent = client.send("/post", letters=[str(number) for number in waiting], **day(clock.today()))
    assert sent.status_code == 303
    page = client.get("/post").text
    assert "2 letters are recorded as posted" in page
    assert "No letter is waiting" in page
    posted = client.get("/post/posted").text
    assert reference_of(inside, waiting[0]) in posted
    assert "Counts as provided on" in posted
    assert states(inside) == ["sent", "sent"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (lambda ids: day(clock.today()), "Choose the letters that were posted"),
        (lambda ids: {"letters": ids, **day(clock.today() + dt.timedelta(days=1))}, "today or in the past"),
        (lambda ids: {"letters": ids, "posted_on-day": "", "posted_on-month": "", "posted_on-year": ""}, "Enter the"),
        (lambda ids: {"letters": ["x"], **day(clock.today())}, "Choose the letters from the list"),
        (lambda ids: {"letters": ids, **day(clock.today() - dt.timedelta(days=3))}, "finished after that day"),
    ],
    ids=["nothing ticked", "a day to come", "no day", "no number", "too early"],
)
def test_what_cannot_be_is_refused_and_nothing_is_posted(
    waiting: list[int], inside: Inside, signed_in: SignIn, typed: Callable[[list[str]], dict[str, Any]], said: str
) -> None:
    given = typed([str(number) for number in waiting])
    answer = signed_in("officer").send("/post", **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert states(inside) == ["pending", "pending"]


def test_each_letter_that_was_not_finished_by_then_says_so_in_its_line(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    with time_machine.travel(dt.datetime.combine(clock.today() - dt.timedelta(days=9), dt.time(10), dt.UTC)):
        early = inside(lambda: for_the_post(staff).id)
    late = inside(lambda: for_the_post(staff).id)
    typed = {"letters": [str(early), str(late)], **day(clock.today() - dt.timedelta(days=1))}
    answer = signed_in("officer").send("/post", **typed)
    assert answer.status_code == 422
    assert f'id="letters-{late}-error"' in answer.text
    assert f'id="letters-{early}-error"' not in answer.text
    assert f'href="#letters-{late}"' in answer.text
    assert answer.text.count(" checked") == 2


def test_a_second_person_with_the_same_list_is_told(waiting: list[int], inside: Inside, signed_in: SignIn) -> None:
    other = signed_in("reviewer")
    given = {"csrf_token": other.csrf("/post"), "token": token(), **day(clock.today())}
    first = signed_in("officer").send("/post", letters=[str(waiting[0])], **day(clock.today()))
    assert first.status_code == 303
    answer = other.post("/post", data={**given, "letters": [str(number) for number in waiting]})
    assert answer.status_code == 409
    assert "Somebody has dealt with a letter of" in answer.text
    assert states(inside) == ["sent", "pending"]


def test_an_address_that_became_unsafe_is_marked(waiting: list[int], inside: Inside, signed_in: SignIn) -> None:
    def make_unsafe() -> None:
        with unit_of_work():
            person = db.session.scalars(select(Person).order_by(Person.id)).first()
            assert person is not None
            person.post_unsafe = True

    inside(make_unsafe)
    page = signed_in("officer").get("/post").text
    assert page.count("Do not post it. Post is not safe for this person") == 1


def test_a_manager_gives_up_what_will_not_be_posted(waiting: list[int], inside: Inside, signed_in: SignIn) -> None:
    client, address = signed_in("manager"), f"/messages/{waiting[0]}/give-up"
    assert address in client.get("/post").text
    done = client.send(address, reason="Handed over in person (invented).")
    assert (done.status_code, done.location) == (303, "/post")
    assert states(inside) == ["given_up", "pending"]
    assert inside(lambda: db.session.query(Note).filter_by(text="Handed over in person (invented).").count()) == 1
    assert client.send(address, reason="Again").status_code == 409


@pytest.mark.parametrize("what", ["resend", "confirm", "send-anyway"])
def test_what_is_for_mail_is_not_there_for_the_post(waiting: list[int], signed_in: SignIn, what: str) -> None:
    client = signed_in("manager")
    given = {"csrf_token": client.csrf("/post"), "token": token()}
    assert client.post(f"/messages/{waiting[0]}/{what}", data=given).status_code == 404


def test_a_restricted_case_is_in_the_queue_of_those_named_alone(
    waiting: list[int], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    hidden = reference_of(inside, waiting[0])
    inside(lambda: restrict(hidden, staff["officer"], staff["manager"]))
    client = signed_in("reviewer")
    assert hidden not in client.get("/post").text
    both = [str(number) for number in waiting]
    assert client.send("/post", letters=both, **day(clock.today())).status_code == 404
    assert states(inside) == ["pending", "pending"]
    assert client.send("/post", letters=both[1:], **day(clock.today())).status_code == 303
    assert hidden in signed_in("officer").get("/post").text
    assert signed_in("officer").send("/post", letters=both[:1], **day(clock.today())).status_code == 303
    assert hidden not in client.get("/post/posted").text


@pytest.mark.parametrize("before", ["", "x", "-1", "99999999999", "1"])
def test_the_list_of_posted_letters_takes_any_address(signed_in: SignIn, before: str) -> None:
    assert signed_in("officer").get(f"/post/posted?before={before}").status_code == 200


def test_a_letter_is_printed_from_what_is_kept_also_before_the_job_has_made_it(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def send() -> tuple[str, int]:
        row = for_the_post(staff, made=False)
        return db.session.get_one(Case, row.case_id).reference, row.letter_id or 0

    reference, number = inside(send)
    client, path = signed_in("officer"), f"/cases/{reference}/letters/{number}/document"
    first = client.get(path)
    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    kept = inside(lambda: files.content(db.session.get_one(Letter, number).document_sha256 or ""))
    assert first.data == kept == client.get(path).data


def test_what_cannot_be_printed_says_so_in_its_line(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: db.session.get_one(Case, for_the_post(staff, said=SEEMS_FINE).case_id).reference)
    page = signed_in("officer").get("/post").text
    assert reference in page
    assert "These characters cannot be printed" in page
