"""A form that comes after its session has ended: whoever typed it signs in again, and all of it is there."""

import random
import re
import string

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import Note
from casework.services.office import sessions
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, Page
from tests.people import PASSWORD
from tests.routes.conftest import Inside, SignIn

TYPED = "A long note\r\nof two lines & <signs> (invented)"


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


@pytest.fixture
def after(reference: str, inside: Inside, signed_in: SignIn, staff: dict[str, Actor]) -> tuple[CheckingClient, str]:
    """A client whose session was ended elsewhere, and the page that answers the form which it had open."""
    client = signed_in("officer")
    fields = Page(client.get(f"/cases/{reference}/notes/new").text).forms[-1]["fields"]

    def end() -> None:
        with unit_of_work():
            sessions.end_all(staff["officer"].user_id or 0)

    inside(end)
    answer = client.post(f"/cases/{reference}/notes/new", data={**fields, "text": TYPED})
    assert answer.status_code == 401
    assert "what you typed comes back" in answer.text
    return client, answer.text


def sign_in(client: CheckingClient, page: str, email: str, password: str = PASSWORD) -> str:
    fields = Page(page).forms[-1]["fields"]
    answer = client.post("/sign-in", data={**fields, "email": email, "password": password})
    assert answer.status_code in (200, 303, 422)
    return answer.text


def notes(inside: Inside) -> list[str]:
    return list(inside(lambda: [note.text for note in db.session.query(Note)]))


def test_what_was_typed_comes_back_and_one_press_sends_it(
    after: tuple[CheckingClient, str], reference: str, inside: Inside
) -> None:
    client, page = after
    back = sign_in(client, page, "officer@test.example")
    assert "You are signed in again" in back
    assert "A long note" in back
    assert notes(inside) == []
    form = Page(back).forms[-1]
    assert form["action"] == f"/cases/{reference}/notes/new"
    sent = client.post(form["action"], data=form["fields"])
    assert sent.status_code == 303
    assert notes(inside) == [TYPED.replace("\r\n", "\n")]


def test_it_is_there_after_a_wrong_password_too(after: tuple[CheckingClient, str]) -> None:
    client, page = after
    again = sign_in(client, page, "officer@test.example", "wrong")
    assert "The e-mail address or the password is not right" in again
    assert "A long note" in sign_in(client, again, "officer@test.example")


def test_nobody_else_gets_it(after: tuple[CheckingClient, str]) -> None:
    client, page = after
    assert "A long note" not in sign_in(client, page, "reviewer@test.example")
    assert "somebody else" in client.get("/").text


def test_it_cannot_be_made_up(after: tuple[CheckingClient, str]) -> None:
    client, page = after
    forged = re.sub(r'name="kept" value="[^"]{8}', 'name="kept" value="AAAAAAAA', page)
    assert "You are signed in again" not in sign_in(client, forged, "officer@test.example")


def test_a_page_that_is_only_read_leads_to_signing_in_and_back(app: Flask) -> None:
    assert CheckingClient(app).get("/cases").location == "/sign-in?next=/cases"


def test_signing_out_in_another_tab_loses_nothing_in_this_one(
    reference: str, signed_in: SignIn, inside: Inside
) -> None:
    client = signed_in("officer")
    fields = Page(client.get(f"/cases/{reference}/notes/new").text).forms[-1]["fields"]
    client.send("/cases", to="/sign-out", form=1)
    client.get("/sign-in")
    typed = {**fields, "text": TYPED}
    elsewhere = client.post(f"/cases/{reference}/notes/new", data=typed, headers={"Origin": "https://evil.example"})
    assert elsewhere.status_code == 400
    answer = client.post(f"/cases/{reference}/notes/new", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 401
    assert "A long note" in sign_in(client, answer.text, "officer@test.example")


def test_a_form_that_is_too_much_to_be_kept_is_shown_to_be_copied_and_one_can_sign_in(
    reference: str, signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    """Just under what may be sent at once, and of letters by chance, so that packing makes it larger."""
    client = signed_in("officer")
    fields = Page(client.get(f"/cases/{reference}/notes/new").text).forms[-1]["fields"]
    signs = (string.ascii_letters + string.digits + "-._~").encode()
    text = random.Random(8).randbytes(4_190_000).translate(bytes(signs[n % len(signs)] for n in range(256))).decode()

    def end() -> None:
        with unit_of_work():
            sessions.end_all(staff["officer"].user_id or 0)

    inside(end)
    answer = client.post(f"/cases/{reference}/notes/new", data={**fields, "text": text})
    assert answer.status_code == 401
    assert "too much to be kept" in answer.text
    assert text[-200:] in answer.text
    form = Page(answer.text).forms[-1]
    signed = client.post(form["action"], data={**form["fields"], "email": "officer@test.example", "password": PASSWORD})
    assert signed.status_code == 303
