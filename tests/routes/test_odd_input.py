"""Bytes that nobody types: each gives a sentence or is kept as it is, and no input gives a 500."""

from collections.abc import Mapping

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
TYPED = {"full_name": "Odd Invented", "channel": "phone", "about": "An invented matter", "details": "What was said."}

REFUSED = (
    ({"details": "x" * 200_000}, "characters long"),
    ({"about": "a\0b"}, "cannot be stored"),
    ({"details": "bell \x07"}, "cannot be stored"),
    ({"channel": "pigeon"}, "choose one of the list"),
    ({"received_on-day": "31", "received_on-month": "2", "received_on-year": "2025"}, "real date"),
    ({"received_on-day": "1", "received_on-month": "1", "received_on-year": "2099"}, "today or in the past"),
    ({"received_on-day": "x", "received_on-month": "1", "received_on-year": "2025"}, "real date"),
    ({"received_on-day": "١", "received_on-month": "1", "received_on-year": "99999"}, "date"),
    ({"received_on-day": "1", "received_on-month": "1", "received_on-year": "1951"}, "too long ago"),
    ({"about": " \t "}, "what it is about"),
    ({"token": "short"}, "incomplete"),
)


@pytest.mark.parametrize(("change", "says"), REFUSED)
def test_a_contact_that_cannot_be_kept_is_refused_and_nothing_is_lost(
    inside: Inside, signed_in: SignIn, change: Mapping[str, str], says: str
) -> None:
    typed = {**TYPED, **day("received_on", 0), **change}
    refused = signed_in("officer").send("/contacts/new", **typed)
    assert refused.status_code == 422
    assert says in refused.text
    assert "Odd Invented" in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 0


KEPT = (
    "🚨👮🏽‍♀️ 日本語",
    "שלום עולם \u202eright to left",
    "a\u0301 Zoë O'Brien",
    "<b>&amp;\"'</b>",
    "'; DROP TABLE cases; --",
    "{{ 7 * 7 }}",
)


@pytest.mark.parametrize("text", KEPT)
def test_any_script_and_any_sign_is_kept_as_it_was_typed(inside: Inside, signed_in: SignIn, text: str) -> None:
    client = signed_in("officer")
    sent = client.send(
        "/contacts/new", **{**TYPED, **day("received_on", 0), "full_name": text, "details": text, "about": text}
    )
    assert sent.status_code == 303
    assert client.get(sent.headers["Location"]).status_code == 200
    assert inside(lambda: db.session.query(Contact).one().summary) == text


def test_an_outcome_before_its_complaint_is_refused_at_its_field(inside: Inside, signed_in: SignIn) -> None:
    typed = {**TYPED, **day("received_on", 0), **day("complaint_made_on", 10), **day("provided_on", 20)}
    refused = signed_in("reviewer").send("/applications/new", **typed)
    assert refused.status_code == 422
    assert "before the complaint was made" in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 0


def test_an_application_received_before_its_complaint_was_made_is_refused(inside: Inside, signed_in: SignIn) -> None:
    typed = {**TYPED, **day("received_on", 30), **day("complaint_made_on", 10)}
    refused = signed_in("reviewer").send("/applications/new", **typed)
    assert refused.status_code == 422
    assert "after the application was received" in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 0


@pytest.mark.parametrize("version", ["", "-1", "abc", "9" * 40, "1.5"])
def test_a_version_that_is_none_counts_as_stale(inside: Inside, staff: Staff, signed_in: SignIn, version: str) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client, path = signed_in("officer"), f"/cases/{reference}/moves/acknowledge"
    form = {
        "csrf_token": client.csrf(path),
        "token": factories.token(),
        "row_version": version,
        "who_will_be_asked": "x",
    }
    assert client.post(path, data=form).status_code == 409
    assert "New" in client.get(f"/cases/{reference}").text


@pytest.mark.parametrize(
    "path",
    [
        "/cases/%00", "/cases/E-2025-00001%00", "/cases/" + "x" * 3000, "/cases/..%2f..%2fetc", "/cases/E-2025-00001/recommendations/99999999999999999999/accept",
        "/counts/99999999999999999999", "/counts/1/figures/99999999999999999999", "/cases?search=%00", "/cases?owner=99999999999999999999999",
        "/cases?received_from-day=%F0%9F%9A%A8", "/audit?before=99999999999999999999999", "/cases/%ED%A0%80",
    ],
)  # fmt: skip
def test_no_address_gives_a_500(signed_in: SignIn, path: str) -> None:
    assert signed_in("manager").get(path).status_code < 500
