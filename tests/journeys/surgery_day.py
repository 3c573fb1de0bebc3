"""A surgery day as people click it, from planning to what came of it."""

import datetime as dt
import re

from casework import clock
from tests.journeys.people import Somebody

PLACE = "Invented Town Hall, 1 Invented Street"


def plan(officer: Somebody, *, ahead: int = 0) -> str:
    """A surgery of today, or so many days ahead, with six times from ten o'clock on; its address."""
    officer.goes_to("Surgeries")
    officer.step("Plan a surgery")
    day = clock.today() + dt.timedelta(days=ahead)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        officer.page.get_by_label(part, exact=True).fill(str(number))
    officer.page.get_by_label("In person").check()
    officer.fills(
        {
            "Place": PLACE,
            "How people get in and take part": "Step-free from the street. There is a hearing loop and a quiet room.",
            "The first time begins at": "10am",
        }
    )
    officer.sends("Plan the surgery")
    return officer.page.url


def ask(officer: Somebody, enquiry: str) -> str:
    """Ask for an appointment from an enquiry, with one click; its reference."""
    officer.opens(enquiry)
    officer.sends("Ask for a surgery appointment")
    found = re.search(r"P-\d{4}-\d{5}", officer.page.url)
    assert found is not None
    return found[0]


def offer(manager: Somebody, appointment: str) -> None:
    """The questions of the offer, answered and not sent yet."""
    manager.opens(appointment)
    manager.step("Offer a time")
    manager.page.get_by_label("Which time").select_option(index=1)
    issue = manager.page.get_by_label("Primary issue")
    if issue.count():
        issue.select_option(index=1)
    for question in ("within our remit", "free of live proceedings", "safe to meet"):
        manager.page.get_by_role("group", name=question).get_by_label("Yes").check()
    manager.fills({"What they need to take part": "A hearing loop (invented)."})


def book(officer: Somebody, appointment: str) -> None:
    officer.opens(appointment)
    officer.step("Record that the time suits")
    officer.makes_step("Record that the time suits", told="Told on the telephone (invented).")


def hold(officer: Somebody, appointment: str) -> None:
    """The note of the day, and a case that follows from it."""
    officer.opens(appointment)
    officer.step("Record that it was held")
    officer.fills(
        {"Note of what was said": "Three lamps in the street are broken.", "What was agreed": "Ask the council."}
    )
    officer.page.get_by_role("group", name="agree that we act").get_by_label("Yes").check()
    officer.sends("Record that it was held")
    officer.step("Open a case of it")
    officer.page.get_by_label("An enquiry").check()
    officer.fills({"What it is about": "Broken street lights (invented)"})
    officer.sends("Open a case of it")
