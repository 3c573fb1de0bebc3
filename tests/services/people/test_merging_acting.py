"""Who acts for whom goes with a merge of people, and comes back when it is undone."""

from typing import NamedTuple

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Merge, Person, Representation
from casework.services.letters import recipients
from casework.services.people.acting import authority
from casework.services.people.doubles import merging, named_rows
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.services.letters import offices

Staff = dict[str, Actor]


class Acted(NamedTuple):
    case: Case
    rae: Person


@pytest.fixture
def acted(context: Flask, staff: Staff) -> Acted:
    case = factories.enquiry(staff["officer"])
    rae = offices.add_party(case, authority.PART, "Rae Invented", staff["officer"])
    offices.acts_for(case, rae, staff["officer"], scope="The outcome")
    return Acted(case, rae)


def merge(staff: Staff, stands: int | None, merged: int | None) -> int:
    with unit_of_work():
        both = [db.session.get_one(Person, number) for number in (stands, merged)]
        sent = factories.sent(merging.fingerprint(*both))
        return merging.merge(both[0].id, both[1].id, "The same voice", sent=sent, actor=staff["officer"]).id


def undo(staff: Staff, made: int, given: dict[str, list[int]] | None = None) -> None:
    with unit_of_work():
        merging.undo(made, given or {}, sent=factories.sent(), actor=staff["officer"])


def bonds() -> list[tuple[int, int | None, str | None]]:
    rows = db.session.query(Representation).order_by(Representation.id).populate_existing()
    return [(row.person_id, row.for_person_id, row.scope) for row in rows]


@pytest.mark.parametrize("who", ["acts", "acted_for"])
def test_both_ends_follow_whoever_is_merged_and_are_put_back(acted: Acted, staff: Staff, who: str) -> None:
    other = factories.enquiry(staff["officer"], name="Another Invented").person_id
    before = bonds()
    merged = acted.rae.id if who == "acts" else acted.case.person_id
    made = merge(staff, other, merged)
    assert bonds() == [tuple(other if value == merged else value for value in before[0])]
    case = cases.load(acted.case.reference, actor=staff["officer"])
    written_to = recipients.person_of(case)
    assert written_to is not None
    assert written_to.id == (other if who == "acts" else acted.rae.id)
    undo(staff, made)
    assert bonds() == before


def test_what_was_recorded_since_goes_to_whoever_it_is_said_to_be_of(acted: Acted, staff: Staff) -> None:
    other = factories.enquiry(staff["officer"], name="Another Invented").person_id
    made = merge(staff, other, acted.rae.id)
    again = db.session.get_one(Person, other)
    offices.acts_for(acted.case, again, staff["officer"], scope="Everything")
    row = db.session.get_one(Merge, made)
    came = [values["id"] for place, values in named_rows.since(row) if place == "representation.person_id"]
    assert len(came) == 1
    undo(staff, made, {"representation.person_id": came})
    assert [(who, scope) for who, _, scope in bonds()] == [(acted.rae.id, "The outcome"), (acted.rae.id, "Everything")]


def test_whoever_acted_for_the_other_acts_for_nobody_but_themselves_once_both_are_one(
    acted: Acted, staff: Staff
) -> None:
    merge(staff, acted.case.person_id, acted.rae.id)
    case = cases.load(acted.case.reference, actor=staff["officer"])
    written_to = recipients.person_of(case)
    assert written_to is not None
    assert written_to.id == acted.case.person_id
