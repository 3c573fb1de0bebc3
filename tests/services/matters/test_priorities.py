"""The plan priority of a case: of the plan in force on the day on which it was received, as its issue suggests."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, CaseEvent
from casework.services.corrections import day_of_receipt
from casework.services.desk import details
from casework.services.matters import priorities
from casework.services.record import cases
from casework.services.triage import sorting
from casework.services.triage.sorting import Triage
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("ambershire")
Staff = dict[str, Actor]
LAST_OF_OLD, FIRST_OF_NEW = dt.date(2024, 6, 30), dt.date(2024, 7, 1)


@pytest.fixture(autouse=True)
def summer() -> Any:
    """A year of two plans: one ends on 30 June 2024, the next begins on 1 July."""
    with time_machine.travel(dt.datetime(2024, 7, 3, 12, tzinfo=clock.LONDON), tick=False):
        yield


def received(staff: Staff, day: dt.date, issue: str | None) -> Case:
    return factories.enquiry(staff["officer"], received_on=day, issue=issue, district="amberton")


@pytest.mark.parametrize(
    ("day", "issue", "priority"),
    [
        (LAST_OF_OLD, "traffic", "roads_safe"),
        (FIRST_OF_NEW, "traffic", None),
        (LAST_OF_OLD, "asb", None),
        (FIRST_OF_NEW, "asb", "close_by"),
        (LAST_OF_OLD, "violence", "home_safe"),
        (FIRST_OF_NEW, "violence", "heard"),
        (FIRST_OF_NEW, None, None),
    ],
)
def test_the_plan_of_the_day_of_receipt_decides(
    staff: Staff, day: dt.date, issue: str | None, priority: str | None
) -> None:
    assert received(staff, day, issue).priority == priority


def test_only_priorities_of_that_plan_are_offered() -> None:
    assert [code for code, _ in priorities.offered(LAST_OF_OLD)] == ["home_safe", "roads_safe"]
    assert [code for code, _ in priorities.offered(FIRST_OF_NEW)] == ["close_by", "water", "heard"]
    assert priorities.offered(dt.date(2030, 1, 1)) == priorities.offered(FIRST_OF_NEW), "a plan without an end goes on"


def now(staff: Staff, case: Case) -> str | None:
    return cases.load(case.reference, actor=staff["officer"]).priority


def triage(staff: Staff, case: Case, **given: Any) -> list[str]:
    with unit_of_work():
        row = cases.load(case.reference, actor=staff["officer"])
        same = {name: getattr(row, name) or "" for name in ("issue", "district", "district_source")}
        sent = factories.sent(row.row_version)
        found = Triage(**{**same, **given})
        return sorting.record(case.reference, found, reason="Looked at again.", sent=sent, actor=staff["officer"])


def test_it_follows_the_issue_until_somebody_chooses(staff: Staff) -> None:
    case = received(staff, FIRST_OF_NEW, "asb")
    with unit_of_work():
        given = {**{name: getattr(case, name) for name in details.OF_CASE}, "issue": "violence"}
        sent = factories.sent(case.row_version)
        details.correct(case.reference, given, reason="It was violence.", sent=sent, actor=staff["officer"])
    assert now(staff, case) == "heard"
    assert triage(staff, case, priority="water") == ["priority"]
    triage(staff, case, priority="water", issue="asb")
    assert now(staff, case) == "water", "what somebody chose stays"
    triage(staff, case)
    assert now(staff, case) == "close_by", "and is given back to the issue"


def test_a_priority_of_another_plan_is_refused(staff: Staff) -> None:
    case = received(staff, FIRST_OF_NEW, "asb")
    with pytest.raises(Invalid, match="in force when the case was received"):
        triage(staff, case, priority="roads_safe")


def test_with_the_day_of_receipt_the_plan_changes_too(staff: Staff) -> None:
    case = received(staff, FIRST_OF_NEW, "violence")
    with unit_of_work():
        sent = factories.sent(case.row_version)
        day_of_receipt.put_right(case.reference, LAST_OF_OLD, "On the envelope.", sent=sent, actor=staff["manager"])
    assert now(staff, case) == "home_safe"
    event = db.session.query(CaseEvent).filter_by(case_id=case.id, kind="put_right").one()
    assert event.data["changes"]["priority"] == ["heard", "home_safe"]
