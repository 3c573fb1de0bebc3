"""What counts from the last update begins again whenever the person hears from us, and only then (section 3.1)."""

import datetime as dt

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")


def tell(case: Case, actor: Actor, *, days_ago: int, direction: str = "out", with_whom: str = "person") -> None:
    """Somebody of ours spoke with the person or with others, or they with us, so many days ago."""
    on = clock.today() - dt.timedelta(days=days_ago)
    said = Said(direction=direction, channel="phone", on=on, summary="An invented call.", with_whom=with_whom)
    with unit_of_work():
        contacts.log_contact(case.reference, said, sent=factories.sent(), actor=actor)


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


@pytest.mark.parametrize(("with_whom", "due_in"), [("representative", 25), ("force", 8), ("partner", 8)])
def test_only_what_they_or_their_representative_hear_is_an_update(
    staff: dict[str, Actor], with_whom: str, due_in: int
) -> None:
    """Received 20 days ago, so due in 8 days; told 3 days ago, in 25 (28 days after the last update)."""
    case = factories.review(staff["reviewer"], days_ago=20)
    tell(case, staff["reviewer"], days_ago=3, with_whom=with_whom)
    assert update_due_in(case) == due_in


def test_after_closing_no_update_is_due_whoever_calls(staff: dict[str, Actor]) -> None:
    case = factories.review_decided(staff, recommend=False)
    tell(case, staff["reviewer"], days_ago=0)
    assert update_due_in(case) is None
