"""The permission table: complete, and kept by every page whoever asks."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from casework.access import Permission, can
from casework.endpoints import ENDPOINTS, Open
from tests.people import STAFF, staff_of
from tests.routes.conftest import SignIn

ARGUMENTS: dict[str, str | int] = {
    "reference": "E-1999-00001", "part": "recommendations", "name": "none", "filename": "casework.css", "year": 2026, "month": 1,
}  # fmt: skip
DEVELOPMENT_ALONE = ("mailbox.",)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(DEVELOPMENT_ALONE)]


def methods(rule: Rule) -> set[str]:
    assert rule.methods
    return rule.methods


def address(app: Flask, rule: Rule) -> str:
    arguments = {name: ARGUMENTS.get(name, "none" if kind is not int else 0) for name, kind in arguments_of(rule)}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, arguments))


def arguments_of(rule: Rule) -> list[tuple[str, type]]:
    return [(name, int if type(rule._converters[name]).__name__.startswith("Int") else str) for name in rule.arguments]


def test_every_address_stands_in_the_table_and_the_other_way_round(app: Flask) -> None:
    existing = {rule.endpoint for rule in rules(app)}
    listed = {name for name in ENDPOINTS if not name.startswith(DEVELOPMENT_ALONE)}
    assert existing == listed


@pytest.mark.parametrize("who", STAFF)
def test_every_address_is_open_to_those_alone_who_hold_its_permission(app: Flask, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    with app.app_context():
        actor = staff_of()[who]
    wrong, csrf = [], client.csrf("/password")
    for rule in rules(app):
        needed = ENDPOINTS.get(rule.endpoint)
        if not isinstance(needed, Permission):
            continue
        for method in methods(rule) & {"GET", "POST"}:
            data = {"csrf_token": csrf} if method == "POST" else None
            status = client.open(address(app, rule), method=method, data=data).status_code
            if (status == 403) == can(actor, needed) or status >= 500:
                wrong.append(f"{method} {rule.endpoint}: {status}")
    assert wrong == []


def test_nobody_sees_anything_before_signing_in(app: Flask) -> None:
    client = app.test_client()
    wrong = []
    for rule in rules(app):
        if ENDPOINTS.get(rule.endpoint) is not Open.EVERYBODY and "GET" in methods(rule):
            answer = client.get(address(app, rule))
            if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
                wrong.append(f"{rule.endpoint}: {answer.status_code}")
    assert wrong == []


def test_every_page_carries_the_headers_that_keep_a_browser_safe(signed_in: SignIn) -> None:
    headers = signed_in("officer").get("/cases").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
