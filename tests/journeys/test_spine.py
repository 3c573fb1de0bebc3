"""The whole path of the spine in a real browser, by the buttons only and without JavaScript."""

import csv
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.development.stack import ROOT, Stack, wait_for
from tests.journeys.people import WITHOUT_SCRIPT, Somebody, mails
from tests.journeys.reviewing import answer, apply, assess, bring_to_assessment, draft


def test_a_phone_call_is_logged_for_somebody_who_called_before(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    officer.sees("Overdue")
    officer.goes_to("Log a contact")
    officer.fills({"Name": "Fred Pretend", "What it is about": "Calls again (invented)", "What was said": "Any news?"})
    officer.picks("How they got in touch", "Phone")
    officer.page.get_by_role("button", name="Log the contact").click()
    officer.sees("Have we heard from this person before?")
    officer.page.get_by_label("Fred Pretend: another matter").check()
    officer.sends("Log the contact")
    officer.sees("Calls again (invented)")
    officer.step("Acknowledge")
    officer.fills({"Who will be asked": "The investigating officer"})
    officer.makes_step("Acknowledge")
    officer.sees("Acknowledged")
    officer.tab("Timeline")
    officer.sees("The investigating officer")
    asks_two(officer)
    officer.follows("Withdraw")
    officer.fills({"Reason": "The officer knows it all."})
    officer.sends("Withdraw")
    officer.follows("Record their answer")
    officer.fills({"What they answered": "A letter is on its way to them."})
    officer.types_day("When it came", 0)
    officer.sends("Record their answer")
    officer.sees("Reply being written")


def asks_two(officer: Somebody) -> None:
    """Somebody by telephone, with the step of the enquiry, and then an organisation of the directory besides."""
    officer.tab("Overview")
    officer.step("Ask the force or a partner")
    officer.fills({"Their name": "The investigating officer", "Why they are not": "Asked this once."})
    officer.fills({"What we ask them": "Is there any news?"})
    officer.answers("Does the person consent", "Yes")
    officer.makes_step("Ask the force or a partner", told="Asked on the telephone.")
    officer.sees("Waiting for The investigating officer")
    officer.tab("Questions")
    officer.step("Ask another organisation")
    officer.page.get_by_label("Who is asked", exact=True).select_option(index=1)
    officer.fills({"What we ask them": "Is there any news?"})
    officer.answers("Does the person consent", "Yes")
    officer.sends("Ask another organisation")
    officer.sees("1 letter drafted")


def test_a_review_goes_from_its_application_to_the_year_s_count(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    officer, reviewer, manager = (
        Somebody(browser, stack.address, who, accept_downloads=True, **WITHOUT_SCRIPT)
        for who in ("officer", "reviewer", "manager")
    )
    reference = apply(reviewer)
    officer.opens(reference)
    officer.step("Acknowledge")
    officer.makes_step("Acknowledge")
    bring_to_assessment(reviewer, reference)
    assess(reviewer)
    draft(reviewer, "The recording was not heard.")
    manager.opens(reference)
    manager.step("Send back with comments")
    manager.fills({"What should be changed": "Say which recording."})
    manager.sends("Send back with comments")
    reviewer.opens(reference)
    draft(reviewer, "The recording of the first call was not heard.")
    manager.opens(reference)
    manager.step("Sign: not reasonable and proportionate")
    manager.sees("The recording of the first call was not heard.")
    manager.picks("Primary issue", "Other")
    manager.makes_step("Sign: not reasonable and proportionate")
    manager.sees("Decided: waiting for the force")
    its_letters_arrived(stack, reference)
    answer(reviewer, reference)
    reviewer.opens(reference)
    reviewer.sees("Closed")
    the_year_is_counted(manager, tmp_path)


def its_letters_arrived(stack: Stack, reference: str) -> None:
    """From the acknowledgement to the decision with its recommendation, to the applicant and to the force."""
    to = {"gus@invented.example": ("L-R01", "L-R23"), "standards.force@invented.example": ("L-R12", "L-R24")}
    expected = {(address, f"{reference}-{code}.pdf") for address, codes in to.items() for code in codes}
    wait_for(lambda: expected <= documents(stack, reference), "the letters of the review")


def documents(stack: Stack, reference: str) -> set[tuple[str, str]]:
    return {
        (str(mail["To"]), str(part.get_filename()))
        for mail in mails(stack)
        if reference in str(mail["Subject"])
        for part in mail.iter_attachments()
    }


def the_year_is_counted(manager: Somebody, folder: Path) -> None:
    manager.goes_to("Reports")
    manager.page.get_by_label("Reporting year").select_option(index=1)
    manager.page.get_by_role("button", name="Count this year").click()
    expect(manager.page.get_by_role("link", name="Download as CSV")).to_be_visible(timeout=30_000)
    with manager.page.expect_download() as started:
        manager.page.get_by_role("link", name="Download as CSV").click()
    file = folder / "counts.csv"
    started.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert any("Reviews conducted by this office" in row for row in rows)
    manager.page.get_by_role("link", name="1 reviews, Reviews conducted by this office").or_(
        manager.page.locator("tr", has_text="Reviews conducted by this office").get_by_role("link").first
    ).first.click()
    manager.sees("Outcome about an invented call")


def test_reminder_mails_arrive_and_say_nothing_of_the_matter(stack: Stack, browser: Browser) -> None:
    wait_for(lambda: "officer@demo.example" in stack.get("/mailbox"), "the first reminder")
    assert "E-" in stack.get("/mailbox")
    for mail in mails(stack):
        to_staff = str(mail["To"]).endswith("@demo.example")
        said = mail.as_string() if to_staff else str(mail["Subject"])
        for secret in ("burglary", "Pretend", "street", "Notreal"):
            assert secret not in said
    page = browser.new_page()
    page.goto(f"{stack.address}/mailbox")
    expect(page.get_by_role("heading", name="Development mailbox")).to_be_visible()
    officer = Somebody(browser, stack.address, "officer")
    officer.page.get_by_text("Reminders sent to you").click()
    officer.sees("Sent")


def test_an_old_register_is_brought_in_and_found(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    head = "complaint_ref,received_on,closed_on,investigated_by,category_code,category,status,finding"
    file.write_text(f"{head}\n990001,2015-05-01,2015-09-01,IPRA,05P,INVENTED,CLOSED/FINAL,UNFOUNDED\n")
    mapping = ROOT / "docs" / "examples" / "police-complaints.toml"
    command = [sys.executable, "-m", "casework", "import", "register", str(file), "--mapping", str(mapping)]
    environ = {**stack.environ, "CASEWORK_ENV": "development"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "1 cases imported." in done.stdout
    reviewer = Somebody(browser, stack.address, "reviewer", **WITHOUT_SCRIPT)
    reviewer.page.get_by_role("searchbox").fill("990001")
    reviewer.page.get_by_role("button", name="Search", exact=True).click()
    reviewer.sees("Imported")
    reviewer.tab("Timeline")
    reviewer.sees("Imported from an old register")
