"""The history says from what to what, begins with a search, and shows one person's day; an auditor can take it away."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, DirectoryEntry
from casework.services.desk import details
from casework.services.office import accounts, directory, lists
from casework.services.office.accounts import UserEntry
from casework.services.office.directory import Details
from casework.services.office.lists import Entry
from casework.services.record import cases, codes, settings
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import Inside, SignIn
from workflows.roles import Role

Staff = dict[str, Actor]


def the_day(day: dt.date) -> str:
    ends = ((f"{end}-{part}", getattr(day, part)) for end in ("first", "last") for part in ("day", "month", "year"))
    return "&".join(f"{name}={value}" for name, value in ends)


def corrected(staff: Staff) -> str:
    """An enquiry of which the issue and the words were put right."""
    case = factories.enquiry(staff["officer"], issue="asb")
    with unit_of_work():
        values = {"issue": "traffic", "about": "Another secret matter"}
        sent = factories.sent(cases.load(case.reference, actor=staff["officer"]).row_version)
        details.correct(case.reference, values, reason="They rang.", sent=sent, actor=staff["officer"])
    return str(case.reference)


def test_an_auditor_begins_with_a_search(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    page = signed_in("auditor").get("/audit").text
    assert "Choose what you look for" in page
    assert reference not in page


def test_a_correction_on_a_case_says_from_what_to_what_and_not_what_people_said(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: corrected(staff))
    issues = inside(lambda: codes.labels("issue"))
    page = words(signed_in("auditor").get(f"/audit?case={reference.lower()}").text, apart=" ")
    assert f"Primary issue: from {issues['asb']} to {issues['traffic']}" in page
    assert "secret" not in page
    assert "They rang." not in page


def test_of_a_restricted_case_nothing_is_said_of_what_was_changed(
    app: Flask, signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: corrected(staff))
    with app.app_context(), unit_of_work():
        db.session.query(Case).update({"restricted": True})
    page = words(signed_in("auditor").get(f"/audit?case={reference}").text, apart=" ")
    assert "Case edited" in page
    assert "Primary issue: from" not in page
    assert "Nothing is recorded here" in signed_in("manager").get(f"/audit?case={reference}").text


def change_much(staff: Staff) -> None:
    administrator, officer = staff["administrator"], staff["officer"]
    with unit_of_work():
        settings.change("escalation_days", 5, actor=administrator)
    with unit_of_work():
        entry = directory.add(Details(kind="support", name="Invented Support"), sent=factories.sent(), actor=officer)
    with unit_of_work():
        version = db.session.get_one(DirectoryEntry, entry.id).row_version
        typed = Details(kind="support", name="Invented Support", phone="0113 496 0000")
        directory.change(entry.id, typed, sent=factories.sent(version), actor=officer)
    with unit_of_work():
        user = accounts.load_user(staff["reviewer"].user_id or 0)
        typed_user = UserEntry(
            name=user.name, email="new@test.example", roles=[Role.REVIEWER, Role.MANAGER], team_id=None
        )
        accounts.change_user(user.id, typed_user, sent=factories.sent(user.row_version), actor=administrator)
    with unit_of_work():
        value = lists.load("issue", "asb")
        typed_value = Entry(label="Nuisance", relates_to_policing=value.relates_to_policing)
        lists.change("issue", "asb", typed_value, sent=factories.sent(lists.seen(value)), actor=administrator)


def test_what_was_changed_in_the_office_says_which_from_and_to(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    label = inside(lambda: codes.labels("issue")["asb"])
    inside(lambda: change_much(staff))
    page = words(signed_in("administrator").get("/administration/history").text, apart=" ")
    for said in (
        "Setting changed : When to tell the manager from 3 to 5",
        "Directory entry changed : Invented Support Phone: from not recorded to 0113 496 0000",
        "E-mail address: from reviewer@test.example to new@test.example",
        "Roles: from Reviewer to Manager, Reviewer",
        f"Words: from {label} to Nuisance",
    ):
        assert said.replace(" :", ":") in page.replace(" :", ":"), said


def test_the_history_is_limited_by_day_person_and_kind(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 12, 23, 30, tzinfo=dt.UTC), tick=False):
        first = inside(lambda: factories.enquiry(staff["officer"]).reference)
    with time_machine.travel(dt.datetime(2026, 11, 13, 0, 30, tzinfo=dt.UTC), tick=False):
        second = inside(lambda: factories.enquiry(staff["manager"]).reference)
    client = signed_in("auditor")
    one_day = client.get(f"/audit?{the_day(dt.date(2026, 11, 12))}").text
    assert first in one_day
    assert second not in one_day
    by_person = client.get(f"/audit?person={staff['manager'].user_id}").text
    assert second in by_person
    assert first not in by_person
    assert "Nothing is recorded here" in client.get("/audit?kind=note_added").text
    wrong = client.get("/audit?first-day=31&first-month=2&first-year=2026")
    assert "must be a real date" in wrong.text


def test_everything_that_one_person_did_on_one_day_is_one_page(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    reference = inside(lambda: corrected(staff))
    signed_in("officer")
    client, today = signed_in("auditor"), clock.today()
    listed = client.get(f"/audit?case={reference}").text
    path = f"/audit/day?person={staff['officer'].user_id}&amp;day={today.isoformat()}"
    assert path in listed
    page = client.get(path.replace("&amp;", "&")).text
    assert f"Everything that Officer (invented) did on {today.day} {today:%B %Y}" in page
    for said in ("Case logged", "Case edited", reference, "Signed in"):
        assert said in page
    assert "Nothing." in client.get(f"/audit/day?person={staff['officer'].user_id}&day=2020-01-01").text


@pytest.mark.parametrize("query", ["", "?person=999999", "?person=1&day=x", "?person=1&day=2026-13-01"])
def test_a_day_of_nobody_or_that_is_none_is_not_there(signed_in: SignIn, query: str) -> None:
    assert signed_in("auditor").get(f"/audit/day{query}").status_code == 404


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))


def test_what_is_shown_is_taken_away_as_a_file_and_that_is_in_the_history(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: corrected(staff))
    client = signed_in("auditor")
    answer = client.send(f"/audit?case={reference}", to=f"/audit/export?case={reference}", form=-1)
    found = rows(answer)
    assert found[0][:3] == ["When", "Who", "Case"]
    assert {row[2] for row in found[1:]} == {reference}
    assert any("Primary issue: from" in row[6] for row in found)
    assert "secret" not in answer.text
    event = inside(lambda: db.session.query(CaseEvent).order_by(CaseEvent.id.desc()).limit(1).one())
    assert (event.kind, event.data) == ("history_exported", {"reference": reference, "rows": len(found) - 1})
    assert "History taken as a file" in client.get("/audit?kind=history_exported").text


def test_an_administrator_takes_what_was_changed_away(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    inside(lambda: change_much(staff))
    answer = signed_in("administrator").send("/administration/history", to="/administration/history/export", form=-1)
    assert any("from 3 to 5" in row[6] for row in rows(answer))
