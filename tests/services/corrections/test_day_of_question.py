"""The day on which another organisation was asked, or answered, where another was recorded: what hangs on it goes along."""

import datetime as dt
from typing import Any

import pytest

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Clock, PartnerQuestion
from casework.services.corrections import day_of_answer
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.services.corrections.test_day_of_step import last_step, on, put_right

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
MONDAY, WEDNESDAY, FRIDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 4), dt.date(2026, 3, 6)


@pytest.fixture(autouse=True)
def on_friday() -> Any:
    with on(FRIDAY):
        yield


@pytest.fixture
def asked(staff: Staff) -> Case:
    """Received on Monday; that the force was asked was recorded on Friday 6 March 2026."""
    with on(MONDAY):
        case = factories.enquiry(staff["officer"])
        factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="The force")
    return factories.move(case, "ask_partner", staff["officer"], partner="WYP", question="When?", consent=True)


def found(case: Case) -> tuple[dt.date, dt.date | None, dt.date | None, str]:
    """When it was asked and answered, when the answer is due, and the state of its clock."""
    row = db.session.query(PartnerQuestion).filter_by(case_id=case.id).populate_existing().one()
    clock = db.session.query(Clock).filter_by(partner_question_id=row.id).populate_existing().one()
    return row.asked_on, row.answered_on, clock.due_on, clock.state


def test_the_answer_is_due_ten_working_days_after_they_were_really_asked_and_it_is_put_back_the_same_way(
    asked: Case, staff: Staff
) -> None:
    step = last_step(asked)
    assert found(asked) == (FRIDAY, None, dt.date(2026, 3, 20), "running")
    put_right(asked, step, WEDNESDAY, staff["manager"])
    assert found(asked) == (WEDNESDAY, None, dt.date(2026, 3, 18), "running")
    put_right(asked, step, FRIDAY, staff["manager"])
    assert found(asked) == (FRIDAY, None, dt.date(2026, 3, 20), "running")


def test_they_were_not_asked_after_they_answered(asked: Case, staff: Staff) -> None:
    step = last_step(asked)
    put_right(asked, step, MONDAY, staff["manager"])
    factories.answer(asked, staff["officer"], came_on=WEDNESDAY)
    with pytest.raises(Invalid, match="What came of it is of Wednesday 4 March 2026"):
        put_right(asked, step, dt.date(2026, 3, 5), staff["manager"])


def test_an_answer_counts_on_the_day_on_which_it_came(asked: Case, staff: Staff) -> None:
    put_right(asked, last_step(asked), MONDAY, staff["manager"])
    factories.answer(asked, staff["officer"])
    assert found(asked)[1] == FRIDAY
    with unit_of_work():
        version = cases.load(asked.reference, actor=staff["manager"]).row_version
        event = last_step(asked, "partner_question_moved")
        given: dict[str, Any] = {
            "reason": "The mail says so.",
            "sent": factories.sent(version),
            "actor": staff["manager"],
        }
        day_of_answer.put_right(asked.reference, event, WEDNESDAY, **given)
    assert found(asked) == (MONDAY, WEDNESDAY, None, "met")
    clock = db.session.query(Clock).filter(Clock.partner_question_id.is_not(None)).one()
    assert clock.met_on == WEDNESDAY
