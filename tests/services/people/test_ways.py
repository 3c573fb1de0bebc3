"""Several names, addresses and numbers of one person: kept side by side, and found by each of them."""

from typing import Any

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, NameSound, Person, PersonWay
from casework.services.people import changes, people, ways
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.statements import asked

pytestmark = pytest.mark.usefixtures("context")
FIRST = PersonEntry(full_name="Pat Invented", email="pat@invented.example", phone="0113 496 0000 / 07700 900123")


def known(kind: str) -> list[tuple[str, bool, bool]]:
    """(value, preferred, theirs still)"""
    ways = db.session.query(PersonWay).filter_by(kind=kind).order_by(PersonWay.id)
    return [(way.value, way.preferred, way.until_on is None) for way in ways]


def found(officer: Actor, **typed: Any) -> list[str]:
    return [person.full_name for person in factories.likely(PersonEntry(**typed), actor=officer)]


def add(officer: Actor, entry: PersonEntry = FIRST) -> Person:
    with unit_of_work():
        return people.add_person(entry, actor=officer)


def test_both_numbers_of_a_new_person_are_theirs(staff: dict[str, Actor]) -> None:
    add(staff["officer"])
    assert known("phone") == [("0113 496 0000 / 07700 900123", True, True), ("07700900123", False, True)]
    assert found(staff["officer"], phone="+44 7700 900123") == ["Pat Invented"]


def test_another_number_that_they_give_is_kept_and_they_are_found_by_it(staff: dict[str, Actor]) -> None:
    person = add(staff["officer"])
    with unit_of_work():
        entry = PersonEntry(full_name="Pat New-Invented", phone="0113 496 0999", email="pat@invented.example")
        people.complete(db.session.get_one(Person, person.id), entry, actor=staff["officer"])
    assert known("phone")[-1] == ("0113 496 0999", False, True)
    assert known("email") == [("pat@invented.example", True, True)]
    assert found(staff["officer"], phone="01134960999") == found(staff["officer"], full_name="Pat New Invented")
    assert db.session.get_one(Person, person.id).full_name == "Pat Invented"


def test_what_is_corrected_is_theirs_no_more_and_they_are_still_known_by_it(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    for email in ("old@invented.example", "new@invented.example"):
        correct(staff["officer"], case, PersonEntry(full_name="Pat Invented", email=email, email_unsafe=True))
    assert known("email") == [("old@invented.example", False, False), ("new@invented.example", True, True)]
    assert all(way.unsafe for way in db.session.query(PersonWay).filter_by(kind="email"))
    assert found(staff["officer"], email="old@invented.example") == ["Pat Invented"]


def test_an_address_that_is_theirs_again_is_one_row(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    for email in ("old@invented.example", "new@invented.example", "OLD@invented.example"):
        correct(staff["officer"], case, PersonEntry(full_name="Pat Invented", email=email))
    assert known("email") == [("OLD@invented.example", True, True), ("new@invented.example", False, False)]


def test_a_postcode_alone_becomes_the_address_when_the_street_is_known(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    correct(staff["officer"], case, PersonEntry(full_name="Pat Invented", postcode="LS1 4AA"))
    assert (known("address"), found(staff["officer"], postcode="ls14aa")) == ([("", True, True)], ["Pat Invented"])
    correct(staff["officer"], case, PersonEntry(full_name="Pat Invented", postcode="LS1 4AA", address="1 Row\nLeeds"))
    assert known("address")[-1] == ("1 Row\nLeeds", True, True)


def test_somebody_who_gave_two_numbers_is_one_likely_person(staff: dict[str, Actor]) -> None:
    person = add(staff["officer"])
    entry = PersonEntry(full_name="Pat Invented", phone="07700 900123 or 0113 496 0000")
    assert [each.id for each in factories.likely(entry, actor=staff["officer"])] == [person.id]


@pytest.mark.parametrize(
    ("changed", "writes"),
    [
        ({"email": "new@invented.example"}, False),
        ({"full_name": "Pat  INVENTED"}, True),
        ({"full_name": "Kim Invented"}, True),
    ],
)
def test_the_sounds_of_names_are_written_again_only_where_a_name_is_written_otherwise(
    app: Flask, staff: dict[str, Actor], changed: dict[str, str], writes: bool
) -> None:
    person = add(staff["officer"])
    with asked(app) as statements, unit_of_work():
        for name, value in changed.items():
            setattr(person, name, value)
        ways.follow(person, source="test", actor=staff["officer"])
    assert of_sounds(statements) == (2 if writes else 0)
    assert known("name")[-1][0] == changed.get("full_name", FIRST.full_name)


def test_a_number_beside_the_preferred_leaves_the_sounds_of_names_alone(app: Flask, staff: dict[str, Actor]) -> None:
    person = add(staff["officer"])
    before = db.session.query(NameSound).count()
    with asked(app) as statements, unit_of_work():
        ways.add(person, "phone", "0113 496 0999", source="test", actor=staff["officer"])
    assert (of_sounds(statements), known("phone")[-1][0]) == (0, "0113 496 0999")
    with asked(app) as statements, unit_of_work():
        ways.add(person, "name", "Kim Otherwise", source="test", actor=staff["officer"])
    assert of_sounds(statements) == 2
    assert db.session.query(NameSound).count() > before


def of_sounds(statements: list[str]) -> int:
    return sum("name_sound" in text for text in statements)


def correct(officer: Actor, case: Case, entry: PersonEntry) -> None:
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        seen = factories.sent(changes.fingerprint(person))
        changes.change_person(case.reference, person.id, entry, sent=seen, actor=officer)
