"""Somebody at a browser, who uses nothing but what the pages show."""

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from casework import clock
from casework.development.officers import PASSWORD
from tests.development.stack import ROOT, Stack

WITHOUT_SCRIPT = {"java_script_enabled": False}
PHONE = {"width": 320, "height": 740}


def mails(stack: Stack) -> list[EmailMessage]:
    """Every mail that the development mailbox caught."""
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in (stack.folder / "mail" / "new").iterdir()]


def letter_about(stack: Stack, reference: str, words: str) -> EmailMessage | None:
    """The mail with such words that went out about a case."""
    for mail in mails(stack):
        body = mail.get_body(("plain",))
        if reference in str(mail["Subject"]) and body is not None and words in body.get_content():
            return mail
    return None


def comes_in(stack: Stack, mail: Path) -> None:
    """A mail arrives, as from the mail server."""
    command = [sys.executable, "-m", "casework", "mail", "receive", str(mail)]
    environ = {**stack.environ, "CASEWORK_ENV": "development"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


class Somebody:
    """A signed-in person with a browser window of their own."""

    def __init__(self, browser: Browser, address: str, who: str, **window: Any) -> None:
        self.address = address
        self.page: Page = browser.new_context(**window).new_page()
        self.page.goto(address)
        self.page.get_by_label("E-mail address").fill(f"{who}@demo.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(self.page.locator(".cw-nav")).to_be_attached()

    def goes_to(self, name: str) -> None:
        self.page.wait_for_load_state()  # without its styles a page shows the menus of both widths
        place = self.page.locator(".cw-nav").get_by_role("link", name=name, exact=True)
        for menu in ("Menu", "Office"):
            button = self.page.get_by_role("button", name=menu, exact=True)
            if not place.is_visible() and button.is_visible():
                button.click()
        with self.page.expect_navigation():
            place.click()

    def opens(self, reference: str) -> None:
        """By the search box, with the reference."""
        self.page.get_by_role("searchbox").fill(reference)
        self.page.get_by_role("button", name="Search", exact=True).click()
        self.sees(reference)

    def tab(self, name: str) -> None:
        self.page.wait_for_load_state()
        case = self.page.get_by_role("navigation", name="Case")
        tab = case.get_by_role("link", name=name, exact=True)
        if not tab.is_visible():
            case.get_by_role("button").click()
        tab.click()

    def follows(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def step(self, name: str) -> None:
        """Choose one of the next steps of the case."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def fills(self, answers: Mapping[str, str]) -> None:
        main = self.page.get_by_role("main")
        for label, text in answers.items():
            whole = main.get_by_role("textbox", name=label, exact=True)
            (whole if whole.count() else main.get_by_role("textbox", name=label)).first.fill(text)

    def picks(self, label: str, option: str) -> None:
        self.page.get_by_role("main").get_by_label(label, exact=False).first.select_option(label=option)

    def answers(self, question: str, option: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(option, exact=True).check()

    def logs_contact(self, name: str, about: str, *, how: str = "Phone", email: str = "", phone: str = "") -> str:
        """Of somebody who has not been in touch before. Returns the reference."""
        self.goes_to("My work")
        self.goes_to("Log a contact")
        self.fills({"Name": name, "E-mail address": email, "Phone": phone})
        self.fills({"What it is about": about, "What was said": "Invented words."})
        self.picks("How they got in touch", how)
        self.sends("Log the contact")
        self.sees(about)
        return self.reference

    def types_day(self, question: str, days_ago: int) -> None:
        day = clock.today() - dt.timedelta(days=days_ago)
        group = self.page.get_by_role("group", name=question)
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label).fill(str(value))

    def sends(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self._sees_no_problem()

    def makes_step(self, name: str, *, told: str = "") -> None:
        """Go on from the answers of a step to its letters, and make it: with them, everything confirmed that is asked, or
        (`told`) without a letter."""
        self.sends("Continue")
        if told:
            self.page.get_by_text("Do this without a letter").click()
            self.fills({"Why no letter is sent": told})
            self.sends(f"{name} without a letter")
        else:
            send = self.page.get_by_role("main").get_by_role("button", name=f"{name} and send")
            expect(send).to_be_visible()
            for box in self.page.get_by_role("main").get_by_role("checkbox").all():
                box.check()
            with self.page.expect_navigation():
                send.click()
            self._sees_no_problem()

    def _sees_no_problem(self) -> None:
        problems = self.page.locator(".govuk-error-summary")
        assert problems.count() == 0, problems.inner_text()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()

    @property
    def reference(self) -> str:
        """The reference of the case that is open."""
        return self.page.locator(".cw-case__reference").inner_text()
