"""A year in which one plan ends and the next begins, worked out by hand: both are printed, each case under its own.

2024/25 in Ambershire, whose first plan ends on 30 June 2024:

| received | issue | priority | district |
|---|---|---|---|
| 30 June 2024 | traffic | Close to Home: Safe on the roads | where it happened |
| 1 July 2024 | traffic | none of the new plan | where it happened |
| 1 July 2024 | asb | Safe on Land and Water: Policing that is close by | not recorded |
"""

import datetime as dt

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import CountFigure
from casework.statistics import runs
from casework.transaction import unit_of_work
from tests import areas, factories

pytestmark = pytest.mark.usefixtures("context")


def test_the_priorities_of_both_plans_of_a_year_are_printed_with_their_plan(staff: dict[str, Actor]) -> None:
    with time_machine.travel(dt.datetime(2024, 7, 3, 12, tzinfo=clock.LONDON), tick=False):
        with unit_of_work():
            areas.load("ambershire")
        for day, issue, district in ((30, "traffic", "eelby"), (1, "traffic", "eelby"), (1, "asb", None)):
            received = dt.date(2024, 6 if day == 30 else 7, day)
            factories.enquiry(staff["officer"], received_on=received, issue=issue, district=district)
        with unit_of_work():
            run = runs.request(2024, sent=factories.sent(), actor=staff["manager"])
        job.compute(run.id)
    found = figures(run.id)
    assert found["priority"] == {
        "Close to Home 2020-2024: Safe on the roads": 1,
        "Safe on Land and Water 2024-2028: Policing that is close by": 1,
        "Not recorded": 1,
    }
    assert found["district_source"] == {"Where it happened": 2, "Not recorded": 1}


def figures(run_id: int) -> dict[str, dict[str, int]]:
    """Breakdown -> label -> number, of the enquiries received."""
    found: dict[str, dict[str, int]] = {}
    query = db.session.query(CountFigure).filter_by(run_id=run_id, measure="enquiries_received")
    for row in query.order_by(CountFigure.position):
        found.setdefault(row.breakdown, {})[row.value_label] = row.amount
    return found
