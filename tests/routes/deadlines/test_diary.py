"""A day in the diary: nothing is late after it, and its clock ends by itself."""

import datetime as dt
from functools import partial

import time_machine
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Clock
from casework.services.deadlines import clocks, diary
from tests import factories
from tests.routes.conftest import Inside, SignIn


def days_after(days: int) -> dt.date:
    """The last day for judicial review of a decision of today, and so many days."""
    day = db.session.query(Clock.due_on).filter_by(code="complaint_review.judicial_review").scalar()
    assert isinstance(day, dt.date)
    return day + dt.timedelta(days=days)


def test_the_last_day_for_judicial_review_passes_without_being_late_or_done(
    app: Flask, inside: Inside, signed_in: SignIn, staff: dict[str, Actor]
) -> None:
    reference = inside(lambda: factories.review_decided(staff, recommend=False).reference)
    day, soon, later = (inside(partial(days_after, days)) for days in (0, 3, 15))
    noon = dt.time(12, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime.combine(soon, noon), tick=False):
        inside(sweep.remind)
        page = signed_in("manager").get(f"/cases/{reference}/dates").text
    assert "Missed" not in page.partition("Last day for judicial review")[2]
    with time_machine.travel(dt.datetime.combine(later, noon), tick=False):
        inside(sweep.remind)
        inside(sweep.remind)
        page = signed_in("manager").get(f"/cases/{reference}/dates").text
    assert f"Passed {day.day} {day:%b}" in " ".join(page.split())


def test_what_has_passed_is_found_no_more_and_agrees_with_its_ledger(context: Flask, staff: dict[str, Actor]) -> None:
    factories.review_decided(staff, recommend=False)
    assert diary.passed(days_after(14)) == []
    ids = diary.passed(days_after(15))
    assert len(ids) == 1
    diary.end(ids)
    diary.end(ids)
    assert diary.passed(dt.date(2100, 1, 1)) == []
    assert clocks.count_drift() == 0
