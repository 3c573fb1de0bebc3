"""Logging what comes in: who it may be is asked first, and nothing that was typed is lost on the way."""

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, Party, Person
from casework.services.record import cases
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.statements import asked

Staff = dict[str, Actor]
TYPED = {"channel": "phone", "about": "An invented matter", "details": "What was said."}


@pytest.fixture
def known(inside: Inside, staff: Staff) -> tuple[str, int]:
    """An enquiry of Sam, of whom only the name is known: (reference, person id)."""

    def make() -> tuple[str, int]:
        case = factories.enquiry(staff["officer"], name="Sam Known-Invented")
        return case.reference, case.person_id or 0

    reference, person_id = inside(make)
    return reference, person_id


def summary(inside: Inside) -> str:
    return str(inside(lambda: db.session.query(Contact).order_by(Contact.id.desc()).limit(1).one().summary))


def test_the_likely_person_is_offered_with_what_is_known_of_them(known: tuple[str, int], signed_in: SignIn) -> None:
    asked = signed_in("officer").send("/contacts/new", full_name="sam known-invented", **TYPED, **day("received_on", 0))
    assert asked.status_code == 422
    assert "1 case, last contact" in asked.text
    assert f"add to {known[0]}" in asked.text
    assert "Somebody new" in asked.text


def test_details_of_a_known_person_are_filled_in_and_others_kept_in_words(
    known: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    client, who = signed_in("officer"), f"person:{known[1]}"
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented", "who": who}
    assert client.send("/contacts/new", **typed, phone="0113 000 0001", postcode="ls1 1aa").status_code == 303
    person = inside(lambda: db.session.get_one(Person, known[1]))
    assert (person.phone, person.postcode) == ("0113 000 0001", "LS1 1AA")
    assert client.send("/contacts/new", **typed, phone="+44 113 000 0002").status_code == 303
    assert summary(inside) == "What was said.\n\nGave another phone: +44 113 000 0002"
    assert inside(lambda: db.session.get_one(Person, known[1])).phone == "0113 000 0001"
    assert inside(lambda: db.session.query(Person).count()) == 1


def test_adding_to_a_case_keeps_every_line_and_its_risk(
    known: tuple[str, int], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented", "who": f"case:{known[0]}"}
    sent = signed_in("officer").send("/contacts/new", **typed, urgent="yes", email="sam@invented.example")
    assert sent.headers["Location"].endswith(f"{known[0]}/risk")
    assert summary(inside) == "An invented matter\n\nWhat was said."
    assert inside(lambda: cases.load(known[0], actor=staff["officer"]).urgent)
    assert inside(lambda: db.session.get_one(Person, known[1])).email == "sam@invented.example"


@pytest.mark.parametrize("who", ["case:E-1999-00001", "person:99999", "person:1 OR 1", "everybody"])
def test_only_somebody_who_was_offered_can_be_chosen(
    known: tuple[str, int], inside: Inside, signed_in: SignIn, who: str
) -> None:
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented", "who": who}
    refused = signed_in("officer").send("/contacts/new", **typed)
    assert refused.status_code == 422
    assert "choose one of the list" in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 1


def test_somebody_new_may_have_the_name_of_somebody_known(
    known: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented", "who": "new"}
    assert signed_in("officer").send("/contacts/new", **typed).status_code == 303
    assert inside(lambda: db.session.query(Person).count()) == 2


def test_an_answer_to_who_it_is_does_not_stand_in_the_way_of_an_anonymous_contact(
    known: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented", "who": f"person:{known[1]}"}
    sent = signed_in("officer").send("/contacts/new", **typed, anonymous="yes")
    assert sent.status_code == 303
    newest = inside(lambda: db.session.query(Case).order_by(Case.id.desc()).limit(1).one())
    assert newest.person_id is None


def test_a_contact_needs_a_name_or_is_anonymous(inside: Inside, signed_in: SignIn) -> None:
    refused = signed_in("officer").send("/contacts/new", **TYPED, **day("received_on", 0))
    assert refused.status_code == 422
    assert "Enter the person" in refused.text
    assert "What was said." in refused.text
    assert inside(lambda: db.session.query(Case).count()) == 0


@pytest.mark.parametrize("path", ["/contacts/new", "/applications/new", "/cases/new/service-complaint"])
def test_an_empty_form_says_in_one_round_all_that_is_missing(signed_in: SignIn, path: str) -> None:
    refused = signed_in("officer").send(path).text
    assert "<title>Error: " in refused
    summary = refused[refused.index("govuk-error-summary__list") :].partition("</ul>")[0]
    for sentence in ("Enter the person&#39;s name", "Say in one line what it is about.", "Write down"):
        assert sentence in summary


def test_who_it_is_is_asked_with_everything_else_that_is_wrong(known: tuple[str, int], signed_in: SignIn) -> None:
    refused = signed_in("officer").send("/contacts/new", full_name="Sam Known-Invented").text
    summary = refused[refused.index("govuk-error-summary__list") :].partition("</ul>")[0]
    assert "Nothing is logged yet. Say whether this is somebody who has been in touch before." in summary
    assert "Choose how they got in touch." in summary


def test_the_same_form_sent_twice_logs_once(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    hidden = {"csrf_token": client.csrf("/contacts/new"), "token": factories.token()}
    typed = {**hidden, **TYPED, **day("received_on", 0), "anonymous": "yes"}
    assert client.post("/contacts/new", data=typed).status_code == 303
    again = client.post("/contacts/new", data=typed)
    assert again.status_code == 409
    assert "recorded once" in again.text
    assert inside(lambda: db.session.query(Case).count()) == 1


def test_a_further_contact_stands_on_the_case(known: tuple[str, int], signed_in: SignIn) -> None:
    client, path = signed_in("reviewer"), f"/cases/{known[0]}/contacts/new"
    refused = client.send(path, channel="email", summary="We wrote.", **day("happened_on", 0))
    assert refused.status_code == 422
    assert "We wrote." in refused.text
    typed = {"direction": "out", "channel": "email", "summary": "We wrote.", **day("happened_on", 0)}
    refused = client.send(path, **typed)
    assert refused.status_code == 422
    assert "Say whom it was with." in refused.text
    assert client.send(path, **typed, with_whom="force", happened_time="12.05am").status_code == 303
    story = client.get(f"/cases/{known[0]}/timeline").text
    assert "We contacted the force" in story
    assert "at 12:05am" in story


def test_a_risk_of_harm_is_said_with_any_contact_and_marks_the_case(
    known: tuple[str, int], inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    client, path = signed_in("officer"), f"/cases/{known[0]}/contacts/new"
    typed = {"direction": "in", "with_whom": "person", "channel": "phone", "summary": "Afraid.", "urgent": "yes"}
    assert client.send(path, **typed, **day("happened_on", 0)).status_code == 303
    assert inside(lambda: cases.load(known[0], actor=staff["officer"]).urgent)
    assert "Somebody may be at risk of harm" in client.get(f"/cases/{known[0]}/timeline").text


@pytest.mark.parametrize("time", ["25:00", "2.75", "teatime", "13pm"])
def test_what_is_no_time_says_so_and_keeps_what_was_typed(known: tuple[str, int], signed_in: SignIn, time: str) -> None:
    client, path = signed_in("officer"), f"/cases/{known[0]}/contacts/new"
    refused = client.send(path, happened_time=time, summary="They rang.", **day("happened_on", 0))
    assert refused.status_code == 422
    assert "The time must be a time, like 14:05 or 2.05pm." in refused.text
    assert "They rang." in refused.text


@pytest.mark.parametrize("path", ["/contacts/new", "/applications/new"])
@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_reads_only_logs_nothing(signed_in: SignIn, path: str, who: str) -> None:
    assert signed_in(who).get(path).status_code == 403


def test_an_application_shows_its_last_day_and_why(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    typed = {
        "full_name": "Ada Invented", "acting_name": "Rep Invented", "standing": "relative", "channel": "form", "about": "An outcome",
        "urgent": "yes",
        "details": "Please look.", "review_type": "p25_inv", "letter_named_body": "lpb",
        "received_on-day": "10", "received_on-month": "4", "received_on-year": "2025",
        "provided_on-day": "1", "provided_on-month": "4", "provided_on-year": "2025",
        "complaint_made_on-day": "1", "complaint_made_on-month": "2", "complaint_made_on-year": "2025",
    }  # fmt: skip
    sent = client.send("/applications/new", **typed)
    assert sent.status_code == 303, sent.text
    assert "29 April 2025" in client.get(sent.headers["Location"].replace("/risk", "/dates")).text
    assert inside(lambda: sorted(party.part for party in db.session.query(Party))) == ["complainant", "representative"]
    assert inside(lambda: db.session.query(Contact).one().with_whom) == "representative"
    assert inside(lambda: db.session.query(Case).one().urgent)


def test_an_application_of_somebody_known_is_asked_about_too(
    known: tuple[str, int], inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("reviewer")
    typed = {**TYPED, **day("received_on", 0), "full_name": "Sam Known-Invented"}
    asked = client.send("/applications/new", **typed)
    assert asked.status_code == 422
    assert "Have we heard from this person before?" in asked.text
    assert "What was said." in asked.text
    sent = client.send("/applications/new", **typed, who=f"person:{known[1]}")
    assert sent.status_code == 303
    assert inside(lambda: db.session.query(Person).count()) == 1


def test_somebody_new_is_looked_for_once(app: Flask, signed_in: SignIn) -> None:
    """Where nobody is like them, nothing is asked about the contacts and cases of nobody."""
    client = signed_in("officer")
    with asked(app) as found:
        sent = client.send("/contacts/new", full_name="Nobody Known-Invented", **TYPED, **day("received_on", 0))
    assert sent.status_code == 303
    about = ("max(contact.happened_on)", "party.person_id IN")
    assert [text for text in found if any(part in text for part in about)] == []
