"""The pages of the office's own lists, as an administrator uses them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Code
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient, Page
from tests.routes.conftest import Inside, SignIn

LISTS = "/administration/lists"
ISSUES = f"{LISTS}/issue"
TRAFFIC = f"{ISSUES}/traffic"
LAST_DAY = {"valid_to-day": "31", "valid_to-month": "12", "valid_to-year": "2026"}
TODAY = {"valid_to-day": "29", "valid_to-month": "11", "valid_to-year": "2026"}
AS_IT_IS = {"label": "Traffic issues", "relates_to_policing": "yes", "words": "from_today"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 29, 12, tzinfo=clock.LONDON), tick=False):
        yield


def asked(client: CheckingClient, path: str, **typed: Any) -> str:
    """The page that says what the change does."""
    answer = client.send(path, **typed)
    assert answer.status_code == 200, answer.text
    return answer.text


def confirm(client: CheckingClient, path: str, **typed: str) -> TestResponse:
    return client.post(path, data=Page(asked(client, path, **typed)).forms[-1]["fields"])


def test_every_list_of_the_office_has_its_page(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert client.get(LISTS).location == ISSUES
    for name in ("issue", "channel", "district", "force", "plan", "priority", "not_casework", "equality_age"):
        page = client.get(f"{LISTS}/{name}")
        assert page.status_code == 200
        assert "Bank holidays" in page.text
    assert client.get(f"{LISTS}/finding").status_code == 404
    assert "directory, which caseworkers keep" in client.get(f"{LISTS}/district").text


def test_a_value_is_added_after_a_look_at_it(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    typed = {"label": "E-scooters", "relates_to_policing": "yes"}
    page = asked(client, f"{ISSUES}/add", **typed)
    assert "Add “E-scooters” to Issues?" in page
    assert "E-scooters" not in client.get(ISSUES).text
    answer = confirm(client, f"{ISSUES}/add", **typed)
    assert (answer.status_code, answer.location) == (303, ISSUES)
    page = client.get(ISSUES).text
    assert "“E-scooters” is in the list." in page
    assert "E-scooters" in signed_in("officer").get("/contacts/new").text


def test_what_a_change_does_is_said_first(signed_in: SignIn, inside: Inside, staff: dict[str, Actor]) -> None:
    inside(lambda: factories.enquiry(staff["officer"], issue="traffic"))
    client = signed_in("administrator")
    typed = {**AS_IT_IS, "label": "Roads and traffic", **LAST_DAY}
    page = asked(client, TRAFFIC, **typed)
    for said in (
        "Change “Traffic issues”?",
        "Roads and traffic (before: Traffic issues)",
        "until 31 December 2026 (before: always)",
        "a year that ended before is counted in the old words",
        "1: they keep this value",
    ):
        assert said in page
    assert confirm(client, TRAFFIC, **typed).status_code == 303
    page = client.get(ISSUES).text
    assert "Roads and traffic" in page
    assert "until 31 December 2026" in page


def test_an_ended_value_is_marked_and_can_be_brought_back(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    yesterday = {**TODAY, "valid_to-day": "28"}
    assert confirm(client, TRAFFIC, **AS_IT_IS, **yesterday).status_code == 303
    page = client.get(ISSUES).text
    assert "Ended" in page
    assert "Traffic issues" not in signed_in("officer").get("/contacts/new").text
    without_end = dict.fromkeys(TODAY, "")
    assert confirm(client, TRAFFIC, **AS_IT_IS, **without_end).status_code == 303
    assert "Traffic issues" in signed_in("officer").get("/contacts/new").text


def test_the_open_cases_get_what_replaces_a_value(
    app: Flask, signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    case = inside(lambda: factories.enquiry(staff["officer"], issue="traffic").reference)
    client = signed_in("administrator")
    typed = {**AS_IT_IS, **TODAY, "replaced_by": "roads", "recodes": "yes"}
    page = asked(client, TRAFFIC, **typed)
    assert "they get the new value, with an event on each" in page
    assert confirm(client, TRAFFIC, **typed).status_code == 303
    assert "; then Parking" in client.get(ISSUES).text
    with app.app_context():
        assert db.session.scalar(select(Case.issue).where(Case.reference == case)) == "roads"
    assert "Corrected the details" in signed_in("officer").get(f"/cases/{case}/timeline").text


def test_correcting_a_case_does_not_lose_a_value_that_is_offered_no_more(
    app: Flask, signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    """Ended, or from an old register: the form took it away from whoever saved anything else."""

    def prepare() -> list[str]:
        with unit_of_work():
            db.session.add(Code(list_name="issue", code="05A", label="From an old register", source="import"))
        made = [factories.enquiry(staff["officer"], issue=issue).reference for issue in ("traffic", "05A")]
        with unit_of_work():
            db.session.get_one(Code, ("issue", "traffic")).valid_to = dt.date(2026, 11, 1)
        return made

    client = signed_in("officer")
    for reference, issue in zip(inside(prepare), ("traffic", "05A"), strict=True):
        page = client.get(f"/cases/{reference}/edit").text
        assert f'<option value="{issue}" selected>' in page
        fields = Page(page).forms[-1]["fields"]
        typed = {"about": "Corrected", "issue": issue, "district": "", "row_version": fields["row_version"]}
        typed["reason"] = "Invented."
        assert client.send(f"/cases/{reference}/edit", **typed).status_code == 303
        with app.app_context():
            assert db.session.scalar(select(Case.issue).where(Case.reference == reference)) == issue


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"label": ""}, "Say what it is called."),
        ({"label": "Drugs"}, "“Drugs” is in this list already"),
        ({"label": "x" * 201}, "201 characters long"),
        ({"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027", **LAST_DAY}, "not be before"),
        ({"valid_to-day": "31"}, "must include a month and a year"),
        ({"replaced_by": "roads"}, "Enter the last day on which this value may be chosen"),
        ({"replaced_by": "none"}, "choose one of the list"),
        ({"recodes": "yes"}, "Choose the value that the open cases get"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    signed_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    answer = signed_in("administrator").send(TRAFFIC, **{**AS_IT_IS, "label": "Kept in the form", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept in the form" in answer.text or "label" in typed


def test_what_the_program_records_cannot_end(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert "so it cannot end" in client.get(f"{LISTS}/channel/email").text
    answer = client.send(f"{LISTS}/channel/email", label="E-mail", words="from_today", **LAST_DAY)
    assert (answer.status_code, "Its words can be changed" in answer.text) == (422, True)


def test_a_page_from_before_somebody_elses_change_is_a_conflict(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    old = Page(asked(client, TRAFFIC, **{**AS_IT_IS, "label": "The second"})).forms[-1]["fields"]
    assert confirm(client, TRAFFIC, **{**AS_IT_IS, "label": "The first"}).status_code == 303
    assert client.post(TRAFFIC, data=old).status_code == 409
    assert "The first" in client.get(ISSUES).text


def test_values_move_up_and_down(signed_in: SignIn, app: Flask) -> None:
    client = signed_in("administrator")

    def order() -> list[str]:
        with app.app_context():
            query = select(Code.code).where(Code.list_name == "issue").order_by(Code.position, Code.label)
            return list(db.session.scalars(query))

    before = order()
    assert client.send(ISSUES, to=f"{ISSUES}/{before[1]}/move", up="yes").status_code == 303
    assert order()[:2] == [before[1], before[0]]
    assert client.send(ISSUES, to=f"{ISSUES}/{before[1]}/move", up="no").status_code == 303
    assert order() == before


def test_an_empty_list_offers_the_first_value(signed_in: SignIn, inside: Inside) -> None:
    def empty() -> None:
        with unit_of_work():
            db.session.query(Code).filter_by(list_name="plan").delete()

    inside(empty)
    assert "There is no value in this list yet." in signed_in("administrator").get(f"{LISTS}/plan").text


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_nobody_else_sees_or_changes_the_lists(signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    for path in (LISTS, ISSUES, f"{ISSUES}/add", TRAFFIC):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"csrf_token": client.csrf("/password"), **AS_IT_IS}).status_code in (403, 405)
    assert client.post(f"{TRAFFIC}/move", data={"csrf_token": client.csrf("/password")}).status_code == 403
    assert LISTS not in client.get("/").text


def test_what_is_typed_is_shown_as_text(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert confirm(client, f"{ISSUES}/add", label=PROBE).status_code == 303
    assert "&lt;script&gt;" in client.get(ISSUES).text


def test_what_the_postcodes_of_a_district_begin_with_is_said_with_commas(inside: Inside, signed_in: SignIn) -> None:
    client, path = signed_in("administrator"), f"{LISTS}/district/leeds"
    given: dict[str, Any] = {"label": "Leeds", "belongs_to": "west_yorkshire", "words": "from_today"}
    given["belongs_to"] = inside(lambda: db.session.get_one(Code, ("district", "leeds")).belongs_to)
    assert "Write what postcodes begin with like this" in client.send(path, **given, postcodes="LS1, ?").text
    assert "LS1, LS2 9" in asked(client, path, **given, postcodes="ls1,  ls2  9,")
    assert client.send(path, **given, postcodes="ls1, ls2  9", confirmed="yes").status_code == 303
    assert inside(lambda: db.session.get_one(Code, ("district", "leeds")).matches) == ["LS1", "LS2 9"]


def test_a_priority_is_suggested_for_the_issues_that_are_ticked(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    row = inside(lambda: db.session.query(Code).filter_by(list_name="priority").order_by(Code.position).limit(1).one())
    path, given = (
        f"{LISTS}/priority/{row.code}",
        {"label": row.label, "belongs_to": row.belongs_to, "words": "from_today"},
    )
    assert "Traffic issues" in asked(client, path, **given, issues="traffic")
    assert client.send(path, **given, issues="traffic", confirmed="yes").status_code == 303
    assert inside(lambda: db.session.get_one(Code, ("priority", row.code)).matches) == ["traffic"]


def test_the_office_keeps_its_tags(inside: Inside, signed_in: SignIn) -> None:
    client, path = signed_in("administrator"), f"{LISTS}/tag/add"
    assert client.send(path, label="Winter market", confirmed="yes").status_code == 303
    assert "Winter market" in client.get(f"{LISTS}/tag").text
