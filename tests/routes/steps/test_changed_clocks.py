"""The page of a step says what becomes of each date, and the page of the dates says why."""

import datetime as dt

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.services.record import cases
from tests import factories
from tests.routes.conftest import Inside, SignIn

RECEIVED = dt.date(2027, 1, 29)
"""A month after it is 28 February, a Sunday; three months after it is 29 April."""
Staff = dict[str, Actor]


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    """A subject access request that the information team has."""

    def log() -> str:
        case = factories.logged("subject_access_request", staff["officer"], received_on=RECEIVED)
        return factories.move(case, "hand_over", staff["officer"], passed_to="The information team").reference

    with on(RECEIVED):
        return inside(log)


def on(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=clock.LONDON), tick=False)


@pytest.mark.parametrize(
    ("trigger", "says"),
    [
        ("extend", "Gives the clock “Answer the request” more time: due 29 April 2027 (law)."),
        ("ask_person", "Stops the clock “Answer the request” (law)."),
    ],
)
def test_the_page_of_a_step_says_what_becomes_of_the_date(
    reference: str, signed_in: SignIn, trigger: str, says: str
) -> None:
    with on(RECEIVED):
        page = signed_in("officer").get(f"/cases/{reference}/moves/{trigger}").text
    assert says in " ".join(page.split())


def test_the_page_of_the_dates_says_what_the_law_stopped_the_clock_for(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    asked = {"needed": "identity", "needed_words": "A copy of your passport"}
    officer = staff["officer"]
    with on(RECEIVED):
        inside(lambda: factories.move(cases.load(reference, actor=officer), "ask_person", officer, **asked))
        page = signed_in("officer").get(f"/cases/{reference}/dates").text
    assert "Waiting for what is needed from the person since Friday 29 January 2027" in page
    assert "On hold" not in page


def test_only_a_date_in_law_that_has_passed_is_called_a_breach(reference: str, signed_in: SignIn) -> None:
    with on(dt.date(2027, 3, 1)):
        assert "Statutory breach" not in signed_in("officer").get(f"/cases/{reference}/dates").text
    with on(dt.date(2027, 3, 2)):
        assert "Statutory breach" in signed_in("officer").get(f"/cases/{reference}/dates").text
