"""A contact is logged from whatever somebody says first: the box finds them, and what is known is not typed again."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, PersonWay
from casework.services.people import parties
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, read
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
NEW = "/contacts/new"


@pytest.fixture
def wilma(inside: Inside, staff: Staff) -> tuple[str, int]:
    """Her case and her id."""

    def make() -> tuple[str, int]:
        entry = PersonEntry(full_name="Wilma Invented", phone="07700 900555", phone_unsafe=True)
        case = factories.enquiry(staff["officer"], entry=entry, about="A lamp that is out")
        return case.reference, case.person_id or 0

    reference, person_id = inside(make)
    return reference, person_id


def newest(inside: Inside) -> tuple[str, str, int | None]:
    """The words, the case and the person of the newest contact."""

    def ask() -> tuple[str, str, int | None]:
        contact = db.session.query(Contact).order_by(Contact.id.desc()).first()
        assert contact is not None
        return contact.summary, db.session.get_one(Case, contact.case_id).reference, contact.person_id

    found: tuple[str, str, int | None] = inside(ask)
    return found


@pytest.mark.parametrize("how", [{"do": "find"}, {}])
def test_the_box_offers_the_cases_of_whoever_is_found_and_logs_nothing(
    wilma: tuple[str, int], inside: Inside, signed_in: SignIn, how: dict[str, str]
) -> None:
    page = signed_in("officer").send(NEW, find="900555", **how)
    assert page.status_code == 200
    assert "<title>Log a contact" in page.text
    for said in (f"Wilma Invented: add to {wilma[0]}", "A lamp that is out", "Not safe: the phone", "another matter"):
        assert said in page.text
    assert inside(lambda: db.session.query(Contact).count()) == 1


def test_somebody_known_about_the_same_matter_needs_a_channel_and_words_alone(
    wilma: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    sent = client.send(
        NEW, **day_of(client), find="900555", who=f"case:{wilma[0]}", channel="phone", details="It is back."
    )
    assert sent.location == f"/cases/{wilma[0]}"
    assert newest(inside) == ("It is back.", *wilma)


@pytest.mark.parametrize("name", ["Wit Fabricated", "Sol Citor-Imagined"])
def test_somebody_else_who_rings_about_the_case_becomes_no_second_name_of_whose_it_is(
    wilma: tuple[str, int], inside: Inside, staff: Staff, signed_in: SignIn, name: str
) -> None:
    def witness() -> None:
        with unit_of_work():
            entry = PersonEntry(full_name="Wit Fabricated", phone="07700 900777")
            parties.add(wilma[0], entry, "witness", sent=factories.sent(), actor=staff["officer"])

    inside(witness)
    client, typed = signed_in("officer"), {"full_name": name, "email": "other@mail.example", "phone": "07700 900777"}
    typed |= {"who": f"case:{wilma[0]}", "channel": "phone", "details": "I saw it."}
    assert client.send(NEW, **day_of(client), find="900777", **typed).location == f"/cases/{wilma[0]}"
    ways = inside(lambda: [way.value for way in db.session.query(PersonWay).filter_by(person_id=wilma[1])])
    assert sorted(ways) == ["07700 900555", "Wilma Invented"]
    kept = inside(lambda: [way.value for way in db.session.query(PersonWay)])
    assert ("other@mail.example" in kept) == (name == "Wit Fabricated")
    assert ("other@mail.example" in newest(inside)[0]) == (name != "Wit Fabricated")


def test_somebody_known_about_another_matter_is_not_asked_for_a_name(
    wilma: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    typed = {"channel": "phone", "about": "A second lamp", "details": "Out, too."}
    sent = client.send(NEW, **day_of(client), find="900555", who=f"person:{wilma[1]}", **typed)
    assert sent.status_code == 303
    words, reference, person_id = newest(inside)
    assert (words, person_id) == ("Out, too.", wilma[1])
    assert reference != wilma[0]


def test_whom_the_box_found_is_answered_before_anything_is_logged(
    wilma: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    typed = {"full_name": "Somebody Else-Invented", "channel": "phone", "about": "A lamp", "details": "Out."}
    refused = client.send(NEW, **day_of(client), find="900555", **typed)
    assert refused.status_code == 422
    assert "Nothing is logged yet." in refused.text
    assert inside(lambda: db.session.query(Contact).count()) == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("07700 900999", "phone"),
        ("new@mail.example", "email"),
        ("Betty Imaginary", "full_name"),
        ("LS1 4AP", "postcode"),
    ],
)
def test_what_nobody_is_known_by_stands_in_the_field_that_it_belongs_to(
    signed_in: SignIn, words: str, field: str
) -> None:
    page = signed_in("officer").send(NEW, find=words, do="find")
    assert read(page.text).forms[-1]["fields"][field] == words


def test_from_the_page_of_a_case_that_one_is_offered_first(wilma: tuple[str, int], signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert f'href="/contacts/new?case={wilma[0]}"' in client.get(f"/cases/{wilma[0]}").text
    page = client.get(f"/contacts/new?case={wilma[0]}").text
    assert f"Add to {wilma[0]}" in page
    assert "Not safe: the phone" in page
    assert "Somebody new" in page


@pytest.mark.parametrize(
    "address", ["?case=E-2026-99999", "?case=x", "?person=99999999", "?person=x", "?person=%D9%A4"]
)
def test_an_address_of_nobody_is_an_empty_form(signed_in: SignIn, address: str) -> None:
    page = signed_in("officer").get(NEW + address)
    assert page.status_code == 200
    assert "who-asked" not in page.text


def day_of(client: CheckingClient) -> dict[str, str]:
    """The day that the form comes with."""
    fields = read(client.get(NEW).text).forms[-1]["fields"]
    return {name: fields[name] for name in ("received_on-day", "received_on-month", "received_on-year")}


@pytest.mark.parametrize("words", ["900555", "Wilma Inv", "case"])
def test_an_application_is_logged_for_whoever_the_box_finds(
    wilma: tuple[str, int], inside: Inside, signed_in: SignIn, words: str
) -> None:
    client, address = signed_in("reviewer"), "/applications/new"
    find = {"find": wilma[0] if words == "case" else words}
    asked = client.send(address, **find, do="find")
    assert asked.status_code == 200
    assert "Wilma Invented" in asked.text
    assert "Not safe: the phone" in asked.text
    assert "add to" not in asked.text
    typed = {"channel": "post", "about": "An outcome", "details": "Please look."}
    refused = client.send(address, **day_of(client), **find, **typed)
    assert "Nothing is logged yet." in refused.text
    sent = client.send(address, **day_of(client), **find, **typed, who=f"person:{wilma[1]}")
    assert sent.location.startswith("/cases/R-")
    assert newest(inside)[2] == wilma[1]


def test_from_a_mail_who_may_have_written_is_asked_before_anything_is_typed(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    entry = PersonEntry(full_name="Pat Invented", email="pat@known.example")
    known = inside(lambda: factories.enquiry(staff["officer"], entry=entry).reference)
    number = inside(
        lambda: taking_in.receive(mails.plain(sender="Pat Invented <pat@known.example>", subject="Something else")).id
    )
    client = signed_in("officer")
    assert f'href="/contacts/new?mail={number}">Log it' in client.get("/mail").text
    assert f"Pat Invented: add to {known}" in client.get(f"/contacts/new?mail={number}").text
    for address in ("/applications/new", "/cases/new/information-request"):
        assert "Have we heard from this person before?" in client.get(f"{address}?mail={number}").text
