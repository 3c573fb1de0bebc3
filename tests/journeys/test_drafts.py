"""What somebody is writing is kept in their browser until it is sent, and nobody else reads it there."""

import json

from playwright.sync_api import Browser, Page, expect

from casework import clock
from tests.development.stack import Stack, wait_for
from tests.journeys.people import Somebody

WORDS = "A long note about an invented matter, half written."


def kept(page: Page) -> dict[str, str]:
    return dict(json.loads(page.evaluate("JSON.stringify({...localStorage})")))


def writes(somebody: Somebody) -> str:
    """Begins a note and leaves the page."""
    address = f"{somebody.address}/cases/E-{clock.today().year}-00002/notes/new"
    somebody.page.goto(address)
    somebody.page.get_by_role("main").get_by_role("textbox").first.press_sequentially(WORDS)
    wait_for(lambda: kept(somebody.page) != {}, "a draft")
    somebody.page.goto(somebody.address)
    return address


def test_a_note_that_was_not_sent_is_offered_again_and_goes_when_it_is_sent(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer")
    page = officer.page
    address = writes(officer)
    assert WORDS not in str(kept(page))
    page.goto(address)
    text = page.get_by_role("main").get_by_role("textbox").first
    expect(text).to_have_value("")
    page.get_by_role("button", name="Put it back").click()
    expect(text).to_have_value(WORDS)
    page.get_by_role("main").get_by_role("button", name="Add a note").click()
    officer.sees(WORDS)
    wait_for(lambda: kept(page) == {}, "the end of the draft")


def test_a_note_that_was_not_sent_can_be_thrown_away(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer")
    officer.page.goto(writes(officer))
    officer.page.get_by_role("button", name="Throw it away").click()
    assert kept(officer.page) == {}


def test_after_signing_out_nothing_is_left_and_a_colleague_is_offered_nothing(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer")
    page = officer.page
    address = writes(officer)
    left = kept(page)
    page.locator("[popovertarget=menu-person]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept(page) == {}
    page.evaluate("left => Object.entries(left).forEach(([name, words]) => localStorage.setItem(name, words))", left)
    page.get_by_label("E-mail address").fill("reviewer@demo.example")
    page.get_by_label("Password").fill("invented-office")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(address)
    expect(page.get_by_role("main").get_by_role("textbox").first).to_be_visible()
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
