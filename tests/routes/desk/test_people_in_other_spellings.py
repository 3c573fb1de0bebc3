"""People and references are found however they are written, and nobody is recorded twice unasked (tests/inputs)."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Person, ReviewDetail
from casework.services.people import people
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
INPUTS = Path(__file__).parent.parent.parent / "inputs"
FOUND = re.compile(r"[A-Z]-\d{4}-\d{5}")
TYPED = {"channel": "phone", "about": "An invented matter", "details": "What was said."}


def given(name: str) -> Any:
    return json.loads((INPUTS / name).read_text(encoding="utf-8"))


NAMES = given("names.json")
SEARCHES = [(name, words) for name, searched in (*NAMES["search"], *NAMES["must_stay"]) for words in searched]
MORE = [
    ("Søren Ørsted", "soren"), ("Đorđe Petrović", "dorde"), ("Ann McDonald", "mc donald"), ("Ann Mc Donald", "mcdonald"),
    ("Mary O Brien", "OBrien"), ("Mary O Brien", "O'Brien"), ("Berg, Jo", "jo berg"),
    ("John D Smith", "smith"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), [*SEARCHES, *MORE])
def test_a_case_is_found_by_each_part_of_a_name(
    inside: Inside, staff: Staff, signed_in: SignIn, name: str, words: str
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"], name=name).reference)
    client = signed_in("officer")
    page = client.get(client.send("/cases", form=0, words=words).location).text
    assert reference in FOUND.findall(page)


@pytest.mark.parametrize(
    ("name", "again"), [*NAMES["again"], ("Ms Ann Smith-Jones", "Ann Smith Jones"), ("Berg, Jo", "Jo Berg")]
)
def test_somebody_who_is_logged_again_in_another_spelling_is_asked_about(
    inside: Inside, staff: Staff, signed_in: SignIn, name: str, again: str
) -> None:
    inside(lambda: factories.enquiry(staff["officer"], name=name).reference)
    asked = signed_in("officer").send("/contacts/new", **{**TYPED, **day("received_on", 0), "full_name": again})
    assert asked.status_code == 422
    assert "Have we heard from this person before?" in asked.text
    assert inside(lambda: db.session.query(Case).count()) == 1


def add(entry: PersonEntry, staff: Staff) -> int:
    with unit_of_work():
        return people.add_person(entry, actor=staff["officer"]).id


def likely(entry: PersonEntry, staff: Staff) -> list[int]:
    return [one.id for one in factories.likely(entry, actor=staff["officer"])]


def test_each_of_two_numbers_in_a_field_finds_the_person(inside: Inside, staff: Staff) -> None:
    field, numbers = given("phones.json")["one_of_two"]
    number = inside(lambda: add(PersonEntry(full_name="Pat Known", phone=field), staff))
    for phone in numbers:
        entry = PersonEntry(full_name="Somebody Else", phone=phone)
        found = inside(partial(likely, entry, staff))
        assert found == [number]


EMAILS = given("email-addresses-typed.json")


@pytest.mark.parametrize("typed", EMAILS["must_refuse"])
def test_an_address_that_no_mail_reaches_is_refused_when_somebody_is_first_logged(
    inside: Inside, signed_in: SignIn, typed: str
) -> None:
    entered = {**TYPED, **day("received_on", 0), "full_name": "Pat Known", "email": typed}
    refused = signed_in("officer").send("/contacts/new", **entered)
    assert refused.status_code == 422
    assert "Enter a whole e-mail address" in refused.text
    assert 'href="#email"' in refused.text
    assert inside(lambda: db.session.query(Person).count()) == 0


@pytest.mark.parametrize("typed", EMAILS["must_take"])
def test_an_address_that_could_be_one_is_taken(inside: Inside, signed_in: SignIn, typed: str) -> None:
    entered = {**TYPED, **day("received_on", 0), "full_name": "Pat Known", "email": typed}
    assert signed_in("officer").send("/contacts/new", **entered).status_code == 303
    assert inside(lambda: db.session.query(Person).one().email) == (typed.strip() or None)


REFERENCES = given("references-typed.json")


@pytest.mark.parametrize(
    "typed",
    [*REFERENCES["must_find"], *REFERENCES["must_stay"], "our ref E-2026-00026", "E−2026−00026"],
)
def test_a_reference_opens_its_case_however_it_is_typed(
    inside: Inside, staff: Staff, signed_in: SignIn, typed: str
) -> None:
    def make() -> None:
        case = factories.enquiry(staff["officer"])
        case.year, case.number, case.reference = 2026, 26, "E-2026-00026"
        db.session.commit()

    inside(make)
    answer = signed_in("officer").send("/cases", form=0, words=typed)
    assert (answer.status_code, answer.location) == (303, "/cases/E-2026-00026")


@pytest.mark.parametrize("typed", ["co/00123/26", "CO/00123/26", "Co/00123/26"])
def test_old_and_force_references_are_found_whatever_their_capitals(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn, typed: str
) -> None:
    def make(column: str) -> str:
        if column == "old":
            case = factories.enquiry(staff["officer"])
            case.old_reference = "CO/00123/26"
        else:
            case = factories.review(staff["reviewer"])
            db.session.get_one(ReviewDetail, case.id).force_reference = "CO/00124/26"
        db.session.commit()
        return str(case.reference)

    for column, words in (("old", typed), ("force", typed.replace("123", "124"))):
        reference = inside(partial(make, column))
        client = signed_in("reviewer")
        answer = client.send("/cases", form=0, words=words)
        assert reference in (answer.location, *FOUND.findall(client.get(answer.location).text))
