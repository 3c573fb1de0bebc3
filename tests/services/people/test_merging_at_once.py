"""Two people at once over the same records: one merge counts, and nobody is logged on a record that is gone."""

from collections.abc import Callable

from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Merge, Person
from casework.services.desk import opening
from casework.services.desk.opening import CaseEntry
from casework.services.people import people
from casework.services.people.doubles import merging
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.services.record.test_concurrency import together

Staff = dict[str, Actor]


def two(app: Flask, staff: Staff) -> tuple[int, int, int]:
    """Two people, and what a page that shows both has for a fingerprint."""
    with app.app_context():
        with unit_of_work():
            both = [people.add_person(PersonEntry(full_name=name), actor=staff["officer"]) for name in ("Ann", "Anne")]
        return both[0].id, both[1].id, merging.fingerprint(*both)


def merge(stands: int, merged: int, seen: int, actor: Actor) -> Callable[[], object]:
    return lambda: merging.merge(stands, merged, "The same voice", sent=factories.sent(seen), actor=actor)


def test_of_two_merges_at_the_same_moment_one_counts(app: Flask, staff: Staff) -> None:
    one, other, seen = two(app, staff)
    mine, theirs = merge(one, other, seen, staff["officer"]), merge(other, one, seen, staff["reviewer"])
    assert together(app, mine, theirs) == ["Conflict", "done"]
    with app.app_context():
        assert db.session.query(Merge).count() == 1
        assert db.session.query(Person).filter(Person.merged_into_id.is_not(None)).count() == 1


def test_who_is_logged_while_they_are_merged_is_the_one_who_stands(app: Flask, staff: Staff) -> None:
    one, other, seen = two(app, staff)

    def log() -> object:
        person = people.load_person(other, actor=staff["officer"])
        entry = CaseEntry(
            person=person, received_on=clock.today(), channel="phone", about="An invented matter", details="Said.",
            issue=None, district=areas.district(),
        )  # fmt: skip
        return opening.open_case("enquiry", entry, sent=factories.sent(), actor=staff["officer"])

    assert together(app, log, merge(one, other, seen, staff["reviewer"])) == ["done", "done"]
    with app.app_context():
        assert [case.person_id for case in db.session.query(Case)] == [one]
