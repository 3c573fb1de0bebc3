"""Signing in and out, one's own password."""

import secrets

import pytest
from flask import Flask

from casework import create_app
from casework.extensions import db
from tests.client import CheckingClient
from tests.people import PASSWORD
from tests.routes.conftest import SignIn


def test_sign_in_leads_to_my_work(client: CheckingClient) -> None:
    answer = client.sign_in("officer")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "My work" in client.get("/").text


def test_sign_in_goes_on_to_the_page_that_was_wanted(client: CheckingClient) -> None:
    asked = client.get("/cases?owner=none")
    assert asked.location == "/sign-in?next=/cases"
    answer = client.send(asked.location, email="officer@test.example", password=PASSWORD)
    assert answer.location == "/cases"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil.example"],
)
def test_sign_in_never_leads_elsewhere(client: CheckingClient, elsewhere: str) -> None:
    token = client.csrf()
    form = {"csrf_token": token, "email": "officer@test.example", "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": elsewhere}, data=form)
    assert answer.location == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("officer@test.example", "wrong"), ("nobody@test.example", PASSWORD), ("officer@test.example\0", PASSWORD)],
)
def test_sign_in_refuses_with_a_sentence_and_keeps_the_address(
    client: CheckingClient, email: str, password: str
) -> None:
    answer = client.send("/sign-in", email=email, password=password)
    assert answer.status_code == 422
    assert email.partition("\0")[0] in answer.text
    assert password not in answer.text
    assert client.get("/").status_code == 302


def test_sign_in_says_the_same_for_a_wrong_name_and_a_wrong_password(client: CheckingClient) -> None:
    sentence = "The e-mail address or the password is not right."
    assert sentence in client.send("/sign-in", email="officer@test.example", password="wrong").text
    assert sentence in client.send("/sign-in", email="nobody@test.example", password="wrong").text


def test_sign_in_cookie_is_kept_from_scripts_and_other_sites(client: CheckingClient) -> None:
    cookie = client.sign_in("officer").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


def test_sign_out_ends_the_session(signed_in: SignIn) -> None:
    client = signed_in("officer")
    answer = client.send("/cases", to="/sign-out", form=1)
    assert answer.status_code == 303
    assert client.get("/cases").location.startswith("/sign-in")


def test_sign_out_by_a_link_is_not_possible(signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert client.get("/sign-out").status_code == 405
    assert client.get("/cases").status_code == 200


def test_change_password_signs_out_everywhere_else(app: Flask, signed_in: SignIn) -> None:
    here, elsewhere = signed_in("officer"), signed_in("officer")
    new = "four words without sense"
    answer = here.send("/password", current=PASSWORD, password=new, again=new)
    assert answer.status_code == 303
    assert here.get("/cases").status_code == 200
    assert elsewhere.get("/cases").status_code == 302
    try:
        assert CheckingClient(app).sign_in("officer", new).status_code == 303
    finally:
        assert here.send("/password", current=new, password=PASSWORD, again=PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"current": "wrong", "password": "a new long one", "again": "a new long one"}, "This is not your password"),
        ({"current": PASSWORD, "password": "a new long one", "again": "another"}, "The two new passwords differ"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "at least 12 characters"),
        ({"current": PASSWORD, "password": "", "again": ""}, "Enter a new password"),
    ],
)
def test_change_password_refuses(signed_in: SignIn, typed: dict[str, str], sentence: str) -> None:
    answer = signed_in("officer").send("/password", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_many_tries_are_slowed_down(
    database: str, queue_url: str, app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also where the queue's server cannot be reached: then this process counts."""
    for address in (queue_url, "redis://127.0.0.1:1/0"):
        folder = str(tmp_path_factory.mktemp("limited"))
        settings = {"DATABASE_URL": database, "REDIS_URL": address, "INSTANCE_PATH": folder}
        email = f"{secrets.token_hex(6)}@test.example"
        limited = create_app({**settings, "CASEWORK_ENV": "development"})
        client = CheckingClient(limited)
        answers = [client.send("/sign-in", email=email, password="wrong") for _ in range(11)]
        with limited.app_context():
            db.engine.dispose()
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert "Wait a minute" in answers[-1].text
