"""Correcting what is known of a person: nothing that stood there is lost, and nobody else's change is overwritten."""

import dataclasses

import pytest
from flask import Flask

from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.models import Case, CaseEvent, Note, Person
from casework.services.desk import desk
from casework.services.people import changes, people
from casework.services.people.people import PersonEntry
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests import factories

Staff = dict[str, Actor]
PAT = PersonEntry(full_name="Pat Invented")
SAFE = PersonEntry(
    full_name="Pat Changed-Invented",
    email="new@invented.example",
    address="1 Invented Street\nLeeds",
    postcode="ls1 1aa",
    adjustment_codes=("large_print", "no_letters_home"),
    adjustments="Reads slowly",
    post_unsafe=True,
    safe_contact="Only by e-mail",
)


def change(case: Case, entry: PersonEntry, actor: Actor, seen: int | None = None, token: str = "") -> list[str]:
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        version = changes.fingerprint(person) if seen is None else seen
        return changes.change_person(
            case.reference, person.id, entry, sent=Sent(token or factories.token(), version), actor=actor
        )


@pytest.fixture
def case(context: Flask, staff: Staff) -> Case:
    return factories.enquiry(staff["officer"])


def pat(case: Case) -> Person:
    return db.session.get_one(Person, case.person_id)


def test_everything_can_be_corrected_and_is_found_by_its_new_keys(case: Case, staff: Staff) -> None:
    assert len(change(case, SAFE, staff["officer"])) == 8
    person = pat(case)
    assert (person.full_name, person.name_key) == ("Pat Changed-Invented", "pat changed invented")
    assert (person.email, person.postcode) == ("new@invented.example", "LS1 1AA")
    assert person.adjustment_codes == ["large_print", "no_letters_home"]
    assert (person.email_unsafe, person.post_unsafe, person.phone_unsafe) == (False, True, False)
    assert person.invented


def test_what_stood_there_before_is_kept_in_words_and_the_event_holds_names_alone(case: Case, staff: Staff) -> None:
    change(case, SAFE, staff["officer"])
    change(case, dataclasses.replace(SAFE, email="", adjustment_codes=(), post_unsafe=False), staff["reviewer"])
    event = db.session.query(CaseEvent).filter_by(kind="person_changed").order_by(CaseEvent.id.desc()).first()
    assert event is not None
    assert event.data == {"person_id": case.person_id, "changed": ["email", "adjustment_codes", "post_unsafe"]}
    text = db.session.get_one(Note, event.note_id).text
    assert "E-mail: was new@invented.example, now not recorded" in text
    assert "Adjustments: was Large print (18 point), No letters to their home, now none" in text
    assert "Post is not safe: was yes, now no" in text
    assert "Pat" not in str(event.data)


def test_a_change_is_told_on_every_open_case_of_theirs(case: Case, staff: Staff) -> None:
    another, stranger = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
    with unit_of_work():
        people.add_party(another, pat(case), "witness", actor=staff["officer"])
    change(case, SAFE, staff["officer"])
    told = db.session.query(CaseEvent.case_id).filter_by(kind="person_changed").order_by(CaseEvent.case_id)
    assert [row.case_id for row in told] == [case.id, another.id]
    assert stranger.id not in [row.case_id for row in told]


def test_no_change_leaves_no_trace(case: Case, staff: Staff) -> None:
    before = db.session.query(CaseEvent).count()
    assert change(case, PAT, staff["officer"]) == []
    assert db.session.query(CaseEvent).count() == before


def test_a_page_that_is_out_of_date_changes_nothing(case: Case, staff: Staff) -> None:
    seen = changes.fingerprint(pat(case))
    change(case, SAFE, staff["officer"])
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        change(case, PAT, staff["reviewer"], seen=seen)
    assert pat(case).full_name == "Pat Changed-Invented"


def test_the_same_form_counts_once(case: Case, staff: Staff) -> None:
    token = factories.token()
    change(case, SAFE, staff["officer"], token=token)
    with pytest.raises(Replayed):
        change(case, PAT, staff["officer"], token=token)


def test_somebody_of_another_case_is_not_found(case: Case, staff: Staff) -> None:
    other = factories.enquiry(staff["officer"], name="Lee Invented")
    with pytest.raises(NotFound), unit_of_work():
        changes.change_person(case.reference, other.person_id or 0, PAT, sent=factories.sent(0), actor=staff["officer"])


def test_a_restricted_case_hides_its_people(case: Case, staff: Staff) -> None:
    factories.restrict(case.reference, staff["manager"])
    with pytest.raises(NotFound):
        change(case, SAFE, staff["officer"])
    assert change(case, SAFE, staff["manager"])


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_only_caseworkers_correct_people(case: Case, staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        change(case, SAFE, staff[who])


@pytest.mark.parametrize(
    ("entry", "field"),
    [(PersonEntry(full_name=" "), "full_name"), (PersonEntry(full_name="Pat Invented", email="pat at home"), "email")],
)
def test_what_cannot_be_is_refused(case: Case, staff: Staff, entry: PersonEntry, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        change(case, entry, staff["officer"])
    assert refused.value.field == field


def test_a_contact_adds_to_what_is_known_of_safety_and_never_takes_it_back(case: Case, staff: Staff) -> None:
    def further(entry: PersonEntry) -> str:
        with unit_of_work():
            fields = {"channel": "phone", "received_on": case.received_on, "about": "A", "details": "B"}
            flags = {"urgent": False, "sensitive": False, "with_whom": "person", "received_time": None}
            given = {**fields, **flags}
            contact = desk.add_to_case(case.reference, entry, given, sent=factories.sent(), actor=staff["officer"])
            return contact.summary

    first = further(dataclasses.replace(SAFE, full_name="Pat Invented"))
    assert "Said that post is not safe for them" in first
    second = further(
        PersonEntry(
            full_name="Pat Invented",
            phone_unsafe=True,
            safe_contact="Never ring",
            adjustment_codes=("braille",),
            address="2 Elsewhere\nLeeds",
            adjustments="reads slowly",
        )
    )
    person = pat(case)
    assert (person.email_unsafe, person.post_unsafe, person.phone_unsafe) == (False, True, True)
    assert person.safe_contact == "Only by e-mail\nNever ring"
    assert person.adjustment_codes == ["large_print", "no_letters_home", "braille"]
    assert person.address == "1 Invented Street\nLeeds"
    assert "Gave another postal address: 2 Elsewhere\nLeeds" in second
    assert "Said that the phone is not safe for them" in second
    assert "Added to safe contact: Never ring" in second
