"""Two records of one person are made one, and taken apart again with nothing lost."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import Base, Case, CaseEvent, Contact, Merge, MergedRow, NameSound, Party, Person, PersonWay
from casework.services.people import people, ways
from casework.services.people.doubles import merging, named_rows
from casework.services.people.people import PersonEntry
from casework.statistics.measures import MEASURES
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import factories

Staff = dict[str, Actor]
OF_PEOPLE: tuple[Any, ...] = (Case, Contact, Party)
WARNED = {"phone": "07700 900123", "phone_unsafe": True, "safe_contact": "Never ring: he answers"}


def known(officer: Actor, name: str, **values: Any) -> Case:
    """A case of somebody of whom this is known."""
    case = factories.enquiry(officer, name=name)
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        for column, value in people.columns(PersonEntry(full_name=name, **values)).items():
            setattr(person, column, value)
        ways.follow(person, source="Said to us", actor=officer)
    return case


def merge(officer: Actor, stands: int | None, merged: int | None, reason: str = "The same voice and flat") -> Merge:
    with unit_of_work():
        both = [db.session.get_one(Person, number) for number in (stands, merged)]
        sent = factories.sent(merging.fingerprint(*both))
        return merging.merge(both[0].id, both[1].id, reason, sent=sent, actor=officer)


def undo(officer: Actor, made: Merge, given: dict[str, list[int]] | None = None) -> None:
    with unit_of_work():
        merging.undo(made.id, given or {}, sent=factories.sent(), actor=officer)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows that say anything of people, but for the merges themselves."""
    left = {"person_merge", "merged_row", "case_event", "used_token", "access_log"}
    tables = [table for table in Base.metadata.sorted_tables if table.name not in left]
    return {table.name: sorted(map(tuple, db.session.execute(_columns(table))), key=repr) for table in tables}


def _columns(table: Any) -> Select[*tuple[Any, ...]]:
    """What is searched is written anew when it changes, under another number."""
    return select(*(column for column in table.c if (table.name, column.name) != ("search_text", "id")))


@pytest.fixture
def two(context: Flask, staff: Staff) -> tuple[Case, Case]:
    return known(staff["officer"], "Ann Smith", email="ann@known.example"), known(
        staff["officer"], "Anne Smyth", **WARNED
    )


def test_everything_follows_to_the_record_that_stands(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    stands, merged = one.person_id, other.person_id
    merge(staff["officer"], stands, merged)
    for model in (*OF_PEOPLE, PersonWay):
        assert {row.person_id for row in db.session.query(model)} == {stands}
    person = db.session.get_one(Person, stands)
    assert (person.email, person.phone, person.phone_unsafe) == ("ann@known.example", "07700 900123", True)
    assert person.safe_contact == "Never ring: he answers"
    assert db.session.get_one(Person, merged).merged_into_id == stands
    assert {row.person_id for row in db.session.query(NameSound)} == {stands}
    assert people.load_person(merged or 0, actor=staff["officer"]).id == stands
    found = factories.likely(PersonEntry(full_name="Anne Smyth"), actor=staff["officer"])
    assert [each.id for each in found] == [stands]


def test_undo_puts_every_row_back_as_it_was(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    with unit_of_work():
        case = db.session.get_one(Case, one.id)
        for person_id in (one.person_id, other.person_id):
            people.add_party(case, db.session.get_one(Person, person_id), "witness", actor=staff["officer"])
        person = db.session.get_one(Person, one.person_id)
        ways.add(person, "phone", "07700 900123", source="Said to us", actor=staff["officer"], unsafe=True)
    before = everything()
    made = merge(staff["officer"], one.person_id, other.person_id)
    assert db.session.query(Party).filter_by(case_id=one.id, part="witness").count() == 1
    undo(staff["officer"], made)
    assert everything() == before
    kinds = [event.kind for event in db.session.query(CaseEvent).filter_by(case_id=other.id).order_by(CaseEvent.id)]
    assert kinds[-2:] == ["people_merged", "people_taken_apart"]


def test_what_is_given_back_is_found_by_the_rules_of_today(two: tuple[Case, Case], staff: Staff) -> None:
    """An older version kept other keys of what it took out."""
    one, other = (db.session.get_one(Case, case.id).person_id for case in two)
    with unit_of_work():
        ways.add(db.session.get_one(Person, one), "phone", "07700 900123", source="", actor=SYSTEM, unsafe=True)
    made = merge(staff["officer"], one, other)
    with unit_of_work():
        for row in db.session.query(MergedRow).filter_by(place="person_way.person_id", is_taken_out=True):
            row.values = {**row.values, "key": "of old"}
    undo(staff["officer"], made)
    found = factories.likely(PersonEntry(phone="07700 900123"), actor=staff["officer"])
    assert sorted(person.id for person in found) == sorted(filter(None, (one, other)))


def test_what_came_meanwhile_goes_to_whoever_it_is_said_to_be_of(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    made = merge(staff["officer"], one.person_id, other.person_id)
    new = factories.enquiry(staff["officer"], name="Ann Smith")
    third = new.person_id
    with unit_of_work():
        for model in OF_PEOPLE:
            for row in db.session.query(model).filter_by(person_id=third):
                row.person_id = one.person_id
    came: dict[str, list[int]] = {}
    for place, values in named_rows.since(made):
        came.setdefault(place, []).append(values["id"])
    assert came["cases.person_id"] == [new.id]
    undo(staff["officer"], made, came)
    assert db.session.get_one(Case, new.id).person_id == other.person_id
    assert db.session.get_one(Case, one.id).person_id == one.person_id


def test_a_correction_made_meanwhile_stays(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    made = merge(staff["officer"], one.person_id, other.person_id)
    with unit_of_work():
        db.session.get_one(Person, one.person_id).safe_contact = "Ring her sister"
    undo(staff["officer"], made)
    person = db.session.get_one(Person, one.person_id)
    assert (person.safe_contact, person.phone_unsafe) == ("Ring her sister", False)


def test_a_person_is_not_merged_with_themselves_nor_in_a_circle(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = (case.person_id or 0 for case in two)
    with pytest.raises(Invalid, match="one and the same record"):
        merge(staff["officer"], one, one)
    merge(staff["officer"], one, other)
    for stands, merged in ((other, one), (one, other)):
        with pytest.raises(Conflict, match="has been merged into Ann Smith"):
            merge(staff["officer"], stands, merged)
    with pytest.raises(NotFound), unit_of_work():
        merging.merge(one, 999, "x", sent=factories.sent(), actor=staff["officer"])


def test_a_page_that_shows_old_details_merges_nothing(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    with pytest.raises(Conflict, match="after you opened the page"), unit_of_work():
        merging.merge(one.person_id or 0, other.person_id or 0, "x", sent=factories.sent(1), actor=staff["officer"])
    with pytest.raises(Invalid, match="how you know"):
        merge(staff["officer"], one.person_id, other.person_id, " ")
    assert db.session.query(Merge).count() == 0


def test_after_a_second_merge_the_second_is_undone_first(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    third = known(staff["officer"], "Annie Smith")
    before = everything()
    first = merge(staff["officer"], one.person_id, other.person_id)
    second = merge(staff["officer"], third.person_id, one.person_id)
    with pytest.raises(Invalid, match="Ann Smith has been merged into another record since"):
        undo(staff["officer"], first)
    undo(staff["officer"], second)
    undo(staff["officer"], first)
    assert everything() == before
    with pytest.raises(Conflict, match="undone this merge meanwhile"):
        undo(staff["officer"], first)


def test_of_two_merges_into_one_record_either_is_undone_first(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    third = known(staff["officer"], "Annie Smith", email="annie@known.example")
    first = merge(staff["officer"], one.person_id, other.person_id)
    second = merge(staff["officer"], one.person_id, third.person_id)
    assert list(named_rows.since(first)) == []
    undo(staff["officer"], first)
    undo(staff["officer"], second)
    owners = {case.id: case.person_id for case in db.session.query(Case)}
    assert owners == {one.id: one.person_id, other.id: other.person_id, third.id: third.person_id}


def test_whoever_may_not_see_all_their_cases_cannot_merge_them(two: tuple[Case, Case], staff: Staff) -> None:
    one, other = two
    hidden = known(staff["manager"], "Nobody Else")
    with unit_of_work():
        people.add_party(hidden, db.session.get_one(Person, other.person_id), "witness", actor=staff["manager"])
    factories.restrict(hidden.reference, staff["manager"])
    with pytest.raises(NotAllowed) as refused:
        merge(staff["officer"], one.person_id, other.person_id)
    assert hidden.reference not in refused.value.message
    assert "restricted" not in refused.value.message
    merge(staff["manager"], one.person_id, other.person_id)


def test_figures_are_as_before_once_a_merge_across_two_years_is_undone(context: Flask, staff: Staff) -> None:
    this_year = year_of(clock.today())
    for name in ("Ann Smith", "Anne Smyth"):
        case = known(staff["officer"], name)
        with unit_of_work():
            earlier = Contact(
                case_id=case.id, person_id=case.person_id, direction="in", channel="phone", summary="Invented",
                happened_on=this_year.first - dt.timedelta(days=1), recorded_at=clock.now(),
            )  # fmt: skip
            db.session.add(earlier)
    years = (this_year, year_of(this_year.first - dt.timedelta(days=1)))

    def figures() -> dict[tuple[str, str], int]:
        return {
            (measure.code, year.label): len(db.session.execute(measure.query(year)).all())
            for measure in MEASURES
            for year in years
            if measure.code.startswith("people")
        }

    before = figures()
    first, second = (person.id for person in db.session.query(Person).order_by(Person.id))
    made = merge(staff["officer"], first, second)
    assert sum(figures().values()) == sum(before.values()) - 2
    undo(staff["officer"], made)
    assert figures() == before
    assert db.session.query(MergedRow).count() > 0


def test_each_table_that_names_a_person_follows() -> None:
    """A new one is thought of here: does it follow one who is merged?"""
    assert {place.partition(".")[0] for place in named_rows.places()} >= {
        "cases", "contact", "incoming_mail", "letter", "party", "person_way",
    }  # fmt: skip


def test_each_thing_that_is_known_of_a_person_is_made_one_of_two() -> None:
    """A new column is thought of here: what does the record that stands say when both say something?"""
    of_the_record = {"id", "kind", "invented", "merged_into_id", "compared", "recorded_at", "recorded_by_id"}
    assert set(Person.__table__.c.keys()) == {*of_the_record, *merging.SAID}
