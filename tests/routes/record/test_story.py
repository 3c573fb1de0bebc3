"""The story of a case: what was said first stays on top, days stand above their lines, a step takes its letters with it."""

import datetime as dt

from casework import clock
from casework.access import Actor
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices


def acknowledged(staff: dict[str, Actor]) -> str:
    """An enquiry that was acknowledged by a letter."""
    case = factories.enquiry(staff["officer"], details="The street is dark at night.")
    offices.give_address(case)
    offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
    return str(offices.make(case, "acknowledge", staff["officer"], who_will_be_asked="The council").reference)


def test_what_was_asked_stays_on_the_overview_after_any_number_of_steps(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = inside(lambda: acknowledged(staff))
    for number in range(6):
        assert signed_in("officer").send(f"/cases/{reference}/notes/new", text=f"Note {number}").status_code == 303
    page = signed_in("officer").get(f"/cases/{reference}").text
    assert "The street is dark at night." in page
    assert page.index("What was said first") < page.index("Next step") < page.index("Latest")


def test_an_acknowledgement_with_its_letter_is_one_line(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    """The step, its letter beside it, and folded away that it was prepared and the letter drafted."""
    reference = inside(lambda: acknowledged(staff))
    story = signed_in("officer").get(f"/cases/{reference}/timeline").text
    line = next(part for part in story.split("<li>") if "Letter to Pat Invented" in part)
    assert "<strong>Acknowledged</strong>" in line
    assert "2 things before it" in line
    assert story.index("2 things before it") < story.index("Drafted a letter") < story.index("Prepared a step")


def test_a_draft_that_is_not_sent_has_a_line_of_its_own(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    def drafted() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        return str(case.reference)

    story = signed_in("officer").get(f"/cases/{inside(drafted)}/timeline").text
    assert "Drafted a letter" in story
    assert "before it" not in story


def test_each_day_stands_once_above_what_was_recorded_on_it(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = inside(lambda: acknowledged(staff))
    story = signed_in("officer").get(f"/cases/{reference}/timeline").text
    today = clock.today()
    assert story.count(f"{today:%A} {today.day} {today:%B %Y}</h3>") == 1


def test_an_earlier_word_that_was_keyed_later_is_the_first(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    def logged() -> str:
        case = factories.enquiry(staff["officer"], details="Wrote to us.")
        said = Said(
            direction="in", channel="phone", on=clock.today() - dt.timedelta(days=3), summary="Rang the week before."
        )
        with unit_of_work():
            contacts.log_contact(case.reference, said, sent=factories.sent(), actor=staff["officer"])
        return str(case.reference)

    page = signed_in("officer").get(f"/cases/{inside(logged)}").text
    first = page[page.index("What was said first") : page.index("Next step")]
    assert "Rang the week before." in first
