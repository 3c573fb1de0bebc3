"""What stands in front: proxies that are believed, https, our own host, and the headers of production."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from casework import create_app
from casework.config import BadSetting, load_settings
from casework.extensions import db
from tests.client import CheckingClient, read
from tests.people import PASSWORD
from tests.routes.conftest import SignIn

Production = Callable[..., CheckingClient]
OURS = "https://casework.office.example"


@pytest.fixture
def production(database: str, tmp_path: Path) -> Iterator[Production]:
    """A client of an application as it runs in production."""
    made = []

    def make(**settings: str) -> CheckingClient:
        environ = {"CASEWORK_ENV": "production", "SECRET_KEY": "k" * 40, "DATABASE_URL": database, "BASE_URL": OURS}
        app = create_app({**environ, "INSTANCE_PATH": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1", **settings})
        made.append(app)
        return CheckingClient(app)

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_request_over_plain_http_says_so_in_one_sentence(production: Production) -> None:
    answer = production().get("/sign-in", base_url="http://casework.office.example")
    assert answer.status_code == 400
    assert "this request came over plain http: open https://casework.office.example." in answer.text
    assert "too long" not in answer.text


def test_a_form_over_plain_http_says_the_same_and_loses_nothing_to_a_wrong_reason(production: Production) -> None:
    answer = production().post("/sign-in", base_url="http://casework.office.example", data={"email": "a@b.example"})
    assert "plain http" in answer.text


def test_another_host_is_told_where_we_are(production: Production) -> None:
    answer = production().get("/sign-in", base_url="https://evil.example")
    assert answer.status_code == 400
    assert "Casework answers at https://casework.office.example alone" in answer.text


def test_behind_a_proxy_that_says_https_and_our_host_one_signs_in(production: Production) -> None:
    client = production(TRUSTED_PROXIES="1")
    said = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "casework.office.example",
        "X-Forwarded-For": "203.0.113.9",
    }
    answer = client.get("/sign-in", base_url="http://10.0.0.5:8000", headers=said)
    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]


def test_what_a_visitor_says_of_themselves_is_believed_of_no_proxy(production: Production) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "casework.office.example"}
    answer = production().get("/sign-in", base_url="http://10.0.0.5:8000", headers=said)
    assert answer.status_code == 400


def test_a_server_in_front_that_nobody_counted_is_told_in_the_log_once_and_without_an_address(
    production: Production,
) -> None:
    said = {"X-Forwarded-For": "203.0.113.9"}
    behind, counted, direct = production(), production(TRUSTED_PROXIES="1"), production()
    with capture_logs() as lines:
        for _ in range(2):
            assert behind.get("/sign-in", base_url=OURS, headers=said).status_code == 200
        assert counted.get("/sign-in", base_url=OURS, headers=said).status_code == 200
        assert direct.get("/sign-in", base_url=OURS).status_code == 200
    told = [line for line in lines if line["event"] == "proxy_not_counted"]
    assert len(told) == 1
    assert "203.0.113.9" not in str(told)


def test_the_page_of_jobs_says_that_a_server_in_front_is_not_counted(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    sentence = "Set TRUSTED_PROXIES to the number of such servers"
    assert sentence in client.get("/jobs", headers={"X-Forwarded-For": "203.0.113.9"}).text
    assert sentence not in client.get("/jobs").text


def test_a_load_balancer_asks_for_the_health_by_any_address(production: Production) -> None:
    assert production().get("/health", base_url="http://10.0.0.5:8000").get_json()["database"] == "ok"


def test_the_cookie_of_production_belongs_to_this_host_alone(production: Production) -> None:
    answer = production().get("/sign-in", base_url=OURS)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-casework=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_every_cookie_of_somebody_signed_in_is_kept_from_scripts_other_sites_and_plain_http(
    app: Flask, production: Production
) -> None:
    client = production()
    token = read(client.get("/sign-in", base_url=OURS).text).forms[-1]["fields"]["csrf_token"]
    typed = {"csrf_token": token, "email": "officer@test.example", "password": PASSWORD}
    answer = client.post("/sign-in", base_url=OURS, data=typed, headers={"Referer": f"{OURS}/sign-in"})
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["__Host-casework", "__Host-casework-device"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_production_carries_every_header_that_keeps_a_browser_safe(production: Production) -> None:
    headers = production().get("/sign-in", base_url=OURS).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_form_without_its_cookie_says_that_and_not_that_it_was_open_too_long(production: Production) -> None:
    client = production()
    answer = client.post("/sign-in", base_url=OURS, data={"email": "kept@test.example", "csrf_token": "x"})
    assert answer.status_code == 400
    assert "sent no cookie" in answer.text
    assert "kept@test.example" in answer.text


@pytest.mark.parametrize("given", ["-1", "six", "6", "1.5", "²"])
def test_the_number_of_proxies_is_a_small_number(given: str) -> None:
    with pytest.raises(BadSetting, match="TRUSTED_PROXIES must be the number of servers in front"):
        load_settings({"CASEWORK_ENV": "test", "TRUSTED_PROXIES": given})
