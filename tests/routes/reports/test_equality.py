"""Equality data (rulebook 8.8): optional, apart from every case, noted when it is looked at, deleted when they wish."""

from typing import Any

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent, EqualityAnswer, Person
from casework.services.people.doubles import merging
from casework.services.reports import equality
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
SAID = {"age": "25_34", "religion": "sikh", "sex": "not_said"}


@pytest.fixture
def person(inside: Inside, staff: Staff) -> int:
    number = inside(lambda: factories.enquiry(staff["officer"]).person_id)
    assert number
    return number


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def path(person: int) -> str:
    return f"/people/{person}/equality"


def answers(inside: Inside) -> dict[str, str]:
    found: dict[str, str] = inside(lambda: {row.question: row.answer for row in db.session.query(EqualityAnswer)})
    return found


def events(inside: Inside) -> list[tuple[str, Any, Any]]:
    found: list[tuple[str, Any, Any]] = inside(
        lambda: [
            (event.kind, event.case_id, event.data)
            for event in db.session.query(CaseEvent).filter(CaseEvent.kind.like("equality%")).order_by(CaseEvent.id)
        ]
    )
    return found


def test_it_is_kept_as_said_and_seen_on_no_page_of_the_case_or_the_person(
    person: int, officer: CheckingClient, inside: Inside
) -> None:
    assert f"{path(person)}" in officer.get(f"/people/{person}").text
    sent = officer.send(path(person), **SAID)
    assert sent.status_code == 303
    assert answers(inside) == SAID
    for page in (sent.location, path(person), "/cases/E-2026-00001", "/cases/E-2026-00001/timeline"):
        assert "Sikh" not in officer.get(page).text.replace("<option", "")
    assert "Answers were recorded on" in officer.get(path(person)).text


def test_whoever_looks_at_it_is_noted_and_changes_it_without_a_trace_of_what_it_was(
    person: int, officer: CheckingClient, inside: Inside
) -> None:
    officer.send(path(person), **SAID)
    shown = officer.send(path(person), to=f"{path(person)}/shown")
    assert '<option value="sikh" selected>' in shown.text
    officer.send(path(person), to=path(person), age="35_44")
    assert answers(inside) == {"age": "35_44"}
    data = {"person_id": person}
    assert events(inside) == [
        ("equality_recorded", None, data), ("equality_opened", None, data), ("equality_recorded", None, data),
    ]  # fmt: skip


def test_it_is_deleted_as_they_wish_and_the_history_keeps_that_alone(
    person: int, officer: CheckingClient, inside: Inside, signed_in: SignIn
) -> None:
    assert "Nothing is recorded." in officer.get(f"{path(person)}/delete").text
    officer.send(path(person), **SAID)
    assert officer.send(f"{path(person)}/delete").status_code == 303
    assert answers(inside) == {}
    assert events(inside)[-1] == ("equality_deleted", None, {"person_id": person})
    history = signed_in("auditor").get("/audit").text
    assert "Equality data of somebody deleted" in history
    assert "Sikh" not in history


@pytest.mark.parametrize(
    ("typed", "said"), [({}, "Nobody has to answer"), ({"age": "invented"}, "choose one of the list")]
)
def test_what_cannot_be_is_said(
    person: int, officer: CheckingClient, inside: Inside, typed: dict[str, str], said: str
) -> None:
    refused = officer.send(path(person), **typed)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert answers(inside) == {}


@pytest.mark.parametrize(
    ("who", "asks", "counts"),
    [
        ("officer", 200, 403),
        ("manager", 200, 200),
        ("reviewer", 403, 403),
        ("auditor", 403, 403),
        ("administrator", 403, 403),
    ],
)
def test_few_ask_and_a_manager_counts(person: int, signed_in: SignIn, who: str, asks: int, counts: int) -> None:
    client = signed_in(who)
    assert client.get(path(person)).status_code == asks
    assert client.get("/reports/equality").status_code == counts
    if who == "reviewer":
        assert "Equality data" not in client.get(f"/people/{person}").text
    if who == "manager":
        assert client.get("/people/99999/equality").status_code == 404


def test_small_numbers_are_not_told_and_no_sum_is_from_which_one_could_be_worked_out(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def ask() -> None:
        for number in range(21):
            case = factories.enquiry(staff["officer"], name=f"Invented {number}")
            with unit_of_work():
                given = {"age": "25_34" if number < 12 else "65_over"}
                equality.record(case.person_id or 0, given, sent=factories.sent(), actor=staff["officer"])

    inside(ask)
    manager = signed_in("manager")
    page = " ".join(manager.get("/reports/equality").text.split())
    assert '<th scope="row">25 to 34</th><td>12</td>' in page
    for label in ("65 or over", "Under 18"):
        assert f'<th scope="row">{label}</th><td>fewer than 10</td>' in page
    assert "21" not in page.partition("<main")[2].partition("</main")[0]
    assert "/reports/equality" in manager.get("/counts").text


def test_it_goes_with_a_merge_and_comes_back_and_what_is_deleted_stays_deleted(
    person: int, inside: Inside, staff: Staff
) -> None:
    def record(number: int, given: dict[str, str]) -> None:
        with unit_of_work():
            equality.record(number, given, sent=factories.sent(), actor=staff["officer"])

    def merged(*, deletes: bool) -> list[tuple[int, str]]:
        other = factories.enquiry(staff["officer"], name="Another Invented").person_id or 0
        record(person, {"age": "25_34"})
        record(other, {"age": "35_44"})
        with unit_of_work():
            both = [db.session.get_one(Person, each) for each in (person, other)]
            sent = factories.sent(merging.fingerprint(*both))
            made = merging.merge(person, other, "One voice", sent=sent, actor=staff["officer"]).id
        if deletes:
            with unit_of_work():
                equality.forget(person, sent=factories.sent(), actor=staff["officer"])
        with unit_of_work():
            merging.undo(made, {}, sent=factories.sent(), actor=staff["officer"])
        rows = db.session.query(EqualityAnswer).order_by(EqualityAnswer.person_id)
        return [(row.person_id, row.answer) for row in rows if row.person_id in (person, other)]

    assert [answer for _, answer in inside(lambda: merged(deletes=False))] == ["25_34", "35_44"]
    assert inside(lambda: merged(deletes=True)) == []
