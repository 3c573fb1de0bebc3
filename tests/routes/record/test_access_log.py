"""Whoever reads what a restricted case says is in the access log (R8.9), whatever they asked and wherever it stood."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case, IncomingMail
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
Log = Callable[[], list[str]]


@pytest.fixture
def restricted(inside: Inside, staff: Staff) -> str:
    """A review of the reviewer with a letter, and a mail that waits on it, for the reviewer and one manager alone."""

    def make() -> str:
        case = factories.review_decided(staff)
        offices.add_directory()
        offices.prepare_recommendation(case, "accept", staff["reviewer"], steps="They will apologise, invented.")
        taking_in.receive(mails.plain())
        factories.restrict(case.reference, staff["reviewer"], staff["manager"])
        with unit_of_work():
            db.session.execute(update(IncomingMail).values(case_id=case.id))
        return str(case.reference)

    return str(inside(make))


@pytest.fixture
def log(inside: Inside) -> Log:
    """The endpoints noted since it was asked last."""
    seen: list[int] = []

    def new() -> list[str]:
        found = inside(lambda: [(row.id, row.endpoint) for row in db.session.query(AccessLog).order_by(AccessLog.id)])
        fresh = [endpoint for number, endpoint in found if number not in seen]
        seen.extend(number for number, _ in found)
        return fresh

    return new


def refused(client: CheckingClient, path: str) -> int:
    """A form with its CSRF token and nothing else."""
    return client.post(path, data={"csrf_token": client.csrf("/password")}).status_code


def test_a_page_is_noted_once_for_each_time_it_is_opened(restricted: str, log: Log, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    for _ in range(2):
        assert client.get(f"/cases/{restricted}/timeline").status_code == 200
    assert log() == ["case.timeline"] * 2


def test_asking_for_the_head_of_a_page_is_noted(restricted: str, log: Log, signed_in: SignIn) -> None:
    assert signed_in("reviewer").head(f"/cases/{restricted}").status_code == 200
    assert log() == ["case.show"]


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("letters/1/comments", "letters.comment"),
        ("contacts/new", "contacts.further"),
        ("people/new", "activities.party"),
        ("notes/new", "activities.note"),
        ("hold", "activities.hold"),
        ("conflict", "activities.conflict"),
    ],
)
def test_a_form_that_is_refused_shows_the_case_and_is_noted(
    restricted: str, log: Log, signed_in: SignIn, path: str, endpoint: str
) -> None:
    client = signed_in("manager")
    assert refused(client, f"/cases/{restricted}/{path}") == 422
    assert log() == [endpoint]


def test_a_form_that_is_taken_shows_nothing_and_is_not_noted(restricted: str, log: Log, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    answer = client.send(f"/cases/{restricted}/notes/new", text="An invented note.")
    assert answer.status_code == 303
    assert log() == ["activities.note"]  # the page with the empty form


def test_a_page_that_is_not_found_or_not_allowed_is_not_noted(restricted: str, log: Log, signed_in: SignIn) -> None:
    assert signed_in("officer").get(f"/cases/{restricted}").status_code == 404
    assert signed_in("reviewer").get(f"/cases/{restricted}/letters/999").status_code == 404
    assert refused(signed_in("auditor"), f"/cases/{restricted}/notes/new") == 403
    assert log() == []


def test_a_list_of_mail_is_noted_where_one_on_no_case_yet_mentions_the_case(
    restricted: str, inside: Inside, log: Log, signed_in: SignIn
) -> None:
    def wait() -> None:
        taking_in.receive(mails.plain(f"It is about {restricted}.", sender="sam@else.example"))
        with unit_of_work():
            db.session.execute(update(IncomingMail).values(case_id=None, state="waiting"))

    inside(wait)
    assert signed_in("officer").get("/mail").status_code == 200
    assert log() == []
    assert signed_in("reviewer").get("/mail").status_code == 200
    assert log() == ["list: incoming.index"]


def test_a_mail_of_the_case_is_noted_by_every_way_of_reading_it(restricted: str, log: Log, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    for path in ("/mail/1", "/mail/1/raw"):
        assert client.get(path).status_code == 200
    assert client.head("/mail/1").status_code == 200
    assert refused(client, "/mail/1/file") == 422
    assert log() == ["incoming.show", "incoming.raw", "incoming.show", "incoming.file"]


@pytest.mark.parametrize(
    ("path", "endpoint"), [("/cases", "cases.index"), ("/", "work.show"), ("/mail?show=done", "incoming.index")]
)
def test_a_list_that_says_who_and_what_it_is_about_is_noted_once_a_day(
    restricted: str, log: Log, signed_in: SignIn, path: str, endpoint: str
) -> None:
    client = signed_in("reviewer")
    log()
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200
    expected = [f"list: {endpoint}"] if restricted in page.text else []
    assert log() == expected


def test_a_list_of_cases_that_are_open_to_all_is_not_noted(
    inside: Inside, staff: Staff, log: Log, signed_in: SignIn
) -> None:
    inside(lambda: factories.enquiry(staff["officer"]).reference)
    signed_in("officer").get("/cases")
    assert log() == []


def test_the_auditor_sees_who_opened_it_and_who_saw_it_in_a_list(restricted: str, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    client.get("/cases")
    client.get(f"/cases/{restricted}")
    page = signed_in("auditor").get(f"/audit/cases/{restricted}").text
    assert "In a list, that day" in page
    assert "Opened" in page


def test_nobody_reads_it_while_that_cannot_be_noted(app: Flask, restricted: str, signed_in: SignIn) -> None:
    """No page without its line in the log: what cannot be noted is not shown."""
    client = signed_in("reviewer")
    with app.app_context():
        kept = app.extensions["note_openings"]

        def full(*_: object) -> None:
            db.session.add(AccessLog(case_id=0, user_id=0, endpoint="nowhere", at=clock.now()))

        app.extensions["note_openings"] = full
    try:
        answer = client.get(f"/cases/{restricted}")
    finally:
        app.extensions["note_openings"] = kept
    assert answer.status_code == 409
    assert db_words(app, restricted) not in answer.text


def db_words(app: Flask, reference: str) -> str:
    with app.app_context():
        return db.session.query(Case).filter_by(reference=reference).one().about
