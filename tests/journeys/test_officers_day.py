"""The officer's day in a real browser, without script: an MP's enquiry, a person recorded twice, a mail that is a review."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.development.stack import Stack, wait_for
from tests.incoming.mails import plain
from tests.journeys.people import WITHOUT_SCRIPT, Somebody, comes_in, letter_about

FIRST = "The patrols are on Friday."
BETTER = "The patrols are on Friday and on Saturday (invented)."


def test_a_reply_to_an_mp_is_sent_back_and_signed_and_goes_as_the_manager_changed_it(
    stack: Stack, browser: Browser
) -> None:
    officer, manager = (Somebody(browser, stack.address, who, **WITHOUT_SCRIPT) for who in ("officer", "manager"))
    reference = officer.logs_contact(
        "Mira Invented", "Patrols (invented)", how="MP or councillor", email="mira@invented.example"
    )
    officer.step("Acknowledge")
    officer.fills({"Who will be asked": "The invented neighbourhood team"})
    officer.makes_step("Acknowledge")
    officer.step("Answer without asking anybody")
    officer.sends("Answer without asking anybody")
    assert officer.page.get_by_role("button", name="Write and send the reply").count() == 0
    officer.step("Send the reply for approval")
    officer.fills({"The reply": FIRST})
    officer.sends("Send the reply for approval")

    manager.opens(reference)
    manager.step("Send back with comments")
    manager.fills({"What should be changed": "Say Saturday as well."})
    manager.sends("Send back with comments")

    officer.goes_to("My work")
    officer.sees("sent back")
    officer.opens(reference)
    officer.step("Send the reply for approval")
    officer.sees("Say Saturday as well.")
    expect(officer.page.get_by_role("textbox", name="The reply")).to_have_value(FIRST)
    officer.sends("Send the reply for approval")

    manager.opens(reference)
    manager.step("Approve and send the reply")
    manager.fills({"The reply": BETTER})
    manager.picks("Primary issue", "Other")
    manager.makes_step("Approve and send the reply")
    wait_for(lambda: letter_about(stack, reference, BETTER) is not None, "the reply")
    assert letter_about(stack, reference, FIRST + "\n") is None


def test_a_person_recorded_twice_is_merged_and_taken_apart_again(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    first = officer.logs_contact("Dorothea Twice-Invented", "Noise (invented)", phone="07700 900611")
    second = officer.logs_contact("Zebedee Otherwise", "Parking (invented)", phone="07700 900612")
    officer.opens(second)
    officer.page.get_by_role("main").get_by_role("link", name="Zebedee Otherwise").first.click()
    officer.follows("Merge with another record")
    officer.fills({"Name, phone or e-mail address of the other record": "07700 900611"})
    officer.sends("Look for it")
    officer.follows("Dorothea Twice-Invented")
    officer.fills({"How do you know": "She said so on the phone (invented)."})
    for choice in officer.page.get_by_role("main").get_by_role("radio").all()[:1]:
        choice.check()
    officer.sends("Merge the two records")
    merged = officer.page.url
    officer.opens(first)
    officer.page.locator(".cw-case").get_by_role("link", name="Invented").or_(
        officer.page.locator(".cw-case").get_by_role("link", name="Otherwise")
    ).first.click()
    for reference in (first, second):
        officer.sees(reference)
    officer.page.goto(merged)
    officer.step("Take them apart again")
    officer.sends("Take them apart")
    officer.sees("apart again")
    officer.opens(second)
    officer.sees("Zebedee Otherwise")


def test_a_mail_becomes_a_review_with_its_words(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    mail = tmp_path / "application.eml"
    mail.write_bytes(
        plain(
            "I ask for a review of CO/00777/26 (invented). Nobody heard the recording.",
            sender="Rita Invented <rita@invented.example>",
            subject="Review of my complaint (invented)",
            message_id="<review-1@invented.example>",
        )
    )
    comes_in(stack, mail)
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    officer.goes_to("Mail")
    officer.follows("Review of my complaint (invented)")
    officer.follows("Log it as an application for a complaint review")
    officer.fills({"What it is about": "The outcome of a complaint (invented)"})
    officer.sends("Log the application")
    assert officer.reference.startswith("R-")
    officer.sees("Nobody heard the recording.")
    officer.tab("People")
    officer.sees("Rita Invented")
