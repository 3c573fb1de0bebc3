"""A step that was recorded on another day than it was made counts on the day on which it was made."""

import datetime as dt
import inspect
import re
from typing import Any

import pytest
import time_machine

from casework.access import Actor
from casework.case_types import CASE_TYPES, PART_TYPES
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock, Recommendation, SurgeryBooking
from casework.services.corrections import day_of_receipt, day_of_step
from casework.services.deadlines import clocks
from casework.services.record import cases
from casework.services.steps import effects
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.surgeries import days
from workflows.registry import SIGNATURES

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
FRIDAY_27, THURSDAY_2_APRIL = dt.date(2026, 3, 27), dt.date(2026, 4, 2)
KEEPS_TODAY = re.compile(r"(\w+_on)\b[^\n]*=[^\n]*context\.today")


@pytest.fixture(autouse=True)
def in_april_2026() -> Any:
    """Thursday 2 April 2026."""
    with time_machine.travel(dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC), tick=False):
        yield


def on(day: dt.date) -> Any:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), tick=False)


def last_step(case: Case, kind: str = "case_moved") -> int:
    query = db.session.query(CaseEvent).filter_by(case_id=case.id, kind=kind)
    return int(query.order_by(CaseEvent.id.desc()).limit(1).one().id)


def put_right(case: Case, event_id: int, day: dt.date, actor: Actor) -> None:
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        sent = factories.sent(version)
        day_of_step.put_right(case.reference, event_id, day, reason="The mail says so.", sent=sent, actor=actor)
    db.session.expire_all()


def clock(case: Case, code: str) -> Clock:
    return db.session.query(Clock).filter_by(case_id=case.id, code=code).one()


def test_the_answer_of_the_force_was_in_time_and_counts_in_the_year_in_which_it_came(staff: Staff) -> None:
    """F10: issued 3 March, due by law 31 March. It came on 27 March and was recorded on 2 April."""
    with on(dt.date(2026, 3, 3)):
        case = factories.review_decided(staff)
    factories.recommendation_move(
        case, "accept", staff["reviewer"], steps="They will apologise.", implementation_on=dt.date(2026, 5, 1)
    )
    assert clock(case, "recommendation.response").met_on == THURSDAY_2_APRIL
    put_right(case, last_step(case, "recommendation_moved"), FRIDAY_27, staff["manager"])
    assert clock(case, "recommendation.response").met_on == FRIDAY_27
    assert db.session.query(Recommendation).one().responded_on == FRIDAY_27
    assert clocks.count_drift() == 0


def test_an_acknowledgement_counts_on_its_own_day(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
    put_right(case, last_step(case), FRIDAY_27, staff["manager"])
    assert cases.enquiry(db.session.get_one(Case, case.id)).acknowledged_on == FRIDAY_27
    assert clock(case, "enquiry.acknowledge").met_on == FRIDAY_27
    assert clock(case, "enquiry.reply").due_on == dt.date(2026, 4, 22)


def test_what_was_put_right_wrongly_is_put_back_the_same_way(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
    step = last_step(case)
    for day in (FRIDAY_27, THURSDAY_2_APRIL):
        put_right(case, step, day, staff["manager"])
    assert clock(case, "enquiry.acknowledge").met_on == THURSDAY_2_APRIL
    assert clocks.count_drift() == 0


def test_a_closing_goes_with_the_step_that_closed_the_case(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
    factories.move(case, "signpost", staff["officer"], signposted_to="The council")
    put_right(case, last_step(case), dt.date(2026, 3, 31), staff["manager"])
    row = db.session.get_one(Case, case.id)
    assert (row.closed_on, row.first_closed_on) == (dt.date(2026, 3, 31), dt.date(2026, 3, 31))


def test_a_step_stays_between_the_ones_around_it(staff: Staff) -> None:
    with on(dt.date(2026, 3, 25)):
        case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
        factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
        acknowledged = last_step(case)
    with on(dt.date(2026, 3, 30)):
        factories.move(case, "answer_directly", staff["officer"])
    begun = last_step(case)
    with pytest.raises(Invalid, match="made before it, was on Wednesday 25 March 2026"):
        put_right(case, begun, dt.date(2026, 3, 24), staff["manager"])
    with pytest.raises(Invalid, match="made after it, was on Monday 30 March 2026"):
        put_right(case, acknowledged, dt.date(2026, 3, 31), staff["manager"])
    with pytest.raises(Invalid, match="received on Monday 23 March 2026"):
        put_right(case, acknowledged, dt.date(2026, 3, 20), staff["manager"])
    put_right(case, acknowledged, dt.date(2026, 3, 24), staff["manager"])
    put_right(case, begun, dt.date(2026, 3, 24), staff["manager"])
    put_right(case, acknowledged, dt.date(2026, 3, 23), staff["manager"])
    assert clock(case, "enquiry.acknowledge").met_on == dt.date(2026, 3, 23)
    assert clock(case, "enquiry.draft").started_on == dt.date(2026, 3, 24)
    assert clocks.count_drift() == 0


def test_the_receipt_may_follow_once_the_step_was_put_right(staff: Staff) -> None:
    with on(dt.date(2026, 3, 25)):
        case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
        factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
    with pytest.raises(Invalid, match="it was acknowledged on Wednesday 25 March"):
        day_of_receipt.foresee(case.reference, dt.date(2026, 3, 26), actor=staff["manager"])
    put_right(case, last_step(case), FRIDAY_27, staff["manager"])
    day_of_receipt.foresee(case.reference, dt.date(2026, 3, 26), actor=staff["manager"])


def test_a_time_of_a_surgery_was_booked_on_the_day_on_which_the_person_said_so(staff: Staff) -> None:
    with on(FRIDAY_27):
        offer = days.offered(staff)
    case = factories.move(offer, "confirm", staff["officer"])
    put_right(case, last_step(case), dt.date(2026, 4, 1), staff["manager"])
    assert db.session.query(SurgeryBooking).one().booked_on == dt.date(2026, 4, 1)


def test_the_day_of_a_signature_stays(staff: Staff) -> None:
    case = factories.review_decided(staff)
    with pytest.raises(Invalid, match="signed here on that day"):
        put_right(case, last_step(case), FRIDAY_27, staff["manager"])


def test_an_officer_asks_a_manager(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=dt.date(2026, 3, 23))
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads")
    with pytest.raises(NotAllowed):
        put_right(case, last_step(case), FRIDAY_27, staff["officer"])


def test_of_every_effect_it_is_known_which_days_it_writes() -> None:
    """Whoever adds one that keeps the day of its step says so in `day_of_step.WRITES`, or it would stay behind."""
    known = {name: effect for each in (*CASE_TYPES, *PART_TYPES) for name, effect in effects.of(each).items()}
    written = {name: set(KEEPS_TODAY.findall(inspect.getsource(effect))) for name, effect in known.items()}
    said = {name: set(columns) for name, columns in day_of_step.WRITES.items()}
    assert {name: columns for name, columns in written.items() if columns and name not in SIGNATURES} == said
