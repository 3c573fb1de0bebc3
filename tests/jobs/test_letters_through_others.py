"""Letters through an organisation, a person's employer for instance: what counts is where the organisation is."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from casework.access import Actor
from casework.errors import Conflict
from casework.extensions import db
from casework.jobs import mail
from casework.models import DirectoryEntry, Letter, Message, Person
from casework.pages.letters import post
from casework.services.mail import by_hand
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.letters import letter_due
from tests.jobs.offices import message, states
from tests.jobs.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context", "queue")
OFFICE = "1 Invented Street\nLeeds\nLS1 1AA"


@pytest.fixture
def to_the_force(staff: dict[str, Actor]) -> int:
    """A letter to the person complained against, who is reached through the force and has no address here (L-R14)."""
    number = letter_due(staff["officer"], address="force@invented.example")
    entry = DirectoryEntry(kind="force", name="Invented Police", email="force@invented.example", address=OFFICE)
    with unit_of_work():
        db.session.add(entry)
    with unit_of_work():
        letter = db.session.get_one(Letter, message(number).letter_id)
        letter.directory_entry_id, letter.audience = entry.id, "complained_against"
        letter.postal_address = OFFICE
        person = db.session.get_one(Person, letter.person_id)
        person.email = person.address = None
    return number


def test_a_letter_through_an_organisation_goes_to_the_organisation(post_office: PostOffice, to_the_force: int) -> None:
    mail.send(to_the_force)
    assert [arrived["To"] for arrived in post_office.mails] == ["force@invented.example"]
    assert (states(), message(to_the_force).last_error) == (["sent"], None)


@pytest.mark.parametrize(
    "change", [{"email": "another@invented.example"}, {"email": None}, {"valid_to": dt.date(2020, 1, 1)}]
)
def test_a_letter_does_not_go_to_where_an_organisation_is_not_any_more(
    post_office: PostOffice, staff: dict[str, Actor], to_the_force: int, change: dict[str, Any]
) -> None:
    with unit_of_work():
        db.session.execute(update(DirectoryEntry).values(**change))
    mail.send(to_the_force)
    assert (states(), post_office.mails) == (["failed"], [])
    assert "Invented Police is not reached at this address any more" in str(message(to_the_force).last_error)
    with pytest.raises(Conflict, match="not reached at this address"), unit_of_work():
        by_hand.resend(to_the_force, sent=factories.sent(), actor=staff["manager"])


@pytest.mark.parametrize(("address", "warned"), [(OFFICE, False), ("2 Invented Street\nLeeds", True)])
def test_the_print_queue_warns_of_the_organisation_and_not_of_the_person_behind_it(
    staff: dict[str, Actor], to_the_force: int, address: str, warned: bool
) -> None:
    with unit_of_work():
        db.session.execute(update(Message).values(channel="post", to_address=""))
        db.session.execute(update(DirectoryEntry).values(address=address))
    (row,) = post.waiting(actor=staff["officer"]).letters
    assert bool(row.warning) == warned
