"""The types of case beside enquiries and reviews, in a real browser: from the mail that asks to the letter that answers."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.development.stack import Stack, wait_for
from tests.incoming.mails import plain
from tests.journeys.people import WITHOUT_SCRIPT, Somebody, comes_in, letter_about

TYPES = {
    "A request for information": ("F", "information"),
    "A subject access request": ("A", "access"),
    "A data protection complaint": ("D", "protection"),
    "A complaint about our service": ("S", "service"),
}


@pytest.mark.parametrize("what", list(TYPES))
def test_from_the_mail_that_asks_to_the_letter_that_answers(
    what: str, stack: Stack, browser: Browser, tmp_path: Path
) -> None:
    prefix, word = TYPES[what]
    subject = f"{word.capitalize()}, please (invented)"
    mail = tmp_path / "asks.eml"
    given = {"subject": subject, "message_id": f"<{word}@una.example>"}
    mail.write_bytes(plain("I ask you for it.", sender="Una Invented <una@invented.example>", **given))
    comes_in(stack, mail)
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    officer.goes_to("Mail")
    officer.follows(subject)
    officer.follows("Log it as another type of case")
    officer.follows(what)
    officer.sees(f"Log {what[:1].lower()}{what[1:]}")
    officer.page.get_by_role("main").get_by_role("button", name="Log it", exact=True).click()
    if officer.page.get_by_text("Nothing is logged yet").count():
        officer.page.get_by_label("Somebody new").check()
        officer.sends("Log it")
    reference = officer.reference
    assert reference.startswith(f"{prefix}-")
    officer.step("Answer")
    officer.fills({"The answer": f"This is what we found about {word} (invented)."})
    officer.picks("Primary issue", "Other")
    for choice in officer.page.get_by_role("radio").all()[:1]:
        choice.check()
    officer.makes_step("Answer")
    wait_for(lambda: letter_about(stack, reference, f"what we found about {word}") is not None, "the letter")
    officer.tab("Timeline")
    officer.sees("I ask you for it.")
