"""A surgery day: planned, asked for from an enquiry with one click, offered by letter, booked, held, followed up."""

from playwright.sync_api import Browser

from tests.development.stack import Stack, wait_for
from tests.journeys import surgery_day
from tests.journeys.barriers import barriers
from tests.journeys.people import Somebody, letter_about

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_surgery_day_from_the_request_to_the_follow_up(stack: Stack, browser: Browser) -> None:
    officer, manager = (Somebody(browser, stack.address, who) for who in ("officer", "manager"))
    surgery = surgery_day.plan(officer)
    enquiry = officer.logs_contact("Sue Surgery-Invented", "Lamps (invented)", email="sue@invented.example")
    appointment = surgery_day.ask(officer, enquiry)
    surgery_day.offer(manager, appointment)
    manager.makes_step("Offer a time")
    wait_for(lambda: letter_about(stack, appointment, surgery_day.PLACE) is not None, "the offer")
    surgery_day.book(officer, appointment)
    found: list[str] = []
    officer.page.set_viewport_size({"width": 320, "height": 740})
    for page in (surgery, f"{stack.address}/surgeries", f"{stack.address}/surgeries/agenda"):
        officer.page.goto(page)
        officer.sees("10:00am")
        found += [f"{page}: {each}" for each in barriers(officer.page)]
        found += [f"{page}: too wide"] if officer.page.evaluate(WIDER) > 0 else []
    assert found == []
    officer.page.set_viewport_size({"width": 1280, "height": 900})
    surgery_day.hold(officer, appointment)
    officer.tab("Appointment")
    officer.sees("Held")
    officer.tab("Overview")
    officer.sees("Became")
    officer.step("Close: what was agreed is done")
    officer.fills({"What was done": "We asked the council about the lamps."})
    officer.page.get_by_label("Yes, and the cases are opened").check()
    officer.makes_step("Close: what was agreed is done")
    wait_for(lambda: letter_about(stack, appointment, "We asked the council") is not None, "the last letter")
