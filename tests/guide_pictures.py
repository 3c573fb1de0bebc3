"""`make pictures`: takes the pictures of the README and the guides from a fresh invented office, in a real browser."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst
from playwright.sync_api import Browser, sync_playwright

from casework import clock
from tests import servers
from tests.development.stack import ROOT, Stack
from tests.journeys import surgery_day
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.people import Somebody
from tests.journeys.reviewing import apply, assess, bring_to_assessment, draft

FOLDER = ROOT / "docs" / "images"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
REPORT = b"= Report (invented)\nThe caller was Fred Pretend of 1 Invented Road, Exampletown.\n\n#lorem(260)"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}


def main() -> int:
    if servers.chromium() is None:
        print("A browser is needed: apt install chromium", file=sys.stderr)
        return 1
    with _office() as (stack, browser):
        officer, reviewer, manager = (
            Somebody(browser, stack.address, who, **DESKTOP) for who in ("officer", "reviewer", "manager")
        )
        _work(officer)
        _day(officer)
        take(Somebody(browser, stack.address, "officer", **PHONE), "phone")
        _documents(officer, manager)
        _letters(officer)
        _office_pages(manager)
        _template(manager)
        _surgeries(officer, manager)
        _decision(officer, reviewer, manager)
        _counts(manager)
    return 0


@contextmanager
def _office() -> Iterator[tuple[Stack, Browser]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder) / "office")
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=ARGUMENTS)
        try:
            stack.wait_until_ready()
            yield stack, browser
        finally:
            browser.close()
            stack.stop()


def take(somebody: Somebody, name: str, *, height: int | None = None) -> None:
    """One picture: what the window shows, or as much of the page from its top."""
    page = somebody.page
    page.evaluate("window.scrollTo(0, 0)")
    if height:
        width = page.viewport_size["width"] if page.viewport_size else 1280
        page.screenshot(
            path=FOLDER / f"{name}.png", full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
        )
    else:
        page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/images/{name}.png")


def _work(officer: Somebody) -> None:
    take(officer, "my-work")


def _day(officer: Somebody) -> None:
    """What the box finds as one types, and a case with what must not be missed."""
    officer.opens(f"E-{clock.today().year}-00001")
    officer.tab("People")
    officer.follows("Correct these details")
    officer.page.get_by_label("The phone is not safe").check()
    officer.fills(
        {"How it is safe to contact them": "Only ring in school hours: the partner reads letters (invented)."}
    )
    officer.page.get_by_role("main").get_by_role("button", name="Save", exact=False).first.click()
    officer.tab("Overview")
    officer.page.get_by_text("Add a note or a contact").first.click()
    take(officer, "officers-case", height=1150)
    officer.page.get_by_role("searchbox").first.press_sequentially("wilm")
    officer.page.locator("#header-found").get_by_text("Wilma Invented").first.wait_for()
    take(officer, "officers-box")
    officer.page.keyboard.press("Escape")


def _documents(officer: Somebody, manager: Somebody) -> None:
    """The papers of a case, a page of which something is hidden, and what a second person says."""
    officer.opens(f"E-{clock.today().year}-00004")
    officer.tab("Documents")
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "report.pdf", Path(folder) / "call log.txt"
        report.write_bytes(typst.compile(REPORT))
        log.write_text("An invented call log.")
        form = officer.page.locator("form[data-uploads]")
        form.locator("input[type=file]").set_input_files([report, log])
        officer.fills({"What it is": "What the force sent (invented)", "Handling conditions": "Not to be copied"})
        form.get_by_label("Whom it is from").select_option("The police force")
        with officer.page.expect_navigation():
            form.get_by_role("button", name="Add them").click()
    take(officer, "documents-list", height=700)
    officer.follows("report.pdf")
    document = officer.page.url
    officer.follows("Make a redacted copy")
    for name, percent in (
        ("From the left edge", "10"),
        ("From the top", "10"),
        ("How wide", "80"),
        ("How high", "2.4"),
    ):
        officer.page.get_by_label(name).fill(percent)
    officer.page.get_by_label("Why it is hidden").select_option("third_party")
    officer.sends("Hide it")
    take(officer, "documents-redact", height=1050)
    officer.page.goto(document)
    officer.follows("Return or destroy it")
    officer.page.get_by_label("Return it to whom it is from").check()
    officer.page.get_by_label("Why").fill("Agreed with the force on the day it came (invented)")
    officer.sends("Return or destroy it")
    manager.page.goto(document)
    take(manager, "documents-second-person", height=1120)


def _letters(officer: Somebody) -> None:
    year = clock.today().year
    officer.opens(f"E-{year}-00001")
    officer.step("Acknowledge")
    officer.fills({"Who will be asked": "The contact centre of the force (invented), about the wait on 3 November."})
    officer.sends("Continue")
    take(officer, "letters-step", height=1450)
    officer.opens(f"E-{year}-00003")
    officer.tab("Letters")
    officer.step("Write a letter")
    officer.picks("What it is for", "Tells of a restriction for unreasonable contact")
    officer.sends("Draft the letter")
    take(officer, "letters-draft", height=1100)


def _office_pages(manager: Somebody) -> None:
    manager.goes_to("Post")
    take(manager, "letters-post", height=420)
    manager.goes_to("Mail")
    take(manager, "letters-mail", height=560)


def _template(manager: Somebody) -> None:
    manager.goes_to("Letter templates")
    manager.follows("L-E05")
    manager.sends("Start a draft")
    text = manager.page.get_by_role("textbox", name="Text")
    text.fill(text.input_value().replace("Dear {{ recipient.name }}", "Dear {{ recipient.nam }}"))
    manager.sends("Check and preview")
    take(manager, "letters-template", height=1300)


def _surgeries(officer: Somebody, manager: Somebody) -> None:
    """A surgery: the time that is offered to somebody, the day with who comes, the month."""
    surgery = surgery_day.plan(officer, ahead=15)
    appointment = surgery_day.ask(officer, f"E-{clock.today().year}-00002")
    surgery_day.offer(manager, appointment)
    take(manager, "surgeries-offer", height=1050)
    manager.makes_step("Offer a time", told="For the picture (invented).")
    surgery_day.book(officer, appointment)
    officer.page.goto(surgery)
    take(officer, "surgeries-day", height=950)
    officer.page.get_by_role("link", name="Surgeries", exact=True).last.click()
    take(officer, "surgeries-month", height=1000)


def _decision(officer: Somebody, reviewer: Somebody, manager: Somebody) -> None:
    reference = apply(reviewer)
    officer.opens(reference)
    officer.step("Acknowledge")
    officer.makes_step("Acknowledge", told="For the picture (invented).")
    reviewer.opens(reference)
    take(reviewer, "case")
    bring_to_assessment(reviewer, reference)
    assess(reviewer)
    draft(reviewer, "The recording of the first call was not heard.")
    manager.opens(reference)
    manager.step("Sign: not reasonable and proportionate")
    take(manager, "sign-off", height=1100)


def _counts(manager: Somebody) -> None:
    manager.goes_to("Reports")
    manager.page.get_by_label("Reporting year").select_option(index=1)
    manager.page.get_by_role("button", name="Count this year").click()
    manager.page.get_by_role("link", name="Download as CSV").wait_for()
    take(manager, "counts")


if __name__ == "__main__":
    sys.exit(main())
