"""Papers arrive by mail, one is redacted with the mouse, and goes out with a letter, in which nobody finds what was
hidden."""

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pypdf
from playwright.sync_api import Browser

from tests.development.stack import Stack, wait_for
from tests.incoming.mails import with_file
from tests.journeys.people import Somebody, comes_in, letter_about
from tests.pictures import papers
from tests.pictures.papers import HIDDEN


def draws_a_box(officer: Somebody) -> None:
    """Over the upper part of the page."""
    sheet = officer.page.locator("[data-boxes]").bounding_box()
    assert sheet is not None
    mouse = officer.page.mouse
    mouse.move(sheet["x"] + 2, sheet["y"] + 2)
    mouse.down()
    mouse.move(sheet["x"] + sheet["width"] - 2, sheet["y"] + sheet["height"] * 0.4, steps=4)
    mouse.up()


def enclosed(mail: EmailMessage) -> bytes:
    _, copy = mail.iter_attachments()
    content = copy.get_content()
    assert isinstance(content, bytes)
    return content


def test_papers_that_came_by_mail_are_redacted_and_go_out_with_a_letter(
    stack: Stack, browser: Browser, tmp_path: Path
) -> None:
    officer = Somebody(browser, stack.address, "officer", viewport={"width": 1280, "height": 1800})
    reference = officer.logs_contact("Petra Papers-Invented", "Some invented papers", email="petra@invented.example")
    mail = tmp_path / "mail.eml"
    mail.write_bytes(
        with_file(papers.pdf(tmp_path), "papers.pdf", subject=reference, sender="Petra <petra@invented.example>")
    )
    comes_in(stack, mail)
    officer.opens(reference)
    officer.tab("Documents")
    officer.follows("papers.pdf")
    officer.follows("Make a redacted copy")
    officer.follows("Next page")
    draws_a_box(officer)
    officer.picks("Why it is hidden", "1: Somebody else's personal details")
    officer.sends("Hide it")
    officer.sees("Hidden on page 2")
    officer.sends("Make the redacted copy")
    officer.sees("Look at each of its pages before it goes out.")
    officer.opens(reference)
    officer.step("Acknowledge")
    officer.fills({"Who will be asked": "The invented neighbourhood team"})
    officer.sends("Continue")
    step = officer.page.url
    officer.tab("Letters")
    officer.page.get_by_role("main").get_by_role("rowheader").get_by_role("link").first.click()
    officer.follows("Choose what goes with it")
    officer.page.get_by_label("papers (redacted).pdf").check()
    officer.sends("Choose what goes with it")
    officer.sees("papers (redacted).pdf")
    officer.page.goto(step)
    officer.sends("Acknowledge and send the letter")
    wait_for(lambda: letter_about(stack, reference, "neighbourhood team") is not None, "the letter")
    sent = letter_about(stack, reference, "neighbourhood team")
    assert sent is not None
    content = enclosed(sent)
    assert HIDDEN.encode() not in content
    assert "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).strip() == ""
