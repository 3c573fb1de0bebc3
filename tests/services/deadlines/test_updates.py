"""What counts from the last update begins again whenever the person hears from us, and only then (section 3.1)."""

import datetime as dt

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock
from casework.services.desk import contacts
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")


def tell(case: Case, actor: Actor, *, days_ago: int, direction: str = "out") -> None:
    """Somebody of ours spoke with the person, or they with us, so many days ago."""
    with unit_of_work():
        contacts.log_contact(
            case.reference,
            direction=direction,
            channel="phone",
            happened_on=clock.today() - dt.timedelta(days=days_ago),
            summary="An invented call.",
            sent=factories.sent(),
            actor=actor,
        )


def update_due_in(case: Case) -> int | None:
    """So many days from now, or None where no update is due."""
    query = select(Clock.due_on).where(Clock.case_id == case.id, Clock.code == "complaint_review.update")
    due_on = db.session.scalar(query)
    return None if due_on is None else (due_on - clock.today()).days


def test_an_update_is_due_four_weeks_after_the_last(staff: dict[str, Actor]) -> None:
    case = factories.review(staff["reviewer"], days_ago=20)
    assert update_due_in(case) == 8
    tell(case, staff["reviewer"], days_ago=3)
    assert update_due_in(case) == 25


def test_a_call_that_is_recorded_late_takes_nothing_from_a_later_update(staff: dict[str, Actor]) -> None:
    case = factories.review(staff["reviewer"], days_ago=20)
    tell(case, staff["reviewer"], days_ago=3)
    tell(case, staff["reviewer"], days_ago=10)
    assert update_due_in(case) == 25


def test_hearing_from_the_person_is_no_update(staff: dict[str, Actor]) -> None:
    case = factories.review(staff["reviewer"], days_ago=20)
    tell(case, staff["reviewer"], days_ago=3, direction="in")
    assert update_due_in(case) == 8


def test_after_closing_no_update_is_due_whoever_calls(staff: dict[str, Actor]) -> None:
    case = factories.review_decided(staff, recommend=False)
    tell(case, staff["reviewer"], days_ago=0)
    assert update_due_in(case) is None
