"""The pages of bank holidays, as an administrator uses them: first what moves, then the change."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from casework.access import Actor
from casework.cli import cli
from casework.extensions import db
from casework.models import BankHoliday, Case, User, UserRole
from casework.pages.deadlines.bank_holidays import Preview
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient, Page
from tests.routes.conftest import Inside, SignIn
from tests.services.deadlines.holidays import MONDAY, TODAY, add, noon

HOLIDAYS = "/administration/bank-holidays"
ADD = f"{HOLIDAYS}/add"
ST_ANDREW = "2026-11-30"
BOXES = {"on-day": "7", "on-month": "12", "on-year": "2026"}
GIVEN = {**BOXES, "name": "An invented bank holiday", "where": "everywhere"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def case(inside: Inside, staff: dict[str, Actor]) -> str:
    """The reference of an enquiry that was logged on 28 November."""
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def confirm(client: CheckingClient, path: str, **typed: str) -> TestResponse:
    """Send the form and confirm on the page that shows what moves, as a person does."""
    asked = client.send(path, **typed)
    assert asked.status_code == 200, asked.text
    fields = Page(asked.text).forms[-1]["fields"]
    return client.post(path, data=fields)


def test_what_moves_is_shown_before_anything_is_changed(signed_in: SignIn, case: str) -> None:
    client = signed_in("administrator")
    page = client.send(ADD, **GIVEN).text
    assert "Make Monday 7 December 2026 a bank holiday?" in page
    assert "Dates move in 1 case." in page
    for said in ("Enquiry, Acknowledge", "Friday 11 December 2026", "Monday 14 December 2026", "Enquiry, Reply"):
        assert said in page
    assert "An invented bank holiday" not in client.get(f"{HOLIDAYS}?year=2026").text
    assert "11 Dec 2026" in signed_in("officer").get(f"/cases/{case}/dates").text


def test_the_case_its_list_and_its_reasons_agree_afterwards(signed_in: SignIn, case: str) -> None:
    client = signed_in("administrator")
    answer = confirm(client, ADD, **GIVEN)
    assert (answer.status_code, answer.location) == (303, f"{HOLIDAYS}?year=2026")
    page = client.get(f"{HOLIDAYS}?year=2026").text
    assert "Monday 7 December 2026 is a bank holiday now. Cases whose dates were moved: 1." in page
    assert "Set by Administrator (invented)" in page
    officer = signed_in("officer")
    dates = officer.get(f"/cases/{case}/dates").text
    assert "14 Dec 2026" in dates
    assert "7 December is a bank holiday" in dates
    story = officer.get(f"/cases/{case}/timeline").text
    assert "Dates moved with the bank holidays" in story
    assert "Monday 7 December 2026 became a bank holiday" in story
    assert "Acknowledge: due Monday 14 December 2026 instead of Friday 11 December 2026" in story
    assert "14 Dec" in officer.get("/cases").text


def test_a_day_is_taken_away_and_made_a_bank_holiday_again(signed_in: SignIn, case: str) -> None:
    client = signed_in("administrator")
    day = f"{HOLIDAYS}/2026-12-25/take-away"
    assert "Friday 25 December 2026" in client.get(day).text
    assert confirm(client, day, where="everywhere").status_code == 303
    page = client.get(f"{HOLIDAYS}?year=2026").text
    assert "Friday 25 December 2026 is a working day now." in page
    assert "Worked" in page
    again = f"{ADD}?day=2026-12-25"
    assert 'value="Christmas Day"' in client.get(again).text
    fields = {"on-day": "25", "on-month": "12", "on-year": "2026", "name": "Christmas Day", "where": "everywhere"}
    assert confirm(client, again, **fields).status_code == 303
    assert "29 Dec 2026" in signed_in("officer").get(f"/cases/{case}/dates").text


def test_a_day_of_the_north_alone_is_asked_nothing_about(signed_in: SignIn, inside: Inside) -> None:
    inside(lambda: add(MONDAY, elsewhere=True))
    client = signed_in("administrator")
    assert "Only Scotland or Northern Ireland" in client.get(f"{HOLIDAYS}?year=2026").text
    page = client.get(f"{HOLIDAYS}/2026-12-07/take-away").text
    assert "Where it is worked" not in page
    assert confirm(client, f"{HOLIDAYS}/2026-12-07/take-away").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on-day": "31", "on-month": "2"}, "must be a real date"),
        ({"on-day": "", "on-month": "", "on-year": ""}, "Enter the day."),
        ({"on-day": "5"}, "Saturday 5 December 2026 is no working day anyway"),
        ({"on-day": "25"}, "is a bank holiday already"),
        ({"name": ""}, "Say what the bank holiday is called."),
        ({"name": "x" * 101}, "101 characters long"),
        ({"where": ""}, "Choose where people are off"),
        ({"where": "abroad"}, "choose one of the list"),
    ],
)
def test_what_cannot_be_a_bank_holiday_is_said_and_nothing_typed_is_lost(
    signed_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    answer = signed_in("administrator").send(ADD, **{**GIVEN, "name": "Kept in the form", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept in the form" in answer.text or "name" in typed


def test_whoever_may_not_see_a_case_sees_that_it_moves_and_not_which(
    app: Flask, signed_in: SignIn, inside: Inside, case: str
) -> None:
    client = signed_in("administrator")
    page = client.send(ADD, **GIVEN).text
    assert case not in page
    assert "1 case" in page

    def make_officer_too() -> None:
        with unit_of_work():
            user = db.session.query(User).filter_by(email="administrator@test.example").one()
            db.session.add(UserRole(user_id=user.id, role="casework_officer"))

    inside(make_officer_too)
    assert case in signed_in("administrator").send(ADD, **GIVEN).text


def test_whoever_moves_very_many_is_asked_to_wait() -> None:
    few, many = (Preview(cases=amount, lines=(), more=0, letters=0) for amount in (2000, 2001))
    assert (few.is_long, many.is_long) == (False, True)


def test_nothing_moves_is_said_too(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert "No date of an open case moves." in client.send(ADD, **GIVEN).text
    confirm(client, ADD, **GIVEN)
    assert "No date of a case moves." in client.get(HOLIDAYS).text


def test_the_same_page_confirmed_twice_counts_once(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    fields = Page(client.send(ADD, **GIVEN).text).forms[-1]["fields"]
    assert client.post(ADD, data=fields).status_code == 303
    assert client.post(ADD, data=fields).status_code in (200, 409)


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_nobody_else_sees_or_changes_the_bank_holidays(signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    for path in (HOLIDAYS, ADD, f"{HOLIDAYS}/2026-12-25/take-away"):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"csrf_token": client.csrf("/password"), **GIVEN}).status_code in (403, 405)
    assert HOLIDAYS not in client.get("/").text


def test_a_day_that_is_none_is_not_found(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    for day in ("none", "2026-12-08", "2026-99-99", "99999999999"):
        assert client.get(f"{HOLIDAYS}/{day}/take-away").status_code == 404
        assert client.get(f"{ADD}?day={day}").status_code == 404


def test_years_lead_on_and_back_and_an_odd_one_shows_this_year(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert "Bank holidays 2027" in client.get(f"{HOLIDAYS}?year=2027").text
    for odd in ("", "1", "9999", "x", "-1"):
        assert "Bank holidays 2026" in client.get(f"{HOLIDAYS}?year={odd}").text


def test_a_year_without_a_bank_holiday_offers_to_add_one(signed_in: SignIn, inside: Inside) -> None:
    def empty() -> None:
        with unit_of_work():
            db.session.query(BankHoliday).delete()

    inside(empty)
    assert "No bank holiday of 2026 is known yet." in signed_in("administrator").get(HOLIDAYS).text


def test_what_is_typed_is_shown_as_text(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert confirm(client, ADD, **{**GIVEN, "name": PROBE}).status_code == 303
    assert "&lt;script&gt;" in client.get(f"{HOLIDAYS}?year=2026").text


def test_the_command_says_what_moves_and_asks_before_it_moves_it(app: Flask, staff: dict[str, Actor]) -> None:
    with app.app_context():
        case_id = factories.enquiry(staff["officer"]).id
    runner = app.test_cli_runner()
    command = ["bank-holidays", "add", "2026-12-07", "--name", "An invented bank holiday"]
    refused = runner.invoke(cli, command, input="n\n")
    assert "Enquiry, Acknowledge: Friday 11 December 2026 becomes Monday 14 December 2026 in 1 case" in refused.output
    assert refused.exit_code == 1
    done = runner.invoke(cli, [*command, "--yes"])
    assert "Dates were moved in 1 case." in done.output
    with app.app_context():
        assert db.session.get_one(Case, case_id).next_due_on == dt.date(2026, 12, 14)
    again = runner.invoke(cli, [*command, "--yes"])
    assert "is a bank holiday already" in again.output
    away = runner.invoke(cli, ["bank-holidays", "take-away", "2026-12-07", "--yes"])
    assert "Monday 7 December 2026" in away.output
    assert "Every due date agrees" in runner.invoke(cli, ["clocks", "check"]).output


def test_the_command_takes_back_what_the_office_added_and_leaves_the_day_of_the_north(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(cli, ["bank-holidays", "add", ST_ANDREW, "--name", "Ours", "--yes"]).exit_code == 0
    assert off(app, ST_ANDREW) == {"england_and_wales", "uk"}
    assert runner.invoke(cli, ["bank-holidays", "take-away", ST_ANDREW, "--yes"]).exit_code == 0
    assert off(app, ST_ANDREW) == {"uk"}


def test_the_command_asks_where_a_day_that_came_with_casework_is_worked(app: Flask) -> None:
    runner, command = app.test_cli_runner(), ["bank-holidays", "take-away", "2026-12-25", "--yes"]
    refused = runner.invoke(cli, command)
    assert refused.exit_code == 1
    assert "Say where Friday 25 December 2026 is worked from now on: --everywhere, or --england-alone" in refused.output
    assert off(app, "2026-12-25") == {"england_and_wales", "uk"}
    assert runner.invoke(cli, [*command, "--england-alone"]).exit_code == 0
    assert off(app, "2026-12-25") == {"uk"}
    assert runner.invoke(cli, command).exit_code == 0
    assert off(app, "2026-12-25") == set()


def off(app: Flask, day: str) -> set[str]:
    """The calendars in which nobody works on a day."""
    with app.app_context():
        rows = db.session.query(BankHoliday).filter_by(on=dt.date.fromisoformat(day), is_worked=False)
        return {str(row.calendar) for row in rows}


def test_setup_says_what_a_newer_list_changes(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context(), unit_of_work():
        db.session.query(BankHoliday).filter_by(on=dt.date(2026, 12, 25)).delete()
    tried = runner.invoke(cli, ["bank-holidays", "update", "--dry-run"])
    assert "Friday 25 December 2026, Christmas Day" in tried.output
    assert "nothing was written" in tried.output
    assert runner.invoke(cli, ["bank-holidays", "update"]).exit_code == 0
    assert "Christmas" not in runner.invoke(cli, ["bank-holidays", "update", "--dry-run"]).output
