"""What nobody gets from a web server: folders, files of the program, the methods and pages of developers."""

from contextlib import closing

import pytest
from flask import Flask

from casework import create_app
from casework.endpoints import ENDPOINTS, Open
from tests.client import CheckingClient
from tests.routes.conftest import SignIn
from tests.routes.test_permissions import address, methods, rules


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static", "/static/vendor/", "/.git/HEAD", "/.git/config", "/static/.git/HEAD", "/.env",
        "/static/../.git/HEAD", "/static/..%2f.git/HEAD", "/static/%2e%2e/pyproject.toml", "/static/..\\pyproject.toml",
        "/static//etc/passwd", "/instance/casework.db", "/casework/config.py", "/docs/", "/console", "/metrics",
    ],
)  # fmt: skip
def test_neither_folders_nor_files_of_the_program_are_served(client: CheckingClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code in (404, 405)


@pytest.mark.one_database("no method that is refused asks one")
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG", "PUT", "PATCH", "DELETE"])
def test_no_page_answers_to_methods_that_it_does_not_have(app: Flask, signed_in: SignIn, method: str) -> None:
    client = signed_in("administrator")
    wrong = []
    for rule in rules(app):
        answer = client.open(address(app, rule), method=method, headers={"X-Probe": "told-again"})
        if answer.status_code not in (404, 405) or "told-again" in answer.text:
            wrong.append(f"{rule.endpoint}: {answer.status_code}")
    assert wrong == []


def test_a_debugger_is_never_on_whatever_stands_in_the_environment(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    environ = {"CASEWORK_ENV": "production", "SECRET_KEY": "k" * 40, "DATABASE_URL": database}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"})
    assert not app.debug
    assert not app.testing


@pytest.mark.one_database("the head of a page is the same from both")
@pytest.mark.parametrize("who", ["officer", "administrator", "auditor"])
def test_one_signs_out_on_every_page(app: Flask, signed_in: SignIn, who: str) -> None:
    client, opened, without = signed_in(who), 0, []
    for rule in rules(app):
        if ENDPOINTS[rule.endpoint] is Open.EVERYBODY or "GET" not in methods(rule):
            continue
        with closing(client.get(address(app, rule))) as answer:
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 308):
                opened += 1
                without += [] if 'action="/sign-out"' in answer.text else [f"{rule.endpoint}: {answer.status_code}"]
    assert without == []
    assert opened > 10


def test_no_other_site_reads_an_answer_or_learns_an_address(signed_in: SignIn) -> None:
    headers = signed_in("officer").get("/cases", headers={"Origin": "https://elsewhere.example"}).headers
    assert [name for name, _ in headers if name.startswith("Access-Control-")] == []
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "base-uri 'none'" in headers["Content-Security-Policy"]
