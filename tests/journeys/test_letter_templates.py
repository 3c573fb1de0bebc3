"""Writing a letter template in a browser: the preview follows what is typed, and a manager puts it into force."""

from playwright.sync_api import Browser, expect

from tests.development.stack import Stack
from tests.journeys.people import WITHOUT_SCRIPT, Somebody

CODE = "L-E02"


def test_a_template_is_written_with_a_live_preview_and_approved(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer")
    problems: list[str] = []
    officer.page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    officer.goes_to("Letter templates")
    officer.follows(CODE)
    officer.step("Start a draft")
    text = officer.page.get_by_role("textbox", name="Text", exact=True)
    text.fill("Dear {{ recipient.nam }},")
    expect(officer.page.locator("#findings")).to_contain_text("Did you mean “recipient.name”?")
    text.fill("Dear {{ recipient.name }},\n\nThis is **invented**.")
    expect(officer.page.locator("#preview strong").filter(has_text="invented")).to_be_visible()
    expect(officer.page.locator("#findings")).to_contain_text("Nothing is wrong")
    officer.sends("Save the draft")
    assert problems == []

    manager = Somebody(browser, stack.address, "manager")
    manager.goes_to("Letter templates")
    manager.follows(CODE)
    manager.step("Approve the draft")
    manager.types_day("From which day", 0)
    manager.sends("Approve this version")
    manager.sees("Version 2 of L-E02 is approved.")


def test_without_javascript_a_button_shows_the_preview(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    officer.goes_to("Letter templates")
    officer.follows("L-E05")
    officer.step("Start a draft")
    officer.page.get_by_role("textbox", name="Text", exact=True).fill("Dear {{ recipient.name }}, by the button.")
    officer.step("Check and preview")
    expect(officer.page.locator("#preview")).to_contain_text("Dear Pat Invented, by the button.")
    expect(officer.page.get_by_role("textbox", name="Text", exact=True)).to_have_value(
        "Dear {{ recipient.name }}, by the button."
    )
