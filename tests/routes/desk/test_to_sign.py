"""What waits for a manager's signature: one queue, the oldest first, and the way from one to the next."""

import re

import pytest
from flask import Flask
from sqlalchemy import event, text

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_tasks import submitted as letter_to_sign

Staff = dict[str, Actor]


def reply_to_sign(staff: Staff) -> str:
    case = factories.drafting(staff["officer"], sensitive=True)
    return str(factories.move(case, "submit_reply", staff["officer"], reply="The patrols are on Friday.").reference)


@pytest.fixture
def queue(inside: Inside, staff: Staff) -> list[str]:
    """References of a decision, a letter and a reply, put forward in this order."""

    def put_forward() -> list[str]:
        decision = factories.review_in_sign_off(staff).reference
        letter = db.session.get_one(Case, letter_to_sign(staff).case_id).reference
        return [str(decision), str(letter), reply_to_sign(staff)]

    return list(inside(put_forward))


def listed(client: CheckingClient) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a class="cw-reference" href="/cases/([^"]+)"', client.get("/to-sign").text)


def way(page: str, rel: str) -> str:
    """The address behind "Previous to sign" (prev) or "Next to sign", or nothing."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1] if found else ""


def test_decisions_replies_and_letters_stand_in_one_queue_the_oldest_first(queue: list[str], signed_in: SignIn) -> None:
    client = signed_in("manager")
    assert listed(client) == queue
    page = client.get("/to-sign").text
    assert "Sign the draft decision or send it back" in page
    assert "Sign the reply or send it back" in page
    assert "Read and sign the letter to " in page
    assert '<a href="/to-sign"><b>3</b> To sign</a>' in client.get("/").text


def test_one_goes_from_each_to_the_next_and_back(queue: list[str], signed_in: SignIn) -> None:
    client = signed_in("manager")
    decision, letter, reply = queue
    first = client.get(f"/cases/{decision}/next-step", follow_redirects=True).text
    assert "1 of 3 to sign" in first
    assert way(first, "prev") == ""
    assert way(first, "next").startswith(f"/cases/{letter}/letters/")
    second = client.get(way(first, "next")).text
    assert "2 of 3 to sign" in second
    assert way(second, "prev") == f"/cases/{decision}/next-step"
    third = client.get(way(second, "next"), follow_redirects=True).text
    assert "Approve and send the reply" in third
    assert "3 of 3 to sign" in third
    assert way(third, "prev") == way(first, "next")
    assert way(third, "next") == ""
    assert f"/cases/{reply}/" in third


def test_from_a_letter_that_was_just_signed_one_goes_on(queue: list[str], inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("manager")
    letter_id = inside(lambda: db.session.query(Letter).filter_by(status="submitted").one().id)
    path = f"/cases/{queue[1]}/letters/{letter_id}"
    version = inside(lambda: db.session.get_one(Letter, letter_id).row_version)
    form = {"csrf_token": client.csrf("/cases"), "token": factories.token(), "row_version": version}
    assert client.post(f"{path}/sign", data=form).status_code == 303
    page = client.get(path).text
    assert "2 more to sign" in page
    assert way(page, "next") == f"/cases/{queue[0]}/next-step"


def test_signing_and_sending_back_lead_to_what_is_next_to_sign(
    queue: list[str], inside: Inside, signed_in: SignIn
) -> None:
    """With the way back beside it, until nothing is left."""
    client, back = signed_in("manager"), {"comments": "Say which tape."}
    letter_id = inside(lambda: db.session.query(Letter).filter_by(status="submitted").one().id)
    letter = f"/cases/{queue[1]}/letters/{letter_id}"
    sent = client.send(f"/cases/{queue[0]}/moves/send_back", **back)
    assert sent.location == letter
    page = client.get(letter).text
    assert f"{queue[0]}: The " in page
    assert f'<a class="govuk-link" href="/cases/{queue[0]}">Go back</a>' in page
    sent = client.send(letter, to=f"{letter}/sign", form=2)
    assert sent.location == f"/cases/{queue[2]}/next-step"
    page = client.get(sent.location, follow_redirects=True).text
    assert "Approve and send the reply" in page
    assert f'href="{letter}">Go back</a>' in page
    last = client.send(f"/cases/{queue[2]}/moves/send_back", **back)
    assert last.location == f"/cases/{queue[2]}"


def test_a_letter_sent_back_leads_on(queue: list[str], inside: Inside, signed_in: SignIn) -> None:
    letter_id = inside(lambda: db.session.query(Letter).filter_by(status="submitted").one().id)
    path = f"/cases/{queue[1]}/letters/{letter_id}/send-back"
    assert signed_in("manager").send(path, text="Shorter.").location == f"/cases/{queue[2]}/next-step"


def test_nobody_is_asked_to_sign_what_they_wrote(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def written_by_a_manager() -> None:
        case = factories.drafting(staff["officer"], sensitive=True)
        both = Actor(user_id=staff["manager"].user_id, name="", roles=staff["manager"].roles | staff["officer"].roles)
        factories.move(case, "submit_reply", both, reply="Invented.")

    inside(written_by_a_manager)
    assert "Nothing waits for your signature" in signed_in("manager").get("/to-sign").text
    assert len(listed(signed_in("second_manager"))) == 1


def test_a_case_that_no_step_brought_there_stands_by_the_time_it_was_logged(
    queue: list[str], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def bring() -> str:
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            db.session.execute(text("UPDATE cases SET state = 'for_approval' WHERE id = :id"), {"id": case.id})
        return str(case.reference)

    brought = inside(bring)
    assert listed(signed_in("manager")) == [*queue, brought]


def test_those_who_sign_nothing_have_no_queue(queue: list[str], staff: Staff, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert client.get("/to-sign").status_code == 403
    assert "to sign</a>" not in client.get(f"/cases/{queue[1]}/letters/1").text


def test_a_longer_queue_takes_no_more_queries(
    app: Flask, inside: Inside, staff: Staff, queue: list[str], signed_in: SignIn
) -> None:
    client, asked = signed_in("manager"), list[str]()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def reads(path: str) -> int:
        asked.clear()
        assert client.get(path).status_code == 200
        return sum(each.lstrip("( ").upper().startswith("SELECT") for each in asked)

    paths = ("/to-sign", f"/cases/{queue[2]}/moves/approve_reply")
    before = [reads(path) for path in paths]
    inside(lambda: [reply_to_sign(staff) for _ in range(4)])
    assert [reads(path) for path in paths] == before
    assert len(listed(client)) == 7
