"""The nightly list of people who may be recorded twice: who came or was changed is compared, and nothing is lost."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework.access import Actor
from casework.extensions import db
from casework.jobs import doubles, stopping
from casework.models import Compared, LikelyDouble, Person, PersonWay
from casework.services.people import people, way_changes, ways
from casework.services.people.doubles import merging, pairs
from casework.services.people.people import PersonEntry
from casework.services.people.way_changes import WayEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.benchmarks import matching, twice
from tests.jobs.test_nobody_waits import colleague_saves

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
NUMBER = {"phone": "07700 900123"}


def add(officer: Actor, name: str, **known: Any) -> int:
    with unit_of_work():
        return people.add_person(PersonEntry(full_name=name, **known), actor=officer).id


def listed() -> list[tuple[int, int]]:
    db.session.rollback()
    return sorted((row.first_id, row.second_id) for row in db.session.query(LikelyDouble))


def merged(officer: Actor, stands: int, other: int) -> int:
    with unit_of_work():
        both = [db.session.get_one(Person, number) for number in (stands, other)]
        sent = factories.sent(merging.fingerprint(*both))
        return merging.merge(stands, other, "The same voice", sent=sent, actor=officer).id


def test_who_came_since_is_compared_with_everybody_and_nobody_else_is(staff: Staff) -> None:
    first = add(staff["officer"], "Ann Smith", **NUMBER)
    assert doubles.compare() == {"people": 1, "pairs": 0}
    second = add(staff["officer"], "Anne Smyth", **NUMBER)
    assert doubles.compare() == {"people": 1, "pairs": 1}
    assert listed() == [(first, second)]
    assert doubles.compare() == {"people": 0, "pairs": 1}
    assert listed() == [(first, second)]


def test_who_was_changed_is_compared_again_and_what_is_not_so_any_more_is_gone(staff: Staff) -> None:
    add(staff["officer"], "Ann Smith", **NUMBER)
    second = add(staff["officer"], "Anne Smyth", **NUMBER)
    doubles.compare()
    with unit_of_work():
        way = db.session.query(PersonWay).filter_by(person_id=second, kind="phone").one()
        entry, sent = WayEntry(value="0113 496 0000", preferred=True), factories.sent(ways.fingerprint(way))
        way_changes.change(second, way.id, entry, sent=sent, actor=staff["officer"])
    assert doubles.compare() == {"people": 1, "pairs": 0}
    assert listed() == []


def test_being_in_touch_again_with_nothing_new_compares_nobody(staff: Staff) -> None:
    known = PersonEntry(full_name="Ann Smith", phone="07700 900123")
    case = factories.enquiry(staff["officer"], entry=known)
    doubles.compare()
    with unit_of_work():
        people.complete(db.session.get_one(Person, case.person_id), known, actor=staff["officer"])
    assert doubles.compare()["people"] == 0
    with unit_of_work():
        another = PersonEntry(full_name="Ann Smith", phone="0113 496 0000")
        people.complete(db.session.get_one(Person, case.person_id), another, actor=staff["officer"])
    assert doubles.compare()["people"] == 1


def test_a_pair_that_was_merged_is_gone_at_once_and_is_back_the_night_after_its_undo(staff: Staff) -> None:
    one, other, third = (add(staff["officer"], name, **NUMBER) for name in ("Ann Smith", "Anne Smyth", "A Smith"))
    doubles.compare()
    assert listed() == [(one, other), (one, third), (other, third)]
    merge_id = merged(staff["officer"], one, other)
    assert listed() == [(one, third)]
    doubles.compare()
    assert listed() == [(one, third)]
    with unit_of_work():
        merging.undo(merge_id, {}, sent=factories.sent(), actor=staff["officer"])
    doubles.compare()
    assert listed() == [(one, other), (one, third), (other, third)]


def test_a_pair_of_two_people_does_not_come_back(staff: Staff) -> None:
    one, other = (add(staff["officer"], name, **NUMBER) for name in ("Ann Smith", "Anne Smyth"))
    doubles.compare()
    with unit_of_work():
        merging.say_two(one, other, sent=factories.sent(), actor=staff["officer"])
    assert listed() == []
    with unit_of_work():
        pairs.compare_again(one, other)
    assert doubles.compare() == {"people": 2, "pairs": 0}
    assert listed() == []


def test_somebody_recorded_seven_times_is_on_the_list(staff: Staff) -> None:
    for _ in range(7):
        add(staff["officer"], "Ann Smith", **NUMBER)
    doubles.compare()
    assert len(listed()) == 21


def test_people_of_one_home_are_not_on_it(staff: Staff) -> None:
    home = {"postcode": "LS1 4AA", "address": "1 Mill Lane", "phone": "0113 496 0000"}
    for name in ("Ann Smith", "Bob Smith", "Cem Yilmaz"):
        add(staff["officer"], name, **home)
    doubles.compare()
    assert listed() == []


def test_a_run_that_is_stopped_goes_on_the_next_time(staff: Staff) -> None:
    first, second = (add(staff["officer"], name, **NUMBER) for name in ("Ann Smith", "Anne Smyth"))
    with unit_of_work():
        pairs.begin([first, second])  # its worker was killed
    stopping.ask()
    try:
        assert doubles.compare() == {"people": 0, "pairs": 0}
    finally:
        stopping._asked.clear()
    assert doubles.compare() == {"people": 2, "pairs": 1}
    assert listed() == [(first, second)]


def test_who_is_changed_while_being_compared_is_compared_again(staff: Staff) -> None:
    first, second = (add(staff["officer"], name, **NUMBER) for name in ("Ann Smith", "Anne Smyth"))
    with unit_of_work():
        pairs.begin([first, second])
    likely = pairs.find([first, second])
    merged(staff["officer"], first, second)
    with unit_of_work():
        pairs.keep([first, second], likely)
    assert listed() == []
    assert doubles.compare()["people"] == 2


def test_whoever_saves_something_meanwhile_waits_for_no_search(app: Flask, staff: Staff) -> None:
    for name in ("Ann Smith", "Anne Smyth"):
        add(staff["officer"], name, **NUMBER)
    db.session.rollback()
    with colleague_saves(app) as kept_waiting:
        doubles.compare()
    assert len(listed()) == 1
    assert [text for text in kept_waiting if "FROM person_way" in text or "name_sound" in text] == []


def test_night_by_night_it_is_the_same_list_as_all_at_once() -> None:
    """Of 400 invented people, 150 of whom are there twice, in five nights."""
    register = [*twice.register(400), *(again.entry for again in twice.again(twice.register(400), 150))]
    for part in range(5):
        with unit_of_work():
            matching.write(register[part::5])
        doubles.compare()
    night_by_night = everything()
    assert len(night_by_night) > 50
    with unit_of_work():
        db.session.execute(update(Person).values(compared=Compared.NOT_YET))
    doubles.compare()
    assert everything() == night_by_night


def everything() -> list[tuple[Any, ...]]:
    db.session.rollback()
    return sorted(map(tuple, db.session.execute(select(LikelyDouble.__table__))))
