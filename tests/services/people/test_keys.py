"""Somebody is found, and known again, however their name and numbers are written."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case
from casework.pages.desk import search
from casework.services.people import people
from casework.services.people.keys import name_key, phone_keys
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories

GIVEN = Path(__file__).parents[2] / "inputs"


def given(name: str) -> dict[str, list[list[str]]]:
    return dict(json.loads((GIVEN / name).read_text()))


NAMES, PHONES, EMAILS = given("names.json"), given("phones.json"), given("email-addresses-typed.json")
SEARCHES = [(name, words) for name, searches in [*NAMES["search"], *NAMES["must_stay"]] for words in searches]
AGAIN = [
    *map(tuple, NAMES["again"]), ("Søren Invented", "Soren Invented"), ("Đorđe Invented", "Dorde Invented"),
    ("Mohammed al-Khalil", "Mohammed Khalil"), ("Ms Ann Smith-Jones", "Ann Smith-Jones"), ("Berg, Jo", "Jo Berg"),
    ("Ian McInvented", "Ian Mc Invented"), ("Zoë D’Invented", "Zoe D'Invented"), ("Nguyễn Anh", "Nguyê\u0303n Anh"),
]  # fmt: skip


def logged(staff: dict[str, Actor], name: str, **known: Any) -> Case:
    """A case of somebody with this name."""
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        person = people.add_person(PersonEntry(full_name=name, **known), actor=staff["officer"])
        db.session.get_one(Case, case.id).person_id = person.id
        people.add_party(db.session.get_one(Case, case.id), person, "enquirer", actor=staff["officer"])
    return case


def found(words: str) -> list[int]:
    return list(db.session.scalars(select(Case.id).where(Case.id.in_(search.ids(words)))))


@pytest.mark.parametrize(("name", "words"), SEARCHES)
def test_a_name_is_found_by_its_parts_in_any_spelling(
    context: Flask, staff: dict[str, Actor], name: str, words: str
) -> None:
    case = logged(staff, name)
    assert found(words) == [case.id]


@pytest.mark.parametrize(("name", "again"), AGAIN)
def test_the_same_name_in_another_spelling_asks_whether_it_is_the_same_person(
    context: Flask, staff: dict[str, Actor], name: str, again: str
) -> None:
    logged(staff, name)
    matches = factories.likely(PersonEntry(full_name=again), actor=staff["officer"])
    assert [match.full_name for match in matches] == [name]


def test_another_name_is_another_person() -> None:
    for one, other in (("Ann Smith", "Anna Smith"), ("Al Green", "Jo Green"), ("Mary Brien", "Mary O'Brien")):
        assert name_key(one) != name_key(other)


@pytest.mark.parametrize(("one", "other"), [*map(tuple, PHONES["same"]), ("+44 (0)7700 900123", "07700-900-123")])
def test_a_number_in_another_spelling_is_the_same(
    context: Flask, staff: dict[str, Actor], one: str, other: str
) -> None:
    case = logged(staff, "Pat Invented", phone=one)
    assert phone_keys(one) == phone_keys(other)
    assert found(other) == [case.id]
    assert len(factories.likely(PersonEntry(full_name="Sam", phone=other), actor=staff["officer"])) == 1


def test_each_number_of_a_field_is_found_and_an_extension_is_no_part_of_it(
    context: Flask, staff: dict[str, Actor]
) -> None:
    field, numbers = str(PHONES["one_of_two"][0]), list(PHONES["one_of_two"][1])
    case = logged(staff, "Pat Invented", phone=field)
    for number in numbers:
        assert found(number) == [case.id]
    with_extension, without = map(str, PHONES["extension"])
    other = logged(staff, "Sam Invented", phone=with_extension)
    assert found(without) == [other.id]


@pytest.mark.parametrize("address", EMAILS["must_refuse"])
def test_what_no_mail_arrives_at_is_refused_when_somebody_is_first_logged(
    context: Flask, staff: dict[str, Actor], address: str
) -> None:
    entry = PersonEntry(full_name="Pat Invented", email=address)
    with pytest.raises(Invalid) as caught, unit_of_work():
        people.add_person(entry, actor=staff["officer"])
    assert caught.value.field == "email"


@pytest.mark.parametrize("address", EMAILS["must_take"])
def test_an_address_with_odd_signs_or_none_is_taken(context: Flask, staff: dict[str, Actor], address: str) -> None:
    with unit_of_work():
        people.add_person(PersonEntry(full_name="Pat Invented", email=address), actor=staff["officer"])
