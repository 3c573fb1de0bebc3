"""How often the database is asked for a step with its letter, and for an enquiry that is receipted by itself."""

import pytest
from flask import Flask

from casework.access import Actor
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.services.letters import offices
from tests.statements import asked

Staff = dict[str, Actor]
FOR_THE_SEARCH = 8
"""Statements by which all that such a step writes is found: what changed, and of each kind its words and their rows."""
FOR_THE_ROUTES = 2
"""Where matters belong is a list of the office: asked when the step is opened, and when it is sent."""
TYPED = {"email": "ann@invented.example", "about": "An invented matter", "details": "What was said."}


@pytest.fixture
def enquiry(inside: Inside, staff: Staff) -> str:
    """The page that begins the step which acknowledges an enquiry."""

    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        return f"/cases/{case.reference}/moves/acknowledge"

    return str(inside(make))


def test_the_letters_of_a_step_are_read_where_they_are_shown_and_once(
    app: Flask, signed_in: SignIn, enquiry: str
) -> None:
    officer = signed_in("officer")
    officer.get(enquiry)
    with asked(app) as prepared:
        officer.send(enquiry, who_will_be_asked="Leeds City Council about patrols")
    with asked(app) as read:
        page = officer.get(f"{enquiry}/letters")
    with asked(app) as made:
        assert officer.send(f"{enquiry}/letters").status_code == 303
    assert page.status_code == 200
    assert len(prepared) <= 30 + FOR_THE_ROUTES
    assert len(read) <= 18
    assert len(made) - len(read) <= 37 + FOR_THE_SEARCH
    for_the_page = ("letter_version", "letter_comment", "JOIN message")
    assert not [text for text in made[len(read) :] if any(table in text for table in for_the_page)]


def test_the_settings_are_read_once_in_a_request(app: Flask, signed_in: SignIn, enquiry: str) -> None:
    officer = signed_in("officer")
    officer.send(enquiry, who_will_be_asked="Leeds City Council about patrols")
    with asked(app) as read:
        officer.get(f"{enquiry}/letters")
    with asked(app) as made:
        officer.send(f"{enquiry}/letters")
    assert [len([text for text in found if "FROM setting" in text]) for found in (read, made)] == [1, 2]


def test_a_setting_that_was_changed_counts_at_once(inside: Inside, staff: Staff) -> None:
    def change() -> tuple[object, object]:
        with unit_of_work():
            before = settings.value("office_name")
            settings.change("office_name", "Another office", actor=staff["administrator"])
            return before, settings.value("office_name")

    assert inside(change) == ("Policing and Crime Casework team", "Another office")
    assert inside(lambda: settings.value("office_name")) == "Another office"


def test_an_automatic_receipt_costs_ten_statements(app: Flask, signed_in: SignIn) -> None:
    officer = signed_in("officer")
    officer.get("/contacts/new")
    numbers = {}
    for channel, name in (("phone", "Ann Invented"), ("email", "Bo Different")):
        with asked(app) as found:
            typed = {**TYPED, "email": f"{channel}@invented.example", "channel": channel}
            assert officer.send("/contacts/new", full_name=name, **typed, **day("received_on", 0)).status_code == 303
        numbers[channel] = len(found)
    assert numbers["email"] - numbers["phone"] <= 10 + 1  # and one by which its words are found
