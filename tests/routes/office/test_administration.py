"""Accounts, teams and settings. Each test changes only accounts that it made itself."""

import secrets

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.access import SYSTEM
from casework.extensions import db
from casework.models import CaseEvent, Setting, Team, User
from casework.services.office import accounts
from casework.services.record.identity_settings import IDENTITY
from casework.services.record.settings import DEFINITIONS, SECTIONS
from casework.transaction import unit_of_work
from tests.client import PROBE, CheckingClient, Page
from tests.people import PASSWORD, QUICK
from tests.routes.conftest import SignIn
from workflows.roles import Role

USERS = "/administration/users"
SETTINGS = "/administration/settings"


def an_account(app: Flask, role: Role = Role.CASEWORK_OFFICER) -> tuple[int, str]:
    """Somebody new. Returns their id and address."""
    email = f"{secrets.token_hex(6)}@test.example"
    with app.app_context(), unit_of_work():
        user = accounts.add_user(name="Nia New (invented)", email=email, roles=[role], team_id=None, actor=SYSTEM)
        user.password_hash = QUICK.hash(PASSWORD)
        return user.id, email


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return [event.kind for event in db.session.query(CaseEvent).order_by(CaseEvent.id)]


def confirmed(client: CheckingClient, path: str, **typed: object) -> TestResponse:
    """Send a form and confirm on the page that follows, as a person does."""
    asked = client.send(path, **typed)
    assert asked.status_code == 200, asked.text
    assert "Confirm" in asked.text
    fields = Page(asked.text).forms[-1]["fields"]
    return client.post(path, data={**typed, **{name: value for name, value in fields.items() if name not in typed}})


def test_add_user_sends_a_link_and_lets_nobody_in_before_it_is_used(app: Flask, signed_in: SignIn) -> None:
    email = f"{secrets.token_hex(6)}@test.example"
    client = signed_in("administrator")
    answer = client.send(f"{USERS}/new", name="Nia New", email=email, roles=["casework_officer", "reviewer"])
    assert (answer.status_code, answer.location) == (303, USERS)
    assert "Nia New gets a mail with a link" in client.get(USERS).text
    assert CheckingClient(app).sign_in(email, "").status_code == 422
    assert CheckingClient(app).sign_in(email).status_code == 422
    assert {"user_added", "account_link_made"} <= set(kinds(app))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the person&#39;s name"),
        ({"email": "no address"}, "Enter an e-mail address"),
        ({"email": "officer@test.example"}, "Somebody has this e-mail address already"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["system"]}, "choose from the list"),
        ({"name": "x" * 101}, "101 characters long"),
        ({"name": "a\x00b"}, "cannot be stored"),
        ({"team": "99999"}, "choose one of the list"),
    ],
)
def test_add_user_refuses_and_keeps_what_was_typed(signed_in: SignIn, typed: dict[str, object], sentence: str) -> None:
    given = {"name": "Kept Invented", "email": "kept@test.example", "roles": ["reviewer"]}
    answer = signed_in("administrator").send(f"{USERS}/new", **{**given, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Kept Invented" in answer.text) or "name" in typed


def test_change_user_asks_to_be_confirmed(app: Flask, signed_in: SignIn) -> None:
    user_id, email = an_account(app)
    client = signed_in("administrator")
    typed = {"name": "Nia Renamed", "email": email, "roles": ["casework_officer", "manager"], "enabled": "yes"}
    assert client.send(f"{USERS}/{user_id}", **typed).status_code == 200
    assert "Nia Renamed" not in client.get(USERS).text
    assert confirmed(client, f"{USERS}/{user_id}", **typed).status_code == 303
    assert "Nia Renamed" in client.get(USERS).text
    assert "user_changed" in kinds(app)


def test_change_user_shows_the_account_as_it_is(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        officer = db.session.query(User).filter_by(email="officer@test.example").one()
        user_id, team = officer.id, officer.team_id
    page = signed_in("administrator").get(f"{USERS}/{user_id}").text
    assert "officer@test.example" in page
    assert f'<option value="{team}" selected>' in page
    assert page.count("checked") == 2


def test_change_user_closing_an_account_ends_its_sessions(app: Flask, signed_in: SignIn) -> None:
    user_id, email = an_account(app)
    theirs = CheckingClient(app)
    theirs.sign_in(email)
    client = signed_in("administrator")
    assert confirmed(client, f"{USERS}/{user_id}", name="Nia", email=email, roles=["reviewer"]).status_code == 303
    assert theirs.get("/cases").status_code == 302
    assert theirs.sign_in(email).status_code == 422


def test_change_user_from_an_old_page_changes_nothing(app: Flask, signed_in: SignIn) -> None:
    user_id, email = an_account(app)
    client = signed_in("administrator")
    path, typed = f"{USERS}/{user_id}", {"email": email, "roles": ["reviewer"], "enabled": "yes"}
    old = Page(client.get(path).text).forms[-1]["fields"]["row_version"]
    assert confirmed(client, path, name="The first", **typed).status_code == 303
    sent = {**typed, "csrf_token": client.csrf(path), "row_version": old, "confirmed": "yes", "name": "The second"}
    answer = client.post(path, data=sent)
    assert answer.status_code == 409
    assert "The second" in answer.text
    assert "The second" not in client.get(USERS).text


def test_change_user_leaves_the_last_administrator(app: Flask, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    with app.app_context():
        user = db.session.query(User).filter_by(email="administrator@test.example").one()
        user_id, name, email = user.id, user.name, user.email
    answer = confirmed(client, f"{USERS}/{user_id}", name=name, email=email, roles=["reviewer"], enabled="yes")
    assert answer.status_code == 422
    assert "last administrator" in answer.text


@pytest.mark.parametrize("path", [f"{USERS}/0", f"{USERS}/99999", f"{USERS}/99999999999999999999", f"{SETTINGS}/none"])
def test_what_there_is_not_is_not_found(signed_in: SignIn, path: str) -> None:
    assert signed_in("administrator").get(path).status_code == 404


def test_teams_are_added_once_and_changed(app: Flask, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    name = f"Team {secrets.token_hex(6)}"
    assert client.send("/administration/teams", name=name).status_code == 303
    again = client.send("/administration/teams", name=name)
    assert again.status_code == 422
    assert "a team of this name already" in again.text
    with app.app_context():
        team_id = db.session.query(Team).filter_by(name=name).one().id
    assert confirmed(client, f"/administration/teams/{team_id}", name=f"{name} two").status_code == 303
    page = client.get("/administration/teams").text
    assert f"{name} two" in page
    assert "Not in use" in page
    assert {"team_added", "team_changed"} <= set(kinds(app))


def test_change_setting_asks_to_be_confirmed_and_is_recorded(app: Flask, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert confirmed(client, f"{SETTINGS}/reminder_offsets", value="-10, -2, 0").status_code == 303
    page = client.get(SETTINGS).text
    assert "-10, -2, 0" in page
    assert "by Administrator (invented)" in page
    assert "setting_changed" in kinds(app)


def test_settings_stand_in_sections_and_each_once(signed_in: SignIn) -> None:
    page = signed_in("administrator").get(SETTINGS).text
    places = [page.index(f'">{heading}</h2>') for heading in SECTIONS]
    assert places == sorted(places)
    for name in set(DEFINITIONS) - set(IDENTITY):
        assert page.count(f'href="{SETTINGS}/{name}"') == 1
    for heading, name in (("Letters", "adjustments_note"), ("Reminders: how they go out", "digest_hour")):
        section = page.partition(f">{heading}</h2>")[2].partition("<h2")[0]
        assert f"{SETTINGS}/{name}" in section


@pytest.mark.parametrize("name", [name for name, each in DEFINITIONS.items() if isinstance(each.default, bool)])
def test_a_yes_or_no_is_said_in_words_and_typed_as_yes_or_no(signed_in: SignIn, name: str) -> None:
    client, words = signed_in("administrator"), DEFINITIONS[name].words
    for answer, said, other in (("no", words[1], words[0]), ("yes", words[0], words[1])):
        assert "Answer yes or no." in client.get(f"{SETTINGS}/{name}").text
        assert confirmed(client, f"{SETTINGS}/{name}", value=answer).status_code == 303
        page = client.get(SETTINGS).text
        assert f"{said}\n" in page
        assert f"{other}\n" not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reminder_offsets", "tomorrow"),
        ("reminder_offsets", "-100"),
        ("reminder_offsets", ","),
        ("escalation_days", "-1"),
        ("escalation_days", "1.5"),
        ("escalation_days", "9" * 400),
        ("deemed_service_days", ""),
        ("deemed_service_days", PROBE),
    ],
)
def test_change_setting_refuses_what_is_no_value(app: Flask, signed_in: SignIn, name: str, value: str) -> None:
    client = signed_in("administrator")
    path = f"{SETTINGS}/{name}"
    answer = client.send(path, value=value, confirmed="yes")
    assert answer.status_code == 422
    assert "Please put this right" in answer.text
    with app.app_context():
        assert db.session.get(Setting, name) is None


def test_the_length_of_a_clock_is_set_at_its_name_beside_what_it_is_as_shipped(app: Flask, signed_in: SignIn) -> None:
    client, path = signed_in("administrator"), f"{SETTINGS}/clock_lengths"
    page = client.get(path).text
    assert "Enquiry, Acknowledge" in page
    assert "As shipped: 10 working days" in page
    for wrong in ("soon", "0", "401", "-3", "1.5"):
        refused = client.send(path, enquiry_acknowledge=wrong, confirmed="yes")
        assert refused.status_code == 422
        assert "Give a whole number from 1 to 400" in refused.text
    assert "Enquiry, Acknowledge: 5" in client.send(path, enquiry_acknowledge="5").text
    assert confirmed(client, path, enquiry_acknowledge="5").status_code == 303
    with app.app_context():
        assert db.session.get_one(Setting, "clock_lengths").value == {"enquiry.acknowledge": 5}
    assert "Enquiry, Acknowledge: 5" in client.get(SETTINGS).text
    assert confirmed(client, path, enquiry_acknowledge="").status_code == 303
    with app.app_context():
        assert db.session.get_one(Setting, "clock_lengths").value == {}


def test_history_lists_what_was_changed(app: Flask, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    confirmed(client, f"{SETTINGS}/escalation_days", value="4")
    page = client.get("/administration/history").text
    assert "Setting changed" in page
    assert "Administrator (invented)" in page
