"""Every page of every role, on a wide screen and on a narrow one, with words in it that are wider than a phone."""

import pytest
from playwright.sync_api import Browser

from casework import clock
from tests.development.stack import Stack
from tests.journeys.barriers import barriers
from tests.journeys.people import Somebody
from tests.journeys.walking import WORD, pages

WIDTHS = (1280, 320)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """The kinds of page that were looked at: what two roles see is looked at once."""
    return set()


@pytest.fixture(scope="module", autouse=True)
def _long_words(stack: Stack, browser: Browser) -> None:
    reviewer = Somebody(browser, stack.address, "reviewer")
    reviewer.goes_to("Log a review application")
    reviewer.fills({"Name": WORD, "What it is about": WORD, "What the application says": WORD})
    reviewer.picks("How it came", "E-mail")
    reviewer.sends("Log the application")


@pytest.mark.parametrize("who", ["reviewer", "manager", "administrator", "auditor"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    stack: Stack, browser: Browser, seen: set[str], who: str
) -> None:
    somebody = Somebody(browser, stack.address, who)
    found: list[str] = []
    for path in pages(somebody, seen):
        for width in WIDTHS:
            somebody.page.set_viewport_size({"width": width, "height": 740})
            found += [f"{path} at {width}: {barrier}" for barrier in barriers(somebody.page)]
            wider = somebody.page.evaluate(WIDER)
            if wider > 0:
                found.append(f"{path} at {width}: {wider} pixels too wide")
    assert found == []


@pytest.mark.parametrize(
    ("who", "path", "problems"),
    [
        ("officer", "/contacts/new", 4),
        ("officer", "/cases/{case}/risk", 3),
        ("administrator", "/administration/lists/issue/add", 1),
    ],
)
def test_a_page_that_says_what_is_wrong_has_no_barrier_and_says_all_of_it_at_once(
    stack: Stack, browser: Browser, who: str, path: str, problems: int
) -> None:
    """The list of mistakes has the focus, and the title begins with it: nobody believes that it is done."""
    page = Somebody(browser, stack.address, who, viewport={"width": 320, "height": 740}).page
    page.goto(stack.address + path.format(case=f"E-{clock.today().year}-00001"))
    page.locator("main form").last.evaluate("form => form.noValidate = true")
    page.locator("main form").last.locator("button[type=submit]").last.click()
    summary = page.locator(".govuk-error-summary")
    assert (summary.locator("a").count(), page.title()[:6]) == (problems, "Error:")
    assert summary.evaluate("box => box.contains(document.activeElement)")
    assert barriers(page) == []
    assert page.evaluate(WIDER) <= 0
