"""Filters that people keep and share: under an id, with how many cases each finds, also when whoever kept one left."""

import re

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import SavedFilter
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.desk.test_cases import FOUND
from tests.routes.desk.test_team import shut
from tests.statements import asked

Staff = dict[str, Actor]
QUERY = "type=enquiry&district=leeds&received_from-day=1&received_from-month=jan&received_from-year=2020&sort=received"


@pytest.fixture
def made(app: Flask, staff: Staff) -> list[str]:
    """Two enquiries from Leeds and one from Bradford."""
    with app.app_context():
        return [factories.enquiry(staff["officer"], district=each).reference for each in ("leeds", "leeds", "bradford")]


def keep(client: CheckingClient, query: str = QUERY, **typed: str) -> str:
    """Returns the address of the kept list."""
    answer = client.send(f"/filters/new?{query}", **{"name": "Leeds", **typed})
    assert answer.status_code == 303
    return str(answer.location)


def test_a_filter_is_kept_under_an_id_and_says_on_my_work_how_many_it_finds(
    signed_in: SignIn, made: list[str], inside: Inside
) -> None:
    client = signed_in("officer")
    assert "/filters/new?type=enquiry" in client.get(f"/cases?{QUERY}").text
    address = keep(client)
    assert re.fullmatch(r"/cases\?filter=\d+", address)
    page = client.get(address).text
    assert "New and open enquiries, in Leeds, received from 1 January 2020" in page
    assert sorted(FOUND.findall(page)) == sorted(made[:2])
    assert 'aria-sort="descending"' in page
    assert f'href="{address}">Leeds</a> <b>2</b>' in client.get("/").text
    changed = client.get(f"{address}&district=&sort=due").text
    assert sorted(FOUND.findall(changed)) == sorted(made), "what stands in the address goes before what is kept"
    assert "Leeds" in client.get("/filters").text


def test_the_words_of_a_search_are_kept_in_the_row_and_never_in_the_address(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    with app.app_context():
        found = [factories.enquiry(staff["officer"], name=f"Zelda {name}").reference for name in ("Searched", "Sought")]
    client = signed_in("officer")
    searched = client.send("/cases", to="/find", form=0, words="Zelda").location
    assert searched.startswith("/find?search=")
    address = keep(client, searched.partition("?")[2], name="A name")
    assert "Zelda" not in address
    page = client.get(address).text
    assert sorted(FOUND.findall(page)) == found
    assert "that match “Zelda”" in page
    assert "A name</a>" in client.get("/").text


def names_looked_up(statements: list[str]) -> int:
    return len([each for each in statements if "FROM code" in each and "FROM team" in each])


def test_the_names_in_all_sentences_are_looked_up_once(
    app: Flask, signed_in: SignIn, staff: Staff, made: list[str]
) -> None:
    client = signed_in("officer")
    owners = ("reviewer", "manager")
    for who in owners:
        keep(client, f"owner={staff[who].user_id}", name=who)
    with asked(app) as statements:
        page = client.get("/filters").text
    assert "owned by Reviewer (invented)" in page
    assert "owned by Manager (invented)" in page
    assert names_looked_up(statements) == 1
    with asked(app) as statements:
        client.get("/filters/new?district=leeds")
    assert names_looked_up(statements) == 1


@pytest.mark.parametrize("path", ["the list", "/"])
def test_the_list_and_my_work_ask_as_much_for_many_cases_as_for_few(
    app: Flask, staff: Staff, inside: Inside, signed_in: SignIn, made: list[str], path: str
) -> None:
    client = signed_in("officer")
    address = keep(client) if path == "the list" else path

    def questions() -> int:
        with asked(app) as statements:
            assert client.get(address).status_code == 200
        return len(statements)

    questions()
    few = questions()
    inside(lambda: [factories.enquiry(staff["officer"], district="leeds") for _ in range(12)])
    assert questions() == few


def test_a_shared_filter_is_seen_by_others_with_their_own_cases_and_a_private_one_is_not(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    client, other = signed_in("officer"), signed_in("reviewer")
    private = keep(client)
    shared = keep(client, "owner=mine", name="Mine", is_shared="yes")
    assert other.get(private).status_code == 404
    assert "no longer kept, or not shared" in other.get(private).text
    assert sorted(FOUND.findall(client.get(shared).text)) == sorted(made)
    assert FOUND.findall(other.get(shared).text) == []
    assert "Officer (invented)" in other.get("/filters").text
    number = shared.partition("=")[2]
    assert other.get(f"/filters/{number}").status_code == 403
    data = {"csrf_token": other.csrf("/cases"), "token": factories.token(), "row_version": "1"}
    assert other.post(f"/filters/{number}/delete", data=data).status_code == 403


def test_a_filter_of_a_colleague_who_left_stays_and_a_manager_can_change_it(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    shared = keep(signed_in("officer"), is_shared="yes")
    shut(app, staff["officer"])
    client, number = signed_in("manager"), shared.partition("=")[2]
    assert sorted(FOUND.findall(client.get(shared).text)) == sorted(made[:2])
    assert "Officer (invented) (account closed)" in client.get("/filters").text
    assert signed_in("reviewer").get(f"/filters/{number}").status_code == 403
    assert client.send(f"/filters/{number}", form=-2, name="Leeds, all", is_shared="yes").status_code == 303
    assert "Leeds, all" in client.get("/filters").text
    assert client.send(f"/filters/{number}").status_code == 303, "its last form deletes it"
    assert client.get(shared).status_code == 404


def test_a_filter_whose_limit_is_no_more_says_so_and_still_shows_its_list(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    client = signed_in("officer")
    address = keep(client)
    with app.app_context(), unit_of_work():
        db.session.query(SavedFilter).one().query = {"district": "gone", "state": "enquiry.gone", "team": "77"}
    page = client.get(address)
    assert page.status_code == 422
    assert "choose one of the list" in page.text
    assert sorted(FOUND.findall(page.text)) == sorted(made)
    assert client.get("/").status_code == 200
    assert client.get("/filters").status_code == 200


@pytest.mark.parametrize("number", ["0", "999999", "x", "99999999999999999999", "%00"])
def test_a_filter_that_is_not_there_is_said_in_a_sentence(signed_in: SignIn, number: str) -> None:
    answer = signed_in("officer").get(f"/cases?filter={number}")
    assert answer.status_code == 404
    assert "This filter is no longer kept" in answer.text


def test_a_name_is_needed_and_counts_once(signed_in: SignIn) -> None:
    client = signed_in("officer")
    keep(client)
    for name, problem in (("", "Give the filter a name"), ("leeds", "filter of this name already")):
        answer = client.send(f"/filters/new?{QUERY}", name=name)
        assert answer.status_code == 422
        assert problem in answer.text
