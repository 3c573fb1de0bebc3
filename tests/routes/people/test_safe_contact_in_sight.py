"""Whoever rings or writes has read first what is safe: on every page of a case, and where somebody is logged."""

from typing import NamedTuple

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Person
from casework.services.people import people
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

UNSAFE = "Not safe: the phone."
WORDS = "Only ring in school hours (invented)"


class Known(NamedTuple):
    reference: str
    person_id: int


@pytest.fixture
def case(inside: Inside, staff: dict[str, Actor]) -> Known:
    """An enquiry of somebody whose phone is not safe."""

    def make() -> Known:
        made = factories.enquiry(staff["officer"])
        with unit_of_work():
            factories.known_by(made.person_id, phone="0113 496 0123", phone_unsafe=True, safe_contact=WORDS)
        return Known(made.reference, made.person_id or 0)

    known: Known = inside(make)
    return known


def warns(page: str) -> bool:
    return UNSAFE in page and WORDS in page


@pytest.mark.parametrize(
    "page",
    ["", "/timeline", "/people", "/letters", "/notes", "/dates", "/contacts/new", "/notes/new", "/moves/acknowledge",
     "/letters/new", "/assign"],
)  # fmt: skip
def test_it_stands_on_every_page_of_the_case(case: Known, signed_in: SignIn, page: str) -> None:
    found = signed_in("officer").get(f"/cases/{case.reference}{page}")
    assert (found.status_code, warns(found.text)) == (200, True)


def test_it_stands_on_the_cases_of_others_in_which_they_are_somebody(
    case: Known, inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    def make() -> str:
        other = factories.enquiry(staff["officer"], name="Lee Invented")
        with unit_of_work():
            person = db.session.get_one(Person, case.person_id)
            people.add_party(other, person, "witness", actor=staff["officer"])
            people.add_party(other, person, "representative", actor=staff["officer"])
        return other.reference

    page = signed_in("officer").get(f"/cases/{inside(make)}").text
    assert warns(page)
    assert "Witness, representative" in page
    assert page.count(WORDS) == 1


def test_a_case_of_which_nothing_is_to_be_known_has_no_strip(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    assert "cw-strip" not in signed_in("officer").get(f"/cases/{reference}").text


def test_it_is_read_before_anything_is_logged_of_them(case: Known, signed_in: SignIn) -> None:
    typed = {"full_name": "Pat Invented", "channel": "phone", "about": "A", "details": "B", **day("received_on", 0)}
    asked = signed_in("officer").send("/contacts/new", **typed)
    assert asked.status_code == 422
    assert f"add to {case.reference}" in asked.text
    assert asked.text.count("Not safe: the phone. Safe contact: Only ring") == 2


def test_needs_alone_are_no_warning(case: Known, inside: Inside, signed_in: SignIn) -> None:
    def change() -> None:
        with unit_of_work():
            person = db.session.get_one(Person, case.person_id)
            person.phone_unsafe, person.safe_contact, person.adjustment_codes = False, "", ["large_print"]

    inside(change)
    page = signed_in("officer").get(f"/cases/{case.reference}/notes").text
    assert "Needs:" in page
    assert "Large print" in page
    assert "cw-unsafe" not in page


def test_a_death_stands_on_every_page_and_says_what_follows(case: Known, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send(f"/cases/{case.reference}/people/{case.person_id}", full_name="Pat", circumstances=["died"])
    assert sent.status_code == 303
    assert "Has died: nothing is sent to them." in client.get(f"/cases/{case.reference}/letters").text
    assert "Circumstances: was none, now Has died" in client.get(f"/cases/{case.reference}/timeline").text
    refused = client.send(f"/cases/{case.reference}/people/{case.person_id}", full_name="Pat", circumstances=["gone"])
    assert refused.status_code == 422


def test_that_somebody_is_a_child_is_kept_when_a_contact_is_logged(
    case: Known, inside: Inside, signed_in: SignIn
) -> None:
    typed = {"full_name": "Pat Invented", "channel": "phone", "about": "A", "details": "B", **day("received_on", 0)}
    client = signed_in("officer")
    sent = client.send("/contacts/new", **typed, who=f"case:{case.reference}", circumstances=["child"])
    assert sent.status_code == 303
    assert inside(lambda: db.session.get_one(Person, case.person_id).circumstances) == ["child"]
    page = client.get(f"/cases/{case.reference}").text
    assert "Under 18: a parent, guardian or carer may act for them." in page
    assert "Said to us: Under 18" in page
