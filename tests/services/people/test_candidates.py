"""Whom the office is asked about when somebody is in touch: found by what is known of them, in a few queries."""

from typing import Any

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import NameSound, Person
from casework.services.people import changes, people, ways
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.benchmarks import matching
from tests.statements import asked

Staff = dict[str, Actor]
HOME: dict[str, Any] = {"postcode": "LS1 4AA", "address": "1 Mill Lane"}


def add(officer: Actor, name: str, **known: Any) -> Person:
    with unit_of_work():
        return people.add_person(PersonEntry(full_name=name, **known), actor=officer)


def reasons(officer: Actor, name: str, **typed: Any) -> dict[str, str]:
    found = people.likely(PersonEntry(full_name=name, **typed), actor=officer)
    return {person.full_name: reason for person, reason in found}


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Ann Smith-Jones", "Ann Jones"), ("Łukasz Wiśniewski", "Lukasz Wisnewski"), ("Søren Ørsted", "Soeren Oersted"),
        ("Jan van der Berg", "Jan Vanderberg"), ("Mohammed al-Khalil", "Muhammad Khalil"), ("Jo Berg", "J Berg"),
        ("Robert Smith", "Bob Smith"), ("Ann Smith", "Smith, Ann"), ("Nguyễn Anh", "Anh Nguye\u0302\u0303n"),
        ("محمد علي", "علي محمد"), ("X", "X"), ("A" * 200, "A" * 300),
    ],
)  # fmt: skip
def test_a_name_alone_leads_to_whoever_has_it_in_another_spelling(
    context: Flask, staff: Staff, known: str, typed: str
) -> None:
    add(staff["officer"], known)
    assert list(reasons(staff["officer"], typed)) == [known]


def test_the_likeliest_comes_first_and_each_with_its_reason(context: Flask, staff: Staff) -> None:
    add(staff["officer"], "Ann Smyth")
    add(staff["officer"], "Ann Smith", phone="07700 900123", postcode="LS1 4AA")
    assert reasons(staff["officer"], "Ann Smyth", phone="+44 7700 900123", postcode="ls14aa") == {
        "Ann Smith": "Same phone and postcode; a name that sounds alike",
        "Ann Smyth": "Same name",
    }


def test_three_people_at_one_address_with_one_mailbox_are_three(context: Flask, staff: Staff) -> None:
    for name in ("Ann Smith", "Bob Smith", "Cem Yilmaz"):
        add(staff["officer"], name, email="home@known.example", **HOME)
    found = people.likely(
        PersonEntry(full_name="Bob Smith", email="home@known.example", **HOME), actor=staff["officer"]
    )
    assert [person.full_name for person, _ in found] == ["Bob Smith", "Ann Smith", "Cem Yilmaz"]
    assert found[1][1] == "Same e-mail address and address; same family name, another first name"


def test_somebody_else_at_the_same_postcode_is_not_asked_about(context: Flask, staff: Staff) -> None:
    add(staff["officer"], "Ann Smith", postcode="LS1 4AA")
    assert reasons(staff["officer"], "Olga Petrova", postcode="LS1 4AA") == {}


def test_somebody_is_found_by_a_name_that_they_had_before(context: Flask, staff: Staff) -> None:
    person = add(staff["officer"], "Ann Smith")
    with unit_of_work():
        ways.add(person, "name", "Ann Żukowska", source="Said to us", actor=staff["officer"])
    assert list(reasons(staff["officer"], "Ann Zukowska")) == ["Ann Smith"]


def test_the_sounds_of_a_name_are_written_with_it_and_follow_its_correction(context: Flask, staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], name="Ann Smith")
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        changes.change_person(
            case.reference, person.id, PersonEntry(full_name="Olga Petrova"),
            sent=factories.sent(changes.fingerprint(person)), actor=staff["officer"],
        )  # fmt: skip
    assert db.session.query(NameSound).filter_by(person_id=case.person_id, sound="PTRF").count() == 1
    assert list(reasons(staff["officer"], "Olga Petrova")) == ["Olga Petrova"]


def test_as_many_queries_for_many_people_as_for_one(context: Flask, staff: Staff) -> None:
    entry = {"phone": "07700 900123", "email": "home@known.example", **HOME}

    def statements() -> int:
        with asked(context) as found:
            assert reasons(staff["officer"], "Ann Smith-Jones", **entry)
        return len(found)

    add(staff["officer"], "Ann Smith-Jones", **entry)
    few = statements()
    for number in range(40):
        add(staff["officer"], f"Ann Smith Jones{number}", **entry)
    assert statements() == few <= 4


def test_people_who_are_in_touch_again_are_known_and_nobody_else_is_taken_for_them(
    context: Flask, staff: Staff
) -> None:
    with unit_of_work():
        found = matching.measured(1_000, 400, actor=staff["officer"])
    assert found.precision >= 0.98
    assert found.recall >= 0.95
    assert found.missed_of_file == []
