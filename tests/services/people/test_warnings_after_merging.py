"""What is to be known before anybody writes or rings outlives a merge and its undo; nothing of theirs goes astray."""

import pytest
from flask import Flask

from casework.access import Actor
from casework.errors import NotAllowed, NotFound
from casework.extensions import db
from casework.models import Person, PersonWay
from casework.pages.desk import box
from casework.pages.people import person as pages
from casework.services.people import contact_safety, people, way_changes, ways
from casework.services.people.circumstances import NOTHING_IS_SENT
from casework.services.people.doubles import merging, named_rows
from casework.services.people.people import PersonEntry
from casework.services.people.way_changes import WayEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.services.people.test_merging import known, merge, undo

Staff = dict[str, Actor]


@pytest.fixture
def officer(context: Flask, staff: Staff) -> Actor:
    return staff["officer"]


def person(person_id: int | None) -> Person:
    return db.session.get_one(Person, person_id, populate_existing=True)


def test_nothing_is_sent_to_somebody_who_died_once_their_two_records_are_one(officer: Actor) -> None:
    stands = known(officer, "Ann Smith", email="ann@known.example").person_id
    merged = known(officer, "Anne Smyth", circumstances=["died"]).person_id
    made = merge(officer, stands, merged)
    assert person(stands).circumstances == ["died"]
    assert contact_safety.problem(person(stands), "email", "ann@known.example") == NOTHING_IS_SENT
    undo(officer, made)
    assert (person(stands).circumstances, person(merged).circumstances) == ([], ["died"])


def test_undoing_the_first_of_two_merges_keeps_the_warnings_that_the_second_brought(officer: Actor) -> None:
    stands = known(officer, "Ann Smith").person_id
    warned = {"phone": "07700 900123", "phone_unsafe": True, "circumstances": ["child"]}
    first = merge(officer, stands, known(officer, "Anne Smyth", **warned).person_id)
    merge(officer, stands, known(officer, "Annie Smith", **warned | {"phone": "07700 900456"}).person_id)
    undo(officer, first)
    assert (person(stands).phone_unsafe, person(stands).circumstances) == (True, ["child"])


def test_an_address_given_to_the_other_one_when_they_are_taken_apart_is_written_to_no_more(officer: Actor) -> None:
    stands = known(officer, "Ann Smith", email="ann@known.example").person_id
    merged = known(officer, "Anne Smyth").person_id
    made = merge(officer, stands, merged)
    with unit_of_work():
        one = person(stands)
        one.email = "anne@other.example"
        ways.follow(one, source="Put right", actor=officer)
    came: dict[str, list[int]] = {}
    for place, row in named_rows.since(made):
        came.setdefault(place, []).append(row["id"])
    undo(officer, made, came)
    assert (person(stands).email, person(merged).email) == (None, "anne@other.example")
    assert db.session.query(PersonWay).filter_by(person_id=merged, kind="email", preferred=True).count() == 1


def test_who_was_merged_and_known_through_restricted_cases_alone_is_shown_to_nobody_else(
    officer: Actor, staff: Staff
) -> None:
    one, other = known(officer, "Ann Smith"), known(officer, "Anne Smyth")
    for case in (one, other):
        factories.restrict(case.reference, staff["manager"])
    merged = other.person_id
    made = merge(staff["manager"], one.person_id, merged)
    third = known(officer, "Annie Smith")
    factories.restrict(third.reference, staff["manager"])
    merge(staff["manager"], third.person_id, one.person_id)
    assert box.of_person(merged or 0, actor=officer).is_empty
    with pytest.raises(NotFound):
        pages.details(merged or 0, actor=officer)
    with pytest.raises(NotAllowed):
        merging.refuse_hidden(made.stands_id, made.merged_id, actor=officer)


def test_an_address_that_becomes_known_later_is_as_unsafe_as_was_said(officer: Actor) -> None:
    number = known(officer, "Ann Smith", email_unsafe=True).person_id or 0
    with unit_of_work():
        way_changes.add(number, "email", WayEntry(value="ann@known.example"), sent=factories.sent(), actor=officer)
    assert person(number).email_unsafe
    assert contact_safety.problem(person(number), "email", "ann@known.example") is not None


def test_a_second_number_that_is_said_to_be_unsafe_is_kept_as_unsafe(officer: Actor) -> None:
    number = known(officer, "Ann Smith", phone="07700 900123").person_id
    with unit_of_work():
        entry = PersonEntry(full_name="Ann Smith", phone="07700 900456", phone_unsafe=True)
        people.complete(person(number), entry, actor=officer)
    ways = db.session.query(PersonWay).filter_by(person_id=number, kind="phone")
    assert {way.value: way.unsafe for way in ways} == {"07700 900123": True, "07700 900456": True}
