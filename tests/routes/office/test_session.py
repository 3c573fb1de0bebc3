"""Signing in and out, one's own password."""

import datetime as dt

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.access import SYSTEM
from casework.extensions import db
from casework.models import UserSession
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests.client import CheckingClient
from tests.people import PASSWORD
from tests.routes.conftest import Inside, SignIn


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
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "//[::1",
        "/\n/x",
    ],
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


def test_sign_out_ends_the_session_also_for_a_copy_of_its_cookie(app: Flask, signed_in: SignIn) -> None:
    client, copy = signed_in("officer"), CheckingClient(app)
    with client.session_transaction() as mine, copy.session_transaction() as theirs:
        theirs.update(mine)
    assert copy.get("/cases").status_code == 200
    answer = client.send("/cases", to="/sign-out", form=1)
    assert answer.status_code == 303
    assert client.get("/cases").location.startswith("/sign-in")
    assert copy.get("/cases").location.startswith("/sign-in")


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
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "the password that you have now"),
        ({"current": PASSWORD, "password": "password1234", "again": "password1234"}, "Many people have this"),
        ({"current": PASSWORD, "password": "officer@test.example", "again": "officer@test.example"}, "anybody knows"),
    ],
)
def test_change_password_refuses(signed_in: SignIn, typed: dict[str, str], sentence: str) -> None:
    answer = signed_in("officer").send("/password", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(("minutes", "status"), [(115, 200), (121, 302)])
def test_somebody_who_does_nothing_for_two_hours_is_signed_out(signed_in: SignIn, minutes: int, status: int) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in("officer")
        now.shift(dt.timedelta(minutes=minutes))
        assert client.get("/cases").status_code == status


def test_whoever_goes_on_working_stays_signed_in_for_twelve_hours_and_no_longer(signed_in: SignIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in("officer")
        for _ in range(11):
            now.shift(dt.timedelta(hours=1))
            assert client.get("/cases").status_code == 200
        now.shift(dt.timedelta(minutes=61))
        assert client.get("/cases").status_code == 302


def test_the_office_says_how_long_somebody_stays_signed_in(inside: Inside, signed_in: SignIn) -> None:
    def change() -> None:
        with unit_of_work():
            settings.change("session_idle_minutes", 15, actor=SYSTEM)

    inside(change)
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in("officer")
        now.shift(dt.timedelta(minutes=16))
        assert client.get("/cases").status_code == 302


def test_a_page_asks_the_database_no_more_because_sessions_are_rows(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    client.get("/cases")
    (row,) = inside(lambda: db.session.query(UserSession).all())
    assert row.last_seen_at == row.begun_at  # seen again within five minutes: nothing was written


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app: Flask, signed_in: SignIn) -> None:
    here, phone, other = signed_in("officer"), CheckingClient(app), signed_in("reviewer")
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"
    phone.sign_in("officer")
    page = here.get("/signed-in").text
    assert "Safari on an iPhone" in page
    assert "Sign out everywhere else" in page
    assert here.send("/signed-in").status_code == 303
    assert "You are signed out everywhere else." in here.get("/signed-in").text
    assert phone.get("/cases").status_code == 302
    assert here.get("/cases").status_code == 200
    assert other.get("/cases").status_code == 200


def test_signing_in_gives_a_new_session_whatever_cookie_came(app: Flask, signed_in: SignIn) -> None:
    client, copy = signed_in("officer"), CheckingClient(app)
    with client.session_transaction() as mine, copy.session_transaction() as theirs:
        theirs.update(mine)
    assert client.sign_in("officer").status_code == 303
    assert client.get("/cases").status_code == 200
    assert copy.get("/cases").status_code == 302


def test_no_password_comes_back_on_any_page(signed_in: SignIn) -> None:
    client = signed_in("officer")
    typed = {"current": "secret one", "password": "secret two", "again": "secret three"}
    answer = client.post("/password", data={"csrf_token": "wrong", **typed})
    assert answer.status_code == 400
    assert "secret" not in answer.text
