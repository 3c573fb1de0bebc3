"""Somebody gets in touch for somebody else: an MP for a constituent, a mother for her son, a solicitor for a client.
Both are recorded when it is logged, with where each is reached and what whoever acts may be told."""

from typing import Any

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, Letter, Party, Person, Representation
from casework.services.letters import recipients
from casework.services.record import cases
from tests import factories
from tests.client import CheckingClient
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
CASE = {"channel": "email", "about": "Speeding in an invented road", "details": "My constituent wrote to me."}
MP = {
    "with_whom": "representative", "acting_name": "Max Invented MP", "standing": "mp",
    "acting_email": "max@parliament.example", "acting_phone": "020 7946 0001", "acting_address": "1 Invented Square",
}  # fmt: skip


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def log(officer: CheckingClient, **typed: Any) -> Any:
    return officer.send("/contacts/new", **{**CASE, **day("received_on", 0), **typed})


def only(inside: Inside, model: type[Any]) -> Any:
    return inside(lambda: db.session.query(model).one())


def written_to(inside: Inside, staff: Staff) -> str:
    def name() -> str:
        found = recipients.person_of(cases.load(db.session.query(Case).one().reference, actor=staff["officer"]))
        return found.full_name if found else ""

    said: str = inside(name)
    return said


def test_an_mp_and_the_constituent_are_both_recorded_with_where_they_are_reached(
    officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    sent = log(officer, full_name="Wilma Invented", phone="0113 496 0001", email="wilma@invented.example", **MP)
    assert sent.status_code == 303
    people = inside(lambda: {person.full_name: person for person in db.session.query(Person)})
    assert (people["Max Invented MP"].email, people["Max Invented MP"].address) == (
        "max@parliament.example",
        "1 Invented Square",
    )
    assert people["Wilma Invented"].phone == "0113 496 0001"
    contact = only(inside, Contact)
    assert (contact.with_whom, contact.person_id) == ("representative", people["Wilma Invented"].id)
    bond = only(inside, Representation)
    assert (bond.person_id, bond.for_person_id) == (people["Max Invented MP"].id, people["Wilma Invented"].id)
    page = officer.get(sent.location).text
    assert "Acts for Wilma Invented as elected" in page
    assert written_to(inside, staff) == "Max Invented MP"
    assert inside(lambda: db.session.query(Letter).count()) == 0, "no receipt goes by itself to whom it is about"


@pytest.mark.parametrize(("known", "people"), [({}, 1), ({"postcode": "ls1 1aa"}, 2)])
def test_a_constituent_whose_name_was_not_given_is_recorded_with_what_is_known(
    officer: CheckingClient, inside: Inside, known: dict[str, str], people: int
) -> None:
    sent = log(officer, anonymous="yes", **known, **MP)
    assert sent.status_code == 303
    assert inside(lambda: db.session.query(Person).count()) == people
    assert inside(lambda: db.session.query(Party).filter_by(part="representative").count()) == 1
    assert "Acts for" in officer.get(sent.location).text


def test_once_their_representative_is_chosen_all_that_is_missing_is_said_in_one_round(
    officer: CheckingClient, inside: Inside
) -> None:
    refused = log(officer, with_whom="representative", acting_address="1 Invented Square", about="")
    for words in (
        "Enter the name of whoever acts for them",
        "Choose how they act for them.",
        "Enter the person",
        "in one line",
    ):
        assert words in refused.text
    assert "1 Invented Square" in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 0
    wrong = log(officer, full_name="Wilma Invented", **{**MP, "acting_email": "max"}, **day("expires_on", 3))
    assert "Enter a whole e-mail address" in wrong.text
    ended = log(officer, full_name="Wilma Invented", **MP, **day("expires_on", 3))
    assert (ended.status_code, "or leave this empty" in ended.text) == (422, True)


def test_an_mp_who_wrote_before_is_asked_about_and_stays_one_record(officer: CheckingClient, inside: Inside) -> None:
    assert log(officer, full_name="Wilma Invented", **MP).status_code == 303
    known = inside(lambda: db.session.query(Person).filter_by(full_name="Max Invented MP").one().id)
    asked = log(officer, full_name="Bob Different", **MP)
    assert asked.status_code == 422
    assert "Have we heard from whoever acts for them before?" in asked.text
    again = {**MP, "acting_phone": "020 7946 0999"}
    assert log(officer, full_name="Bob Different", acting_who=f"person:{known}", **again).status_code == 303
    assert inside(lambda: db.session.query(Person).count()) == 3
    assert inside(lambda: db.session.query(Representation).filter_by(person_id=known).count()) == 2
    assert "020 7946 0999" in officer.get(f"/people/{known}").text
    assert log(officer, full_name="Cy Third", acting_who="new", **MP).status_code == 303
    assert inside(lambda: db.session.query(Person).count()) == 5


def test_whoever_acts_is_not_the_person_whom_it_is_about(officer: CheckingClient, inside: Inside, staff: Staff) -> None:
    number = inside(lambda: factories.enquiry(staff["officer"], name="Max Invented MP").person_id)
    typed = {**MP, "full_name": "Max Invented MP", "who": f"person:{number}", "acting_who": f"person:{number}"}
    refused = log(officer, **typed)
    assert (refused.status_code, "This is the person whom it is about" in refused.text) == (422, True)


def test_on_a_case_that_is_there_nobody_is_asked_who_acts(
    officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"], name="Wilma Invented").reference)
    sent = log(officer, full_name="Wilma Invented", who=f"case:{reference}", with_whom="representative")
    assert sent.status_code == 303
    assert (
        inside(lambda: db.session.query(Contact).order_by(Contact.id.desc()).limit(1).one().with_whom)
        == "representative"
    )


def test_whoever_applies_for_somebody_is_recorded_with_address_and_authority(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    typed = {
        **CASE, **day("received_on", 0), "full_name": "Cam Invented", "acting_name": "Sol Invented", "standing": "solicitor",
        "acting_email": "sol@law.example", "scope": "All of it", **day("authority_on", 2),
    }  # fmt: skip
    client = signed_in("reviewer")
    sent = client.send("/applications/new", **typed)
    assert sent.status_code == 303
    assert "may be told: All of it." in client.get(sent.location).text
    assert written_to(inside, staff) == "Sol Invented"
    assert inside(lambda: db.session.query(Person).filter_by(email="sol@law.example").count()) == 1
    unsaid = client.send("/applications/new", **{**typed, "standing": "", "full_name": "Di Invented"})
    assert (unsaid.status_code, "Choose how they act for them." in unsaid.text) == (422, True)


@pytest.mark.parametrize(("sender", "how"), [("Max Invented MP", "mp"), ("Cllr Cy Invented", "councillor")])
def test_a_mail_of_somebody_elected_is_first_thought_to_be_for_a_constituent(
    officer: CheckingClient, inside: Inside, sender: str, how: str
) -> None:
    number = inside(lambda: taking_in.receive(mails.plain(sender=f"{sender} <office@parliament.example>")).id)
    page = officer.get(f"/contacts/new?mail={number}").text
    assert f'name="acting_name" type="text" value="{sender}"' in page
    assert f'<option value="{how}" selected>' in page
    assert '<option value="representative" selected>' in page
