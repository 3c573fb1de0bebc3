"""Guessing passwords is slowed down, for an account and from an address, and keeps nobody out of their own."""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from casework import clock
from casework.access import Actor
from tests.client import CheckingClient
from tests.people import PASSWORD
from tests.routes.conftest import SignIn

OFFICER = "officer@test.example"


@pytest.fixture
def proxied(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Behind one server that says where a request came from."""
    monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, x_for=1))
    return app


def guess(client: CheckingClient, email: str, times: int, *, address: str = "") -> list[int]:
    headers = {"X-Forwarded-For": address} if address else {}
    csrf = client.csrf()
    form = {"csrf_token": csrf, "email": email, "password": "wrong"}
    return [client.post("/sign-in", data=form, headers=headers).status_code for _ in range(times)]


def test_ten_wrong_passwords_make_a_stranger_wait_and_say_how_long(app: Flask) -> None:
    stranger = CheckingClient(app)
    assert guess(stranger, OFFICER, 11) == [422] * 10 + [429]
    answer = stranger.sign_in("officer")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert OFFICER in answer.text


def test_ten_wrong_passwords_are_answered_and_no_more_where_many_come_at_once(app: Flask) -> None:
    strangers = [CheckingClient(app) for _ in range(4)]  # as a web process has threads
    typed = [{"csrf_token": each.csrf(), "email": OFFICER, "password": "wrong"} for each in strangers]
    together = threading.Barrier(4)

    def burst(number: int) -> list[int]:
        together.wait(timeout=60)
        return [strangers[number].post("/sign-in", data=typed[number]).status_code for _ in range(5)]

    guess(CheckingClient(app), OFFICER, 8)
    with ThreadPoolExecutor(4) as threads:
        answers = [status for statuses in threads.map(burst, range(4)) for status in statuses]
    assert Counter(answers) == {422: 2, 429: 18}


def test_a_password_that_was_right_counts_against_nobody(app: Flask, signed_in: SignIn) -> None:
    client, new = CheckingClient(app), "four words without sense"
    for _ in range(12):
        assert client.sign_in("officer").status_code == 303
        client.send("/cases", to="/sign-out", form=1)
    hers = signed_in("officer")
    answers = [hers.send("/password", current=PASSWORD, password="short", again=new).status_code for _ in range(12)]
    assert answers == [422] * 12
    assert "Nobody typed a wrong password" in signed_in("auditor").get("/audit/signing-in").text


def test_whoever_goes_on_waits_longer_each_time(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        stranger = CheckingClient(app)
        guess(stranger, OFFICER, 10)
        waits = []
        for _ in range(4):
            waits.append(int(stranger.sign_in("officer").headers["Retry-After"]))
            now.shift(dt.timedelta(seconds=waits[-1]))
            assert guess(stranger, OFFICER, 1) == [422]
        assert waits == [61, 121, 241, 481]


def test_a_stranger_at_one_address_keeps_nobody_out_who_comes_from_elsewhere(proxied: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        stranger = CheckingClient(proxied)
        for _ in range(180):
            guess(stranger, OFFICER, 1, address="203.0.113.9")
            now.shift(dt.timedelta(minutes=1))
        hers = CheckingClient(proxied)
        form = {"csrf_token": hers.csrf(), "email": OFFICER, "password": PASSWORD}
        assert hers.post("/sign-in", data=form, headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 303


def test_one_account_is_not_tried_from_many_addresses(proxied: Flask) -> None:
    stranger = CheckingClient(proxied)
    answers = [guess(stranger, OFFICER, 1, address=f"198.51.100.{number}")[0] for number in range(22)]
    assert answers == [422] * 20 + [429] * 2


def test_a_right_password_passes_on_a_device_that_signed_in_before_whoever_guesses(app: Flask) -> None:
    hers = CheckingClient(app)
    assert hers.sign_in("officer").status_code == 303
    hers.send("/cases", to="/sign-out", form=1)
    guess(CheckingClient(app), OFFICER, 25)
    assert CheckingClient(app).sign_in("officer").status_code == 429
    assert hers.sign_in("officer").status_code == 303


def test_a_device_of_somebody_else_is_no_known_device(app: Flask) -> None:
    other = CheckingClient(app)
    assert other.sign_in("reviewer").status_code == 303
    other.send("/cases", to="/sign-out", form=1)
    guess(CheckingClient(app), OFFICER, 10)
    assert other.sign_in("officer").status_code == 429
    assert other.sign_in("reviewer").status_code == 303


def test_one_password_is_not_tried_over_many_accounts_from_one_address(proxied: Flask) -> None:
    stranger = CheckingClient(proxied)
    answers = [guess(stranger, f"nobody{number}@test.example", 1, address="203.0.113.9")[0] for number in range(40)]
    assert answers == [422] * 30 + [429] * 10
    assert guess(stranger, "nobody@test.example", 1, address="198.51.100.7") == [422]


def test_a_network_of_version_6_counts_as_one_address(proxied: Flask) -> None:
    stranger = CheckingClient(proxied)
    answers = [
        guess(stranger, f"nobody{number}@test.example", 1, address=f"2001:db8:1:2::{number:x}")[0]
        for number in range(32)
    ]
    assert answers == [422] * 30 + [429] * 2
    assert guess(stranger, "nobody@test.example", 1, address="2001:db8:1:3::1") == [422]


@pytest.mark.parametrize("written", ["203.0.113.5:{}", "[2001:db8::1]:{}", "[2001:db8::{:x}]"])
def test_a_proxy_that_writes_the_port_too_makes_no_new_address_of_each_connection(proxied: Flask, written: str) -> None:
    stranger = CheckingClient(proxied)
    answers = [guess(stranger, OFFICER, 1, address=written.format(20_001 + number))[0] for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_name_in_capitals_is_the_same_account(app: Flask) -> None:
    stranger = CheckingClient(app)
    guess(stranger, OFFICER.upper(), 5)
    assert guess(stranger, f" {OFFICER} ", 6) == [422] * 5 + [429]


def test_an_account_that_is_not_there_makes_one_wait_like_one_that_is(app: Flask) -> None:
    assert guess(CheckingClient(app), "nobody@test.example", 12) == [422] * 10 + [429] * 2


def test_after_an_hour_it_is_forgotten(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        stranger = CheckingClient(app)
        guess(stranger, OFFICER, 10)
        now.shift(dt.timedelta(minutes=61))
        assert stranger.sign_in("officer").status_code == 303


def test_the_password_of_now_cannot_be_guessed_on_the_page_of_changing_it(app: Flask, signed_in: SignIn) -> None:
    client, new = signed_in("officer"), "four words without sense"
    typed = {"password": new, "again": new}
    answers = [client.send("/password", current=f"wrong {number}", **typed).status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    refused = client.send("/password", current=PASSWORD, **typed)
    assert refused.status_code == 429
    assert "Wait a minute" in refused.text
    assert CheckingClient(app).sign_in("officer").status_code == 303


def test_nothing_typed_at_signing_in_keeps_somebody_from_changing_their_password(
    app: Flask, signed_in: SignIn, staff: dict[str, Actor]
) -> None:
    client, new = signed_in("officer"), "four words without sense"
    guess(CheckingClient(app), f"own password of {staff['officer'].user_id}", 12)
    assert client.send("/password", current=PASSWORD, password=new, again=new).status_code == 303


def test_an_auditor_sees_who_was_tried_from_where_and_not_what_was_typed(app: Flask, signed_in: SignIn) -> None:
    stranger = CheckingClient(app)
    guess(stranger, OFFICER, 3)
    guess(stranger, "my secret password", 1)
    page = signed_in("auditor").get("/audit/signing-in").text
    assert "Officer (invented)" in page
    assert "127.0.0.1" in page
    assert "No account with this address" in page
    assert "my secret password" not in page
    assert "Auditor (invented)" in page  # who signed in
    assert signed_in("officer").get("/audit/signing-in").status_code == 403
