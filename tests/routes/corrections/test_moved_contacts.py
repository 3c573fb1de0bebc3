"""The page on which a contact is moved: from the timeline, with what goes with it, and a way to the other case."""

import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent, Contact
from casework.services.record import restriction
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]


@pytest.fixture
def references(inside: Inside, staff: Staff) -> tuple[str, str]:
    """Two enquiries, of which the first has a second contact."""

    def make() -> tuple[str, str]:
        first, second = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
        return first.reference, second.reference

    wrong, right = inside(make)
    return wrong, right


def page_of(client: CheckingClient, inside: Inside, reference: str) -> str:
    """The page on which a contact that was just logged is moved."""
    typed = {"what": "in-person", "channel": "phone", "text": "About something else."}
    assert client.send(f"/cases/{reference}/timeline", **typed).status_code == 303
    number = inside(lambda: db.session.scalar(select(Contact.id).order_by(Contact.id.desc()).limit(1)))
    path = f"/cases/{reference}/contacts/{number}/move"
    assert path in client.get(f"/cases/{reference}/timeline").text
    return path


def test_a_contact_is_moved_from_the_timeline_and_both_say_so(
    references: tuple[str, str], inside: Inside, signed_in: SignIn
) -> None:
    client, (wrong, right) = signed_in("officer"), references
    path = page_of(client, inside, wrong)
    assert "About something else." in client.get(path).text
    sent = client.send(path, where="case", reference=right, reason="It was the other matter.")
    assert sent.location == f"/cases/{right}/timeline"
    there, here = client.get(sent.location).text, client.get(f"/cases/{wrong}/timeline").text
    assert f"The contact stands on {right} now." in there
    assert "About something else." in there
    assert "a contact came from another case" in there
    assert "a contact went to another case" in here
    assert "About something else." not in here
    event = inside(
        lambda: db.session.scalar(select(CaseEvent.id).where(CaseEvent.kind == "put_right").order_by(CaseEvent.id))
    )
    assert client.get(f"/cases/{wrong}/events/{event}/other-case").location == f"/cases/{right}/timeline"
    assert client.get(f"/cases/{wrong}/events/1/other-case").status_code == 404


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"where": "case", "reason": "Wrong case."}, "Enter the reference of the other case."),
    ({"where": "case", "reference": "E-1999-00001", "reason": "Wrong case."}, "There is no case with this reference"),
    ({"where": "case", "reference": "here", "reason": "Wrong case."}, "There is no case with this reference"),
    ({"where": "new", "reason": "Wrong case."}, "Say in one line what it is about."),
    ({"where": "new", "about": "Another matter"}, "Say why it is put right"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_moved(
    references: tuple[str, str], inside: Inside, signed_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    client = signed_in("officer")
    path = page_of(client, inside, references[0])
    refused = client.send(path, **typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "About something else." in client.get(f"/cases/{references[0]}/timeline").text


def test_a_new_enquiry_is_made_of_a_contact(references: tuple[str, str], inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = page_of(client, inside, references[0])
    sent = client.send(path, where="new", about="Another matter", reason="A matter of its own.")
    assert sent.status_code == 303
    page = client.get(sent.location.removesuffix("/timeline")).text
    assert "Another matter" in page
    assert page.index("What was said first") < page.index("About something else.")


def test_a_contact_of_another_case_is_not_there(references: tuple[str, str], inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = page_of(client, inside, references[0])
    assert client.get(path.replace(*references)).status_code == 404
    assert signed_in("auditor").get(path).status_code == 403


def test_of_another_case_that_was_restricted_since_there_is_no_link_that_leads_nowhere(
    references: tuple[str, str], inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    client, (wrong, right) = signed_in("officer"), references
    client.send(page_of(client, inside, wrong), where="case", reference=right, reason="It was the other matter.")
    assert "/other-case" in client.get(f"/cases/{wrong}/timeline").text

    def restrict() -> None:
        named = [staff[who].user_id or 0 for who in ("reviewer", "second_manager")]
        with unit_of_work():
            restriction.restrict(right, named, "Invented", sent=factories.sent(), actor=staff["manager"])

    inside(restrict)
    page = client.get(f"/cases/{wrong}/timeline").text
    assert "a contact went to another case" in page
    assert "/other-case" not in page
    assert right not in page
    assert "/other-case" in signed_in("reviewer").get(f"/cases/{wrong}/timeline").text
