"""Anybody can use it: with the keyboard alone, on a narrow screen, with a screen reader."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from casework import clock
from tests.development.stack import Stack
from tests.journeys.people import Somebody

PLACES = (
    "My work",
    "Cases",
    "Log a contact",
    "Log a review application",
    "Post",
    "Mail",
    "Reports",
    "Reminders and letters",
    "Letter templates",
    "Directory",
    "Recorded twice",
    "Absences",
    "Jobs",
    "History",
)
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def manager(stack: Stack, browser: Browser) -> Somebody:
    """Signed in once: the sign-in page slows down who signs in too often."""
    return Somebody(browser, stack.address, "manager", viewport={"width": 320, "height": 700})


@pytest.mark.parametrize("place", PLACES)
def test_no_serious_barrier_and_no_sideways_scrolling_at_320_pixels(manager: Somebody, place: str) -> None:
    manager.goes_to(place)
    expect(manager.page.get_by_role("heading", level=1)).to_be_visible()
    found = Axe().run(manager.page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in SERIOUS] == []
    wide = manager.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_no_serious_barrier_on_a_case(stack: Stack, browser: Browser) -> None:
    reviewer = Somebody(browser, stack.address, "reviewer", viewport={"width": 320, "height": 700})
    reviewer.opens(f"R-{clock.today().year}-00002")
    for tab in ("Overview", "Timeline", "People", "Letters", "Notes", "Dates", "Review", "Recommendations"):
        reviewer.tab(tab)
        found = Axe().run(reviewer.page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in SERIOUS] == [], tab


def test_signing_in_and_logging_a_contact_with_the_keyboard_alone(stack: Stack, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(stack.address)
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("officer@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type("invented-office")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Log a contact", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("textbox", name="Name", exact=True).focus()
    page.keyboard.type("Ulf Tastatur")
    for _ in range(7):
        page.keyboard.press("Tab")
    page.keyboard.type("Ph")
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.type("All typed.")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard (invented)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By keyboard (invented)")).to_be_visible()
