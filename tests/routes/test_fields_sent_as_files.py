"""A form takes a file where it asks for one, and nowhere else: whatever else comes as a file counts as not sent."""

import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from casework.access import Actor
from tests import factories
from tests.client import CheckingClient, read
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.routes.test_getting_writes_nothing import addresses, everything
from tests.services.letters import offices

Staff = dict[str, Actor]
SENDERS = (("officer", "enquiry"), ("reviewer", "sign-off"), ("manager", "decided"), ("administrator", "enquiry"))
FILLED_IN = {"day": "1", "month": "2", "year": "2025", "email": "pat@known.example"}


@pytest.fixture
def cases(inside: Inside, staff: Staff) -> dict[str, str]:
    """References of cases whose pages have nearly every form, beside a mail that waits."""

    def make() -> dict[str, str]:
        offices.add_directory()
        taking_in.receive(mails.plain())
        return {
            "enquiry": factories.enquiry(staff["officer"]).reference,
            "sign-off": factories.review_in_sign_off(staff).reference,
            "decided": factories.review_decided(staff).reference,
        }

    found: dict[str, str] = inside(make)
    return found


def forms(client: CheckingClient, path: str) -> list[dict[str, Any]]:
    with closing(client.get(path)) as answer:
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return []
        return [form for form in read(answer.text).forms if form.get("method", "get").lower() == "post"]


def target(app: Flask, path: str) -> str:
    """The endpoint that a form is sent to."""
    try:
        return str(app.url_map.bind("localhost").match(path.partition("?")[0], method="POST")[0])
    except HTTPException:
        return ""


def fields_of_forms(app: Flask, client: CheckingClient, reference: str) -> Iterator[tuple[str, int, str, str]]:
    """(page, form, where it is sent, field) of every field of every form."""
    for path in addresses(app, reference):
        for number, form in enumerate(forms(client, path)):
            action = form.get("action") or path
            for field in form["fields"]:
                yield path, number, action, field


def send(client: CheckingClient, path: str, number: int, field: str) -> int:
    """Send a form as it stands there now, with one field as a part that says that it is a file. 0 where it is gone."""
    found = forms(client, path)
    if number >= len(found) or field not in found[number]["fields"]:
        return 0
    data: dict[str, Any] = {
        name: value or FILLED_IN.get(name.rpartition("-")[2], "Invented")
        for name, value in found[number]["fields"].items()
    }
    data[field] = (io.BytesIO(b"sent as a file"), "x.txt")
    sent = client.post(found[number].get("action") or path, data=data, content_type="multipart/form-data")
    return int(sent.status_code)


@pytest.mark.one_database("how a form is read does not go by where its answers are kept")
@pytest.mark.parametrize(("who", "which"), SENDERS)
def test_any_field_of_any_form_may_come_as_a_file_and_none_is_taken_for_its_words(
    app: Flask, cases: dict[str, str], inside: Inside, signed_in: SignIn, who: str, which: str
) -> None:
    client, tried, failed = signed_in(who), set(), []
    for path, number, action, field in list(fields_of_forms(app, client, cases[which])):
        endpoint = target(app, action)
        if (endpoint, field) in tried or endpoint in ("session.sign_out", ""):
            continue
        tried.add((endpoint, field))
        status = send(client, path, number, field)
        if status >= 500:
            failed.append(f"{endpoint}, {field}: {status}")
    assert failed == []
    assert len(tried) > 20
    assert "FileStorage" not in str(inside(everything))


def test_json_is_no_form(signed_in: SignIn) -> None:
    client = signed_in("officer")
    token = {"X-CSRFToken": client.csrf("/password")}
    answer = client.post("/contacts/new", json={"token": 5, "row_version": [1], "about": {"a": 1}}, headers=token)
    assert answer.status_code in (400, 422)
