"""A mistyped day of receipt is put right: clocks, counts and letters follow, and what cannot be right is refused."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from casework.access import Actor
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Clock, Contact
from casework.services.corrections import day_of_receipt
from casework.services.deadlines import clocks
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
TUESDAY_3, MONDAY_2 = dt.date(2026, 3, 3), dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_march_2026() -> Any:
    """Friday 20 March 2026."""
    with time_machine.travel(dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


def put_right(case: Case, day: dt.date, actor: Actor, *, why: str = "The stamp says so.") -> None:
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        day_of_receipt.put_right(case.reference, day, why, sent=factories.sent(version), actor=actor)


def due(case: Case, code: str) -> dt.date | None:
    db.session.expire_all()
    return db.session.query(Clock).filter_by(case_id=case.id, code=code).one().due_on


def event_of(case: Case) -> CaseEvent:
    return db.session.query(CaseEvent).filter_by(case_id=case.id, kind="put_right").one()


def test_the_clocks_that_began_with_the_receipt_are_counted_from_the_right_day(staff: Staff) -> None:
    """By hand: 20 working days after Tuesday 3 March is Tuesday 31 March, after Monday 2 March Monday 30 March."""
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    assert due(case, "enquiry.reply") == dt.date(2026, 3, 31)
    put_right(case, MONDAY_2, staff["manager"])
    assert due(case, "enquiry.reply") == dt.date(2026, 3, 30)
    assert due(case, "enquiry.acknowledge") == dt.date(2026, 3, 16)
    assert db.session.get_one(Case, case.id).next_due_on == dt.date(2026, 3, 16)
    assert clocks.count_drift() == 0


def test_what_stood_there_and_why_it_was_put_right_stay_on_the_case(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    put_right(case, MONDAY_2, staff["manager"])
    event = event_of(case)
    assert event.data["changes"] == {"received_on": ["2026-03-03", "2026-03-02"]}
    assert {each["clock"] for each in event.data["clocks"]} == {"enquiry.acknowledge", "enquiry.reply"}
    assert [row.value for row in db.session.query(Answer).filter_by(event_id=event.id)] == ["The stamp says so."]
    assert "stamp" not in str(event.data)


def test_the_first_contact_counts_on_the_same_day(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    put_right(case, MONDAY_2, staff["manager"])
    assert db.session.query(Contact).filter_by(case_id=case.id).one().happened_on == MONDAY_2


def test_an_application_that_was_made_as_it_came_counts_as_made_on_the_right_day(staff: Staff) -> None:
    case = factories.review(staff["reviewer"], days_ago=5)
    right = case.received_on - dt.timedelta(days=2)
    put_right(case, right, staff["manager"])
    assert cases.review(db.session.get_one(Case, case.id)).made_on == right


def test_a_receipt_after_its_own_answer_is_refused_and_says_what_stands_in_the_way(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=MONDAY_2)
    said = Said(direction="out", channel="phone", on=dt.date(2026, 3, 5), summary="Rang them.")
    with unit_of_work():
        contacts.log_contact(case.reference, said, sent=factories.sent(), actor=staff["officer"])
    with pytest.raises(Invalid, match="we contacted them on Thursday 5 March 2026"):
        put_right(case, dt.date(2026, 3, 6), staff["manager"])
    put_right(case, dt.date(2026, 3, 5), staff["manager"])


@pytest.mark.parametrize("day", [dt.date(2026, 3, 21), dt.date(1999, 12, 31), TUESDAY_3])
def test_a_day_to_come_one_long_ago_and_the_one_that_is_there_are_refused(staff: Staff, day: dt.date) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    with pytest.raises(Invalid):
        put_right(case, day, staff["manager"])


def test_nothing_is_put_right_without_a_reason(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    with pytest.raises(Invalid, match="Say why"):
        put_right(case, MONDAY_2, staff["manager"], why=" ")


def test_an_officer_asks_a_manager_for_the_day_that_the_clocks_hang_on(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    with pytest.raises(NotAllowed):
        put_right(case, MONDAY_2, staff["officer"])


def test_a_case_that_was_made_of_it_gets_the_day_too(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    factories.move(case, "convert", staff["officer"], target_type="service_complaint")
    made = db.session.query(Case).filter_by(linked_from_id=case.id).one()
    with time_machine.travel(dt.datetime(2026, 3, 21, 12, tzinfo=dt.UTC), tick=False):
        put_right(case, MONDAY_2, staff["manager"])
    db.session.expire_all()
    assert db.session.get_one(Case, made.id).received_on == MONDAY_2
    assert event_of(made).data["changes"] == {"received_on": ["2026-03-03", "2026-03-02"]}
    assert clocks.count_drift() == 0


def test_a_made_case_that_is_closed_to_the_manager_goes_with_it_without_a_word(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    factories.move(case, "convert", staff["officer"], target_type="service_complaint")
    made = db.session.query(Case).filter_by(linked_from_id=case.id).one()
    factories.restrict(made.reference)
    follows = day_of_receipt.foresee(case.reference, MONDAY_2, actor=staff["manager"])
    assert list(follows.others) == []
    put_right(case, MONDAY_2, staff["manager"])
    db.session.expire_all()
    assert db.session.get_one(Case, made.id).received_on == MONDAY_2


def test_what_would_follow_is_told_before_and_changes_nothing(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], received_on=TUESDAY_3)
    follows = day_of_receipt.foresee(case.reference, MONDAY_2, actor=staff["manager"])
    said = {shift.code: (shift.due_before, shift.due_after) for shift in follows.shifts}
    assert said["enquiry.reply"] == (dt.date(2026, 3, 31), dt.date(2026, 3, 30))
    assert due(case, "enquiry.reply") == dt.date(2026, 3, 31)


def test_an_application_was_in_time_after_all(staff: Staff) -> None:
    case = factories.review(staff["reviewer"], days_ago=2)
    right = case.received_on - dt.timedelta(days=3)
    with unit_of_work():
        version = cases.load(case.reference, actor=staff["officer"]).row_version
        day_of_receipt.made_on(
            case.reference, right, "The postmark.", sent=factories.sent(version), actor=staff["officer"]
        )
    assert cases.review(db.session.get_one(Case, case.id)).made_on == right
    assert event_of(case).data["what"] == "made"
