"""A restricted case exists only for the people named on it, on every address that it has."""

import re

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case
from casework.services.letters import choosing, drafts, signing
from casework.services.people import people
from casework.services.record import cases, restriction, tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
NOT_THERE = "E-1999-00001"


@pytest.fixture
def restricted(inside: Inside, staff: Staff) -> str:
    """A review of the reviewer, open to the reviewer and one manager alone, with a recommendation, a step that was
    prepared and a letter, the first of all."""

    def make() -> str:
        case = factories.review_decided(staff)
        offices.add_directory()
        offices.prepare_recommendation(case, "accept", staff["reviewer"], steps="They will apologise, invented.")
        factories.restrict(case.reference, staff["reviewer"], staff["manager"])
        return str(case.reference)

    return str(inside(make))


def addresses(app: Flask, reference: str) -> list[str]:
    """Every address that names a case, filled in."""
    values = {"number": "1", "trigger": "accept", "person_id": "1", "letter_id": "1"}
    found = []
    for rule in app.url_map.iter_rules():
        if "reference" in rule.arguments and not rule.endpoint.startswith("audit."):
            path = re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda match: values.get(match[1], reference), str(rule))
            assert "<" not in path
            found.append(path)
    return found


def body(client: CheckingClient, path: str, reference: str, method: str, csrf: str) -> tuple[int, str]:
    form = {"csrf_token": csrf, "token": factories.token(), "row_version": "1"}
    response = client.get(path) if method == "GET" else client.post(path, data=form)
    text = re.sub(r'(value|href|action)="[^"]*"', "", response.text)
    return response.status_code, text.replace(reference, "")


@pytest.mark.parametrize("who", ["officer", "second_manager", "auditor"])
def test_every_address_answers_as_if_the_case_were_not_there(
    app: Flask, restricted: str, signed_in: SignIn, who: str
) -> None:
    client = signed_in(who)
    csrf = client.csrf("/cases")
    for method in ("GET", "POST"):
        for path, other in zip(addresses(app, restricted), addresses(app, NOT_THERE), strict=True):
            mine, nobodys = body(client, path, restricted, method, csrf), body(client, other, NOT_THERE, method, csrf)
            assert mine == nobodys, (method, path)
            assert mine[0] in (403, 404, 405), (method, path)


def test_those_named_work_on_it_and_each_opening_is_noted(restricted: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    for tab in ("", "/timeline", "/people", "/review", "/recommendations"):
        assert client.get(f"/cases/{restricted}{tab}").status_code == 200
    assert inside(lambda: db.session.query(AccessLog).count()) == 5


def test_no_list_search_or_match_gives_it_away(restricted: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert restricted not in client.get("/cases").text
    for words in (restricted, "Cam Invented", "Outcome of an invented"):
        found = client.send("/cases", form=0, words=words)
        page = client.get(found.headers["Location"]).text if found.status_code == 303 else found.text
        assert f"/cases/{restricted}" not in page
    typed = {"full_name": "Cam Invented", "channel": "phone", "about": "x", "details": "x"}
    assert "Have we heard" not in client.send("/contacts/new", **typed).text
    assert restricted in signed_in("reviewer").get("/cases").text


def test_the_auditor_sees_that_it_exists_and_who_touched_it_but_not_what_it_says(
    restricted: str, signed_in: SignIn
) -> None:
    page = signed_in("auditor").get(f"/audit/cases/{restricted}").text
    assert "Manager (invented)" in page
    assert "Invented reason" not in page
    assert "Outcome of an invented complaint" not in page
    assert "Cam Invented" not in page


@pytest.mark.parametrize(
    ("who", "named", "says"),
    [("officer", ["officer"], "at least one manager"), ("manager", ["administrator"], "at least one manager")],
)
def test_a_manager_always_remains(
    inside: Inside, staff: Staff, signed_in: SignIn, who: str, named: list[str], says: str
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    ids = [str(staff[name].user_id) for name in named]
    refused = signed_in(who).send(f"/cases/{reference}/restrict", user_ids=ids, reason="x")
    assert refused.status_code == 422
    assert says in refused.text or "choose from the list" in refused.text
    assert not inside(lambda: db.session.query(Case).one().restricted)


def test_only_the_owner_or_a_manager_restricts(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    ids = [str(staff["manager"].user_id)]
    assert signed_in("reviewer").send(f"/cases/{reference}/restrict", user_ids=ids, reason="x").status_code == 403


def test_whoever_leaves_themselves_out_is_led_away_from_the_case(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    sent = client.send(f"/cases/{reference}/restrict", user_ids=[str(staff["manager"].user_id)], reason="x")
    assert sent.status_code == 303
    assert client.get(sent.headers["Location"]).status_code == 200
    assert client.get(f"/cases/{reference}").status_code == 404


def test_a_linked_case_is_restricted_to_the_same_people(inside: Inside, staff: Staff) -> None:
    def convert() -> tuple[bool, list[int]]:
        case = factories.enquiry(staff["officer"])
        factories.restrict(case.reference, staff["officer"], staff["manager"])
        factories.move(case, "convert", staff["officer"], target_type="complaint_review")
        linked = db.session.query(Case).filter_by(linked_from_id=case.id).one()
        return linked.restricted, sorted(restriction.named_ids(linked))

    expected = sorted([staff["officer"].user_id or 0, staff["manager"].user_id or 0])
    assert inside(convert) == (True, expected)


def test_somebody_known_only_through_it_is_not_found_as_a_person(restricted: str, inside: Inside, staff: Staff) -> None:
    entry = people.PersonEntry(full_name="Cam Invented")
    assert inside(lambda: factories.likely(entry, actor=staff["officer"])) == []
    assert len(inside(lambda: factories.likely(entry, actor=staff["reviewer"]))) == 1


def test_neither_its_letters_nor_their_files_are_reached_through_another_case(
    app: Flask, restricted: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    other = str(inside(lambda: factories.enquiry(staff["officer"]).reference))
    for who in ("officer", "second_manager"):
        client = signed_in(who)
        csrf = client.csrf("/cases")
        paths = [path for path in addresses(app, other) if f"/cases/{other}/letters/1" in path]
        assert len(paths) > 10
        for path in paths:
            for method in ("GET", "POST"):
                assert body(client, path, other, method, csrf)[0] in (403, 404, 405), (method, path)


def test_its_tasks_and_letters_to_sign_show_to_those_named_alone(
    restricted: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def submit() -> int:
        case = cases.load(restricted, actor=staff["reviewer"])
        with unit_of_work():
            recipient = choosing.first(restricted, "L-C04", "", actor=staff["reviewer"])
            about = factories.recommendation_at(case)
            letter = drafts.write(about, "L-C04", recipient, sent=factories.sent(), actor=staff["reviewer"])
            task = tasks.open_task(Kind.LETTER_TO_WRITE, case, About(letter_id=letter.id))
            task.owner_id = staff["second_manager"].user_id
        with unit_of_work():
            signing.submit(restricted, letter.id, sent=factories.sent(1), actor=staff["reviewer"])
        return int(task.id)

    task_id = inside(submit)
    assert restricted in signed_in("manager").get("/to-sign").text
    stranger = signed_in("second_manager")
    assert restricted not in stranger.get("/to-sign").text
    assert restricted not in stranger.get("/").text
    form = {"csrf_token": stranger.csrf("/cases"), "token": factories.token()}
    assert stranger.post(f"/tasks/{task_id}/done", data=form).status_code == 404
