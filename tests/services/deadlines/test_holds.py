"""A hold stops the office's own targets and nothing else; released, they run on with its days added."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock, Hold
from casework.services.deadlines import clocks, holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def hold(case: Case, actor: Actor, **values: Any) -> Hold:
    entry = HoldEntry(**{"reason_code": "inquest", "reason": "An invented inquest", **values})
    with unit_of_work():
        return holds.hold(case.reference, entry, sent=factories.sent(), actor=actor)


def release(case: Case, actor: Actor) -> None:
    with unit_of_work():
        holds.release(case.reference, sent=factories.sent(), actor=actor)


def states(case: Case) -> dict[str, str]:
    return {row.code: row.state for row in db.session.scalars(select(Clock).where(Clock.case_id == case.id))}


def kinds(case: Case) -> list[str]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return list(db.session.scalars(query))


def test_a_hold_stops_the_targets_and_asks_to_be_looked_at_again(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    row = hold(case, staff["manager"])
    case = cases.load(case.reference, actor=staff["manager"])
    assert states(case) == {"enquiry.acknowledge": "held", "enquiry.reply": "held", "enquiry.hold_review": "running"}
    assert (case.next_clock, case.next_due_on) == ("enquiry.hold_review", clock.today() + dt.timedelta(days=28))
    assert row.review_on == case.next_due_on
    assert kinds(case) == ["case_logged", "case_held"]


def dues(case: Case) -> dict[str, dt.date]:
    """Clock -> its day, of those that have one."""
    return {row.code: row.due_on for row in clocks.of_case(case) if row.due_on}


def test_released_the_targets_run_on_with_the_days_added(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    before = dues(case)
    assert before.keys() == {"enquiry.acknowledge", "enquiry.reply"}
    hold(case, staff["manager"])
    with time_machine.travel(clock.now() + dt.timedelta(days=14), tick=False):
        release(case, staff["manager"])
    case = cases.load(case.reference, actor=staff["manager"])
    after = dues(case)
    assert states(case) == {"enquiry.acknowledge": "running", "enquiry.reply": "running", "enquiry.hold_review": "met"}
    assert all(after[code] > before[code] for code in before)
    assert case.next_clock == "enquiry.acknowledge"
    assert kinds(case) == ["case_logged", "case_held", "case_released"]


def test_a_hold_blocks_no_ordinary_work(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    hold(case, staff["manager"])
    moved = factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="The roads team")
    assert moved.state == "acknowledged"
    assert states(moved)["enquiry.reply"] == "held"


def test_a_clock_in_law_runs_through_a_hold(staff: Staff) -> None:
    case = factories.review_decided(staff)
    hold(case, staff["manager"])
    running = {code for code, state in states(case).items() if state == "running"}
    assert {"recommendation.response", "complaint_review.judicial_review"} <= running
    assert states(case)["complaint_review.update"] in ("held", "met")


def test_a_case_that_closes_ends_its_hold(staff: Staff) -> None:
    case = factories.review(staff["reviewer"])
    hold(case, staff["manager"])
    closed = factories.move(case, "withdraw", staff["reviewer"], evidence="Letter of the applicant")
    assert closed.category == "closed"
    assert cases.hold_of(closed) is None
    assert "running" not in states(closed).values()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason_code": "weather"}, "reason_code"),
        ({"reason": "  "}, "reason"),
        ({"review_on": dt.date(2001, 1, 1)}, "review_on"),
        ({"review_on": dt.date(2999, 1, 1)}, "review_on"),
    ],
)
def test_a_hold_that_cannot_be_is_refused_at_its_field(staff: Staff, values: dict[str, object], field: str) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(Invalid) as refused:
        hold(case, staff["manager"], **values)
    assert refused.value.field == field
    assert kinds(case) == ["case_logged"]


def test_one_hold_at_a_time_and_none_to_release_without_one(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(Invalid, match="is not on hold"):
        release(case, staff["manager"])
    hold(case, staff["manager"])
    with pytest.raises(Invalid, match="on hold already"):
        hold(case, staff["manager"])
    release(case, staff["manager"])
    hold(case, staff["manager"])
    assert kinds(case) == ["case_logged", "case_held", "case_released", "case_held"]


@pytest.mark.parametrize("who", ["officer", "reviewer", "administrator", "auditor"])
def test_only_a_manager_holds(staff: Staff, who: str) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(NotAllowed):
        hold(case, staff[who])
