"""Every page of every role, on a wide screen and on a narrow one, with words in it that are wider than a phone."""

import pytest
from playwright.sync_api import Browser

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
