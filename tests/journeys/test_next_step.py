"""The next step of a case on a phone, by the keyboard and without script."""

from playwright.sync_api import Browser, expect

from tests.development.stack import Stack
from tests.journeys.people import PHONE, WITHOUT_SCRIPT, Somebody
from tests.journeys.reviewing import apply


def test_a_way_out_is_reached_by_the_keyboard_and_nothing_is_wider_than_the_phone(
    stack: Stack, browser: Browser
) -> None:
    reviewer = Somebody(browser, stack.address, "reviewer", viewport=dict(PHONE), **WITHOUT_SCRIPT)
    reference = apply(reviewer, "Hal")
    page = reviewer.page
    reviewer.opens(reference)
    reviewer.sees("Waiting for a casework officer until")
    withdrawal = page.get_by_role("button", name="Record a withdrawal")
    expect(withdrawal).to_be_hidden()
    page.locator("summary", has_text="Other ways to end this").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(withdrawal).to_be_focused()
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= PHONE["width"]
    page.keyboard.press("Enter")
    reviewer.sees("Closes the case as withdrawn. Nothing is deleted.")
