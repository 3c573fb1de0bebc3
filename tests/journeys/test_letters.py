"""A letter in a real browser: drafted, read, sent back, signed off, sent, read by whoever gets it, and come back."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.development.stack import Stack, wait_for
from tests.incoming.mails import fields, report
from tests.journeys.people import WITHOUT_SCRIPT, Somebody, comes_in, letter_about

SECRET = "A secret matter (invented)"
SAID = "Please write to us once a week. We read every letter that you send."


def test_an_acknowledgement_goes_out_with_its_step(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    reference = officer.logs_contact("Ike Invented", SECRET, email="ike@invented.example")
    officer.step("Acknowledge")
    officer.fills({"Who will be asked": "The invented neighbourhood team"})
    officer.sends("Continue")
    officer.sees("By e-mail to ike@invented.example")
    officer.sees("The invented neighbourhood team")
    officer.sees("Nothing has happened yet.")
    officer.sends("Acknowledge and send the letter")
    officer.sees("Acknowledged")
    wait_for(lambda: letter_about(stack, reference, "neighbourhood team") is not None, "the letter")
    mail = letter_about(stack, reference, "neighbourhood team")
    assert mail is not None
    assert "Invented" not in str(mail["Subject"])
    assert "secret" not in str(mail["Subject"])
    (document,) = mail.iter_attachments()
    assert document.get_filename() == f"{reference}-L-E01.pdf"
    assert document.get_content().startswith(b"%PDF")
    mailbox = stack.get("/mailbox")
    assert "The invented neighbourhood team" in mailbox
    assert f"{reference}-L-E01.pdf" in mailbox


def test_a_letter_is_sent_back_signed_sent_and_bounces(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    officer, manager = (Somebody(browser, stack.address, who, **WITHOUT_SCRIPT) for who in ("officer", "manager"))
    reference = officer.logs_contact("Jo Invented", SECRET, email="jo@gone.example")
    officer.tab("Letters")
    officer.step("Write a letter")
    officer.picks("What it is for", "Tells of a restriction for unreasonable contact")
    officer.sends("Draft the letter")
    officer.sees("It cannot go out as it is")
    write(officer, "Please write to us once a month.")
    officer.sends("Send it for sign-off")
    letter = officer.page.url

    manager.page.goto(letter)
    manager.sees("Please write to us once a month.")
    manager.follows("Send it back with comments")
    manager.fills({"What should be changed": "Once a week is enough."})
    manager.sends("Send the letter back")

    officer.page.goto(letter)
    officer.sees("Once a week is enough.")
    write(officer, SAID)
    officer.sends("Send it for sign-off")
    manager.page.goto(letter)
    manager.sends("Sign it off")
    manager.sees("Signed off")

    officer.page.goto(letter)
    officer.step("Send it")
    officer.sees(SAID)
    officer.sends("Send it by e-mail")
    wait_for(lambda: letter_about(stack, reference, SAID) is not None, "the letter")
    sent = letter_about(stack, reference, SAID)
    assert sent is not None
    assert SAID in stack.get("/mailbox")

    comes_back(stack, str(sent["Message-ID"]), tmp_path)
    officer.goes_to("My work")
    officer.sees("A letter came back: find another address")
    officer.page.goto(letter)
    officer.sees("Not delivered")
    officer.sees("No such user here")
    manager.opens(reference)
    manager.tab("Timeline")
    manager.sees("A letter came back undelivered")


def write(officer: Somebody, words: str) -> None:
    officer.sends("Edit")
    officer.page.get_by_role("textbox", name="Text").fill(f"Dear Jo Invented,\n\n{words}\n\nYours sincerely\n\nOlive")
    officer.sends("Save the letter")
    expect(officer.page.get_by_role("main")).to_contain_text(words)


def comes_back(stack: Stack, message_id: str, folder: Path) -> None:
    """The bounce, as the mail server of the other side would send it."""
    original = f"From: Casework <casework@office.example>\nTo: jo@gone.example\nMessage-ID: {message_id}\n\nDear Jo\n"
    bounce = folder / "bounce.eml"
    bounce.write_bytes(
        report(
            re.sub("Pat@Gone", "jo@gone", fields()),
            sender="MAILER-DAEMON@mx.gone.example",
            subject="Undelivered Mail Returned to Sender",
            words="This is the mail system.",
            original=original,
        )
    )
    comes_in(stack, bounce)
