"""The ten jobs of every day by the keyboard alone, each in as many loads of a page and presses of Tab as
docs/performance.md says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from casework import clock
from tests.development.stack import Stack
from tests.incoming.mails import plain
from tests.journeys.conftest import office_as_delivered
from tests.journeys.keyboard import Counted, Keys, job
from tests.journeys.people import Somebody, comes_in

YEAR = clock.today().year


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An office of their own: what others do would put rows above those that are meant."""
    with office_as_delivered(tmp_path_factory.mktemp("ten") / "office") as running:
        yield running


@pytest.fixture(scope="module")
def officer(stack: Stack, browser: Browser) -> Somebody:
    return Somebody(browser, stack.address, "officer", viewport={"width": 1280, "height": 860})


def test_somebody_new_is_logged(officer: Somebody) -> None:
    with job(officer, "Somebody new is logged") as keys:
        keys.goes_by("l")
        keys.types("07700 900321")
        expect(officer.page.get_by_label("Phone", exact=True)).to_have_value("07700 900321")
        keys.tab_to("Name")
        keys.types("Kay Newly-Invented")
        keys.tab_to("How they got in touch")
        keys.types("Ph")
        keys.tab_to("What was said")
        keys.types("It is deep.")
        keys.tab_to("What it is about")
        keys.types("A hole in an invented road")
        keys.loads_by("Enter")
        officer.sees("A hole in an invented road")


def test_somebody_known_is_logged_about_the_same_matter(officer: Somebody) -> None:
    with job(officer, "Somebody known about the same matter") as keys:
        keys.goes_by("l")
        keys.types("barney")
        expect(officer.page.get_by_text("Barney Madeup: add to")).to_be_visible()
        keys.tab_to("Barney Madeup: add to")
        keys.page.keyboard.press("Space")
        keys.tab_to("How they got in touch")
        keys.types("Ph")
        keys.tab_to("What was said")
        keys.types("They drive faster still.")
        keys.loads_by("Control+Enter")
        officer.sees("They drive faster still.")


def test_somebody_known_is_logged_from_the_case(officer: Somebody) -> None:
    with job(officer, "Somebody known, from the case", begins=f"/cases/E-{YEAR}-00006") as keys:
        keys.alt("n")
        keys.tab_to("What it is")
        keys.types("The p")
        keys.tab_to("How")
        keys.types("Ph")
        keys.tab_to("In words")
        keys.types("They still wait (invented).")
        keys.loads_by("Control+Enter")
        officer.sees("They still wait (invented).")


def test_somebody_is_found_by_the_phone_and_opened(officer: Somebody) -> None:
    with job(officer, "Somebody is found by the phone and opened") as keys:
        keys.alt("s")
        keys.types("pebbles")
        keys.loads_by("Enter")
        officer.sees("Noise from a made-up park")


def test_a_note_is_added(officer: Somebody) -> None:
    with job(officer, "A note is added", begins=f"/cases/E-{YEAR}-00006") as keys:
        keys.alt("n")
        keys.tab_to("In words")
        keys.types("Ring before noon (invented).")
        keys.loads_by("Control+Enter")
        officer.sees("Ring before noon (invented).")


def test_an_enquiry_is_acknowledged_by_e_mail(officer: Somebody) -> None:
    with job(officer, "An enquiry is acknowledged by e-mail") as keys:
        keys.goes_past_the_head()
        keys.tab_to("Acknowledge")
        keys.loads_by("Enter")
        keys.tab_to("Who will be asked")
        keys.types("The invented neighbourhood team")
        keys.goes_by("g")
        officer.sees("Nothing has happened yet.")
        keys.goes_by("g")
        expect(officer.page.locator(".cw-case")).to_contain_text("Acknowledged")


def test_an_ordinary_question_is_answered(officer: Somebody) -> None:
    with job(officer, "An ordinary question is answered") as keys:
        keys.goes_past_the_head()
        keys.tab_to("E-")
        keys.loads_by("Enter")
        keys.goes_past_the_head()
        keys.tab_to("Answer now")
        keys.loads_by("Enter")
        keys.tab_to("The reply")
        keys.types("The park is quiet from ten o’clock (invented).")
        keys.loads_by("Control+Enter")
        expect(officer.page.locator(".cw-case")).to_contain_text("Replied")


def test_an_anonymous_tip_is_closed(officer: Somebody) -> None:
    officer.page.goto(f"{officer.address}/contacts/new")
    officer.page.get_by_label("They did not give a name").check()
    officer.picks("How they got in touch", "Phone")
    officer.picks("Primary issue", "Drugs")
    officer.fills({"What it is about": "A tip (invented)", "What was said": "They grow something (invented)."})
    officer.sends("Log the contact")
    with job(officer, "An anonymous tip is closed", begins=f"/cases/{officer.reference}") as keys:
        keys.goes_past_the_head()
        keys.tab_to("Other ways to end this")
        keys.presses("Enter")
        keys.tab_to("Close without a reply")
        keys.loads_by("Enter")
        keys.presses("ArrowDown")
        keys.goes_by("g")
        expect(officer.page.locator(".cw-case")).to_contain_text("Closed")


def test_a_mail_becomes_an_enquiry(stack: Stack, officer: Somebody, tmp_path: Path) -> None:
    mail = tmp_path / "lamp.eml"
    words, sender = "The invented lamp is out.", "Lou Keyboard <lou@invented.example>"
    mail.write_bytes(plain(words, sender=sender, subject="A lamp by keys", message_id="<keys-1@invented.example>"))
    comes_in(stack, mail)
    with job(officer, "A mail becomes an enquiry") as keys:
        keys.goes_by("m")
        keys.goes_past_the_head()
        keys.tab_to("Log it")
        keys.loads_by("Enter")
        keys.goes_by("g")
        officer.sees("The invented lamp is out.")


def test_all_of_a_list_are_handed_over(officer: Somebody) -> None:
    with job(officer, "All cases of a list are handed over") as keys:
        keys.goes_past_the_head()
        keys.tab_to("Later")
        keys.loads_by("Enter")
        keys.goes_past_the_head()
        keys.tab_to("The whole list")
        keys.presses("Space")
        keys.goes_by("g")
        keys.tab_to("Give them to")
        keys.types("Ol")
        keys.goes_by("g")


def test_one_of_several_is_opened_with_the_arrow_keys(officer: Somebody) -> None:
    officer.page.goto(officer.address)
    keys = Keys(officer.page, Counted())
    keys.alt("s")
    keys.types("invented")
    expect(officer.page.locator("#header-found .cw-hits a").first).to_be_visible()
    keys.presses("ArrowDown")
    keys.presses("ArrowDown")
    keys.loads_by("Enter")
    expect(officer.page.locator("h1")).to_be_visible()


def test_a_part_of_a_case_is_opened_by_its_number(officer: Somebody) -> None:
    officer.page.goto(f"{officer.address}/cases/E-{clock.today().year}-00002")
    Keys(officer.page, Counted()).goes_by("2")
    expect(officer.page.get_by_role("heading", name="Timeline")).to_be_visible()
