"""What is done on a case without moving it: for whom, once, and how many questions a page asks of the database."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import event

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Note
from casework.services.deadlines import holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.people import STAFF
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
MOST_QUERIES = 13

FOR = {
    "/notes/new": ("officer", "reviewer", "manager", "second_manager"),
    "/contacts/new": ("officer", "reviewer", "manager", "second_manager"),
    "/hold": ("manager", "second_manager"),
    "/people/new": ("officer", "reviewer", "manager", "second_manager"),
    "/assign": ("officer", "reviewer", "manager", "second_manager"),
    "/conflict": ("officer", "reviewer", "manager", "second_manager"),
    "/allegations/new": ("reviewer",),
    "/recommendations/new": ("reviewer",),
}
"""By hand, beside workflows/activities.py: who may do what on an open review."""

TYPED = {
    "text": "An invented note", "direction": "out", "with_whom": "person", "channel": "email", "summary": "Invented", "reason": "Invented",
    "reason_code": "inquest", "part": "witness", "full_name": "Wit Invented", "category": "A1",
    "rec_type": "INVESTIGATE", "addressed_to": "West Yorkshire Police", "owner_id": "", "team_id": "",
}  # fmt: skip


@pytest.mark.parametrize("who", STAFF)
def test_every_activity_is_open_to_its_roles_alone(inside: Inside, staff: Staff, signed_in: SignIn, who: str) -> None:
    reference = inside(lambda: factories.review_in_assessment(staff).reference)
    client = signed_in(who)
    dates, csrf = {**day("happened_on", 0), **day("review_on", -10)}, client.csrf("/password")
    for path, roles in FOR.items():
        hidden = {"csrf_token": csrf, "token": factories.token(), "row_version": "1"}
        status = client.post(f"/cases/{reference}{path}", data={**hidden, **TYPED, **dates}).status_code
        assert status == (303 if who in roles else 403), path


OF_REVIEWS = ("/review", "/recommendations", "/triage", "/allegations/new", "/allegations/1", "/recommendations/new")


@pytest.mark.parametrize("path", OF_REVIEWS)
def test_what_a_review_alone_has_is_not_to_be_found_on_an_enquiry(
    inside: Inside, staff: Staff, signed_in: SignIn, path: str
) -> None:
    """Its form could be filled in, and was refused with a link to a question that was not on the page."""
    address = f"/cases/{inside(lambda: factories.enquiry(staff['officer']).reference)}{path}"
    client = signed_in("manager")
    assert client.get(address).status_code == 404
    assert client.post(address, data={"csrf_token": client.csrf("/password")}).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/hold", "/people/new", "/assign", "/conflict"])
def test_a_closed_case_says_that_it_is_closed(inside: Inside, staff: Staff, signed_in: SignIn, path: str) -> None:
    def closed() -> str:
        case = factories.review(staff["reviewer"])
        return factories.move(case, "withdraw", staff["reviewer"], evidence="A letter").reference

    reference = inside(closed)
    refused = signed_in("manager").send(f"/cases/{reference}{path}", **TYPED, **day("review_on", -10))
    assert refused.status_code == 422
    assert f"{reference} is closed" in refused.text


def test_a_note_can_be_added_to_a_closed_case_and_is_added_once(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def closed() -> str:
        case = factories.review(staff["reviewer"])
        return factories.move(case, "withdraw", staff["reviewer"], evidence="A letter").reference

    reference = inside(closed)
    client, path = signed_in("officer"), f"/cases/{reference}/notes/new"
    hidden = {"csrf_token": client.csrf(path), "token": factories.token(), "row_version": "0"}
    assert client.post(path, data={**hidden, "text": "Said once"}).status_code == 303
    assert client.post(path, data={**hidden, "text": "Said once"}).status_code == 409
    assert inside(lambda: db.session.query(Note).filter_by(text="Said once").count()) == 1


def test_an_edit_from_a_page_that_is_out_of_date_changes_nothing(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client, path = signed_in("officer"), f"/cases/{reference}/edit"
    opened = {"csrf_token": client.csrf(path), "row_version": "1"}
    assert client.send(path, about="Mine first", reason="Invented.").status_code == 303
    stale = client.post(path, data={**opened, "token": factories.token(), "about": "Mine too late"})
    assert stale.status_code == 409
    assert "Mine too late" in stale.text
    assert inside(lambda: cases.load(reference, actor=staff["officer"]).about) == "Mine first"


def test_a_correction_keeps_the_words_that_stood_there(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"]).reference)
    client = signed_in("reviewer")
    given = {"about": "Outcome of another complaint", "force_named": "West Yorkshire Police", **day("provided_on", 6)}
    refused = client.send(f"/cases/{reference}/edit", **given)
    assert refused.status_code == 422
    assert "Say why it is put right" in refused.text
    assert client.send(f"/cases/{reference}/edit", **given, reason="They rang again.").status_code == 303
    timeline = client.get(f"/cases/{reference}/timeline").text
    for words in ("Outcome of an invented complaint", "Outcome of another complaint", "They rang again."):
        assert words in timeline
    last = inside(lambda: db.session.query(CaseEvent).order_by(CaseEvent.id.desc()).limit(1).one())
    assert "Outcome of" not in str(last.data)
    assert "provided_on" in last.data["fields"]


def test_an_impossible_correction_is_refused_at_its_field(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"], days_ago=5).reference)
    given = {"about": "x", **day("complaint_made_on", 1)}
    refused = signed_in("reviewer").send(f"/cases/{reference}/edit", **given)
    assert refused.status_code == 422
    assert "after the application was received" in refused.text


def test_the_story_names_people_and_days(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    manager, named = signed_in("manager"), [str(staff[name].user_id) for name in ("officer", "manager")]
    assert manager.send(f"/cases/{reference}/assign", owner_id=named[0], team_id="").status_code == 303
    assert manager.send(f"/cases/{reference}/restrict", user_ids=named, reason="Invented").status_code == 303
    hold = {"reason_code": "inquest", "reason": "Invented", **day("review_on", -7)}
    assert manager.send(f"/cases/{reference}/hold", **hold).status_code == 303
    page = manager.get(f"/cases/{reference}/timeline").text
    assert "<strong>Assigned the case</strong> to Officer (invented)" in page
    assert "<strong>Restricted the case</strong> to Officer (invented), Manager (invented)" in page
    again = clock.today() + dt.timedelta(days=7)
    assert f"to be looked at again on {again.day} {again:%B %Y}" in page
    assert "inquest" in manager.get(f"/cases/{reference}").text


def test_a_case_page_asks_few_and_equally_many_questions(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def short_and_long() -> tuple[str, str]:
        short, long = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
        for case in (short, long):
            factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
        for turn in range(4):
            entry = HoldEntry(reason_code="other", reason=f"Turn {turn}")
            with unit_of_work():
                holds.hold(long.reference, entry, sent=factories.sent(), actor=staff["manager"])
            with unit_of_work():
                holds.release(long.reference, sent=factories.sent(), actor=staff["manager"])
        return short.reference, long.reference

    references, client, asked = inside(short_and_long), signed_in("officer"), []
    with app.app_context():
        engine = db.engine

    def note(*given: object) -> None:
        if not str(given[2]).startswith("BEGIN"):
            asked.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for reference in references:
            asked.clear()
            assert client.get(f"/cases/{reference}").status_code == 200
            counts.append(len(asked))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counts[0] <= MOST_QUERIES
    assert counts[1] <= counts[0]


def test_reading_a_case_writes_nothing(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review_decided(staff).reference)
    client = signed_in("reviewer")

    def state() -> tuple[int, int, dt.date | None]:
        case = db.session.query(Case).one()
        return db.session.query(CaseEvent).count(), case.row_version, case.next_due_on

    before = inside(state)
    for path in ("", "/timeline", "/people", "/notes", "/dates", "/review", "/recommendations", "/recommendations/1/accept", "/edit"):  # fmt: skip
        assert client.get(f"/cases/{reference}{path}").status_code == 200
    assert inside(state) == before
