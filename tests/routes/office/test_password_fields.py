"""A password is typed unseen, may come from a password manager, and counts exactly as it was typed."""

import re
from pathlib import Path

import pytest
from flask import Flask

from casework.extensions import db
from casework.models import User
from tests.client import CheckingClient, read
from tests.people import PASSWORD
from tests.routes.conftest import Inside, SignIn
from tests.routes.office.test_administration import USERS, an_account

STATIC = Path(__file__).parents[3] / "static"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-in", {"password": "current-password"}),
        ("/password", {"current": "current-password", "password": "new-password", "again": "new-password"}),
    ],
)
def test_a_password_is_hidden_and_a_password_manager_may_fill_it_in(
    client: CheckingClient, signed_in: SignIn, path: str, fields: dict[str, str]
) -> None:
    html = (client if path == "/sign-in" else signed_in("officer")).get(path).text
    page = read(html)
    inputs = {given["name"]: given for given in page.inputs if given.get("name") in fields}
    assert {name: given["autocomplete"] for name, given in inputs.items()} == fields
    assert {given["type"] for given in inputs.values()} == {"password"}
    ours = [STATIC / name for name in re.findall(r'src="/static/([\w.-]+\.js)', html)]
    assert ours
    assert [path.name for path in ours if "paste" in path.read_text()] == []


@pytest.mark.parametrize(
    "new",
    [
        " Four Words with space around ",
        "gänzlich ohne Sinn und 🐢 dazu",
        "all small letters of no rule",
        " ".join(f"word{number}x" for number in range(22)),
    ],
)
def test_a_password_counts_exactly_as_it_was_typed(app: Flask, new: str) -> None:
    _, email = an_account(app)
    theirs = CheckingClient(app)
    theirs.sign_in(email)
    assert theirs.send("/password", current=PASSWORD, password=new, again=new).status_code == 303
    for other in {new.strip() + " ", new.swapcase(), new[:-1], new + " "} - {new}:
        assert CheckingClient(app).sign_in(email, other).status_code == 422
    assert CheckingClient(app).sign_in(email, new).status_code == 303


def test_a_form_takes_what_it_asks_for_and_nothing_else(app: Flask, inside: Inside) -> None:
    number, email = an_account(app)
    theirs = CheckingClient(app)
    theirs.sign_in(email)
    more = {"roles": ["administrator"], "role": "administrator", "email": "other@test.example", "is_enabled": ""}
    new = "four words without sense"
    assert theirs.send("/password", current=PASSWORD, password=new, again=new, **more).status_code == 303
    user = inside(lambda: [(one.email, sorted(one.roles)) for one in db.session.query(User).filter_by(id=number)])
    assert user == [(email, ["casework_officer"])]
    assert theirs.get(USERS).status_code == 403
