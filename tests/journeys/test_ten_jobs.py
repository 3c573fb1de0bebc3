"""The jobs of every day by the keyboard alone, counted as loads of a page and presses of Tab: they may only fall."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from casework import clock
from tests.development.stack import Stack
from tests.journeys.people import Somebody

MOST_TABS = 80
FOCUSED = "() => (document.activeElement?.labels?.[0] ?? document.activeElement)?.innerText?.trim() ?? ''"


@dataclass
class Counted:
    """What a job cost so far."""

    loads: int = 0
    tabs: int = 0


class Keys:
    """Somebody with a keyboard and no mouse, who begins on My work."""

    def __init__(self, page: Page, counted: Counted) -> None:
        self.page, self.counted = page, counted

    def tab_to(self, *names: str) -> None:
        """Press Tab until what has the focus is called so, as far as its first line goes."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            self.counted.tabs += 1
            if str(self.page.evaluate(FOCUSED)).split("\n")[0].startswith(names):
                return
        raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to {names}")

    def alt(self, letter: str) -> None:
        """An access key: the driver's own keys send none."""
        code = {"type": "keyDown", "modifiers": 1, "key": letter, "text": letter, "unmodifiedText": letter}
        self.page.context.new_cdp_session(self.page).send("Input.dispatchKeyEvent", code)

    def goes_by(self, letter: str) -> None:
        with self.page.expect_navigation():
            self.alt(letter)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def loads_by(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def officer(stack: Stack, browser: Browser) -> Somebody:
    return Somebody(browser, stack.address, "officer", viewport={"width": 1280, "height": 860})


@contextmanager
def job(officer: Somebody, *, loads: int, tabs: int) -> Iterator[Keys]:
    """From My work to the end of a job, in at most so many loads and presses of Tab."""
    page, counted = officer.page, Counted()
    page.goto(officer.address)

    def count(request: object) -> None:
        is_page = request.is_navigation_request() and request.redirected_from is None  # type: ignore[attr-defined]
        counted.loads += int(is_page)

    page.on("request", count)
    try:
        yield Keys(page, counted)
    finally:
        page.remove_listener("request", count)
    assert (counted.loads, counted.tabs) <= (loads, tabs), counted
    assert counted.tabs <= tabs, counted


def test_a_new_caller_is_logged_in_two_pages_and_sixteen_tabs(officer: Somebody) -> None:
    with job(officer, loads=2, tabs=16) as keys:
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


def test_a_known_caller_about_the_same_matter_is_logged_in_two_pages_and_twelve_tabs(officer: Somebody) -> None:
    with job(officer, loads=2, tabs=12) as keys:
        keys.goes_by("l")
        keys.types("barney")
        expect(officer.page.get_by_text("Barney Madeup: add to")).to_be_visible()
        keys.tab_to("Barney Madeup: add to")
        keys.page.keyboard.press("Space")
        keys.tab_to("How they got in touch")
        keys.types("Ph")
        keys.tab_to("What was said")
        keys.types("They drive faster still.")
        keys.tab_to("Log the contact")
        keys.loads_by("Enter")
        officer.sees("They drive faster still.")


def test_somebody_is_found_and_opened_by_the_keys_of_their_name_alone(officer: Somebody) -> None:
    with job(officer, loads=1, tabs=0) as keys:
        keys.alt("s")
        keys.types("pebbles")
        keys.loads_by("Enter")
        officer.sees("Noise from a made-up park")


def test_one_of_several_is_opened_with_the_arrow_keys(officer: Somebody) -> None:
    with job(officer, loads=1, tabs=0) as keys:
        keys.alt("s")
        keys.types("invented")
        expect(officer.page.locator("#header-found .cw-hits a").first).to_be_visible()
        keys.page.keyboard.press("ArrowDown")
        keys.page.keyboard.press("ArrowDown")
        keys.loads_by("Enter")
        expect(officer.page.locator("h1")).to_be_visible()


def test_a_part_of_a_case_is_opened_by_its_number(officer: Somebody) -> None:
    officer.page.goto(f"{officer.address}/cases/E-{clock.today().year}-00002")
    Keys(officer.page, Counted()).goes_by("2")
    expect(officer.page.get_by_role("heading", name="Timeline")).to_be_visible()
