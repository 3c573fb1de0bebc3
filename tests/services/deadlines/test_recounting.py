"""Dates that are counted anew: whatever happened to a clock before, it stands where its ledger says, in an office of any
size, and whoever writes meanwhile."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import bank_holidays as following
from casework.models import BankHoliday, Case, CaseEvent, Clock
from casework.services.deadlines import clocks, holds, recounting
from casework.services.deadlines.holds import HoldEntry
from casework.services.record import calendars, shipped_days
from casework.services.record.subjects import Subject
from casework.transaction import unit_of_work
from tests import factories
from tests.services.deadlines.holidays import MONDAY, NAME, TODAY, add, dues, moved_events, nearest, noon, take_away
from tests.statements import asked
from workflows.calendars import CalendarName
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.registry import clock_rule, clock_rules, clocks_of_calendar

pytestmark = pytest.mark.usefixtures("context", "november")
Staff = dict[str, Actor]


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def hold(case: Case, actor: Actor) -> None:
    with unit_of_work():
        entry = HoldEntry(reason_code="inquest", reason="An invented inquest")
        holds.hold(case.reference, entry, sent=factories.sent(), actor=actor)


def release(case: Case, actor: Actor) -> None:
    with unit_of_work():
        holds.release(case.reference, sent=factories.sent(), actor=actor)


def line(case: Case, code: str, kind: LedgerKind, on: dt.date = TODAY, **given: Any) -> None:
    with unit_of_work():
        clocks.add_entry(
            Subject(db.session.get_one(Case, case.id)), code, LedgerEntry(kind=kind, on=on, **given), actor=SYSTEM
        )


def as_without_history(case: Case) -> dict[str, dt.date | None]:
    """What the ledger alone says today."""
    db.session.expire_all()
    return {
        row.code.partition(".")[2]: clocks.compute(row).on for row in clocks.of_case(case) if row.state == "running"
    }


@pytest.mark.parametrize(
    "code", sorted({*clocks_of_calendar(CalendarName.ENGLAND_AND_WALES), *clocks_of_calendar(CalendarName.UK)})
)
def test_every_clock_that_counts_working_days_moves_with_them(staff: Staff, code: str) -> None:
    case = factories.enquiry(staff["officer"])
    line(case, code, LedgerKind.STARTED)
    add()
    assert clocks.count_drift() == 0
    if clock_rule(code).length < 30:
        add(dt.date(2026, 12, 8))
        assert clocks.count_drift() == 0
    take_away(MONDAY)
    assert clocks.count_drift() == 0


def test_no_clock_that_counts_days_moves(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    for code, rule in clock_rules().items():
        if not rule.follows_calendar and rule.unit != "fixed":
            line(case, code, LedgerKind.STARTED)
    before = dues(case)
    add()
    moved = {each["clock"] for each in moved_events(case)[0].data["clocks"]}
    assert moved == {"enquiry.acknowledge", "enquiry.reply"}
    assert {name: day for name, day in dues(case).items() if f"enquiry.{name}" not in moved} == {
        name: day for name, day in before.items() if f"enquiry.{name}" not in moved
    }


def test_a_stopped_clock_counts_the_new_day_once_it_goes_on(staff: Staff) -> None:
    case, alike = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
    for each in (case, alike):
        hold(each, staff["manager"])
    add()
    assert (dues(case)["reply"], moved_events(case)) == (None, [])
    with time_machine.travel(noon(dt.date(2026, 12, 9)), tick=False):
        release(case, staff["manager"])
        assert dues(case) == as_without_history(case) | {"hold_review": None}
        take_away(MONDAY)
        release(alike, staff["manager"])
        assert dues(case)["reply"] == dues(alike)["reply"]


def test_a_hold_that_lasted_longer_than_the_due_date_counts_the_new_day(staff: Staff) -> None:
    """Held two weeks after it was overdue, so that the hold lies behind the day that follows from it."""
    with time_machine.travel(noon(dt.date(2026, 9, 1)), tick=False):
        case = factories.enquiry(staff["officer"])
    overdue = dues(case)["acknowledge"]
    with time_machine.travel(noon(dt.date(2026, 12, 1)), tick=False):
        hold(case, staff["manager"])
    with time_machine.travel(noon(dt.date(2026, 12, 10)), tick=False):
        release(case, staff["manager"])
        before = dues(case)["acknowledge"]
        assert overdue is not None
        assert before is not None
        assert overdue < before < MONDAY
        add()
        assert dues(case)["acknowledge"] == before - dt.timedelta(days=1)
        assert clocks.count_drift() == 0


def test_more_time_and_a_new_start_are_counted_from_their_own_days(staff: Staff) -> None:
    extended, restarted = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
    line(extended, "enquiry.reply", LedgerKind.EXTENDED, days=5)
    line(restarted, "enquiry.reply", LedgerKind.RESTARTED, dt.date(2026, 12, 7))
    before = dues(extended)["reply"], dues(restarted)["reply"]
    add(dt.date(2026, 12, 7))
    assert before[0]
    assert dues(extended)["reply"] == before[0] + dt.timedelta(days=1)
    assert dues(restarted)["reply"] == before[1]
    assert as_without_history(extended)["reply"] == dues(extended)["reply"]


def test_a_month_that_ends_on_the_new_holiday_goes_on_to_the_next_working_day(staff: Staff) -> None:
    with time_machine.travel(noon(dt.date(2026, 11, 7)), tick=False):
        case = factories.logged("subject_access_request", staff["officer"])
    assert dues(case)["answer"] == MONDAY
    add()
    assert dues(case)["answer"] == dt.date(2026, 12, 8)


def test_a_restricted_case_moves_too(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Case).where(Case.id == case.id).values(restricted=True))
    add()
    assert len(moved_events(case)) == 1


def test_the_nearest_date_may_be_of_another_clock_now(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    line(case, "enquiry.hold_review", LedgerKind.STARTED)
    with unit_of_work():
        friday = dt.date(2026, 12, 11)
        db.session.execute(update(Clock).where(Clock.code == "enquiry.hold_review").values(due_on=friday))
    add()
    assert nearest(case) == dt.date(2026, 12, 11)
    assert db.session.scalar(select(Case.next_clock).where(Case.id == case.id)) == "enquiry.hold_review"


def test_twenty_cases_ask_the_database_no_more_often_than_two(app: Flask, staff: Staff) -> None:
    def statements() -> int:
        db.session.remove()
        with asked(app) as found:
            add()
        take_away(MONDAY)
        return len(found)

    for _ in range(2):
        factories.enquiry(staff["officer"])
    few = statements()
    for _ in range(18):
        factories.enquiry(staff["officer"])
    assert statements() == few
    assert db.session.scalar(select(func.count()).where(CaseEvent.kind == "case_dates_moved")) == 2 * 22


def test_many_cases_are_done_in_batches_and_each_is_told_of(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "BATCH", 2)
    cases = [factories.enquiry(staff["officer"]) for _ in range(5)]
    told: list[tuple[int, int]] = []
    found = recounting.find([case.id for case in cases], calendars.current(), told=lambda *said: told.append(said))
    assert (found, told) == ([], [(2, 5), (4, 5), (5, 5)])
    assert add().cases == 5
    assert clocks.count_drift() == 0


def test_what_was_written_by_the_old_days_meanwhile_is_put_right_within_a_minute(staff: Staff) -> None:
    """Somebody's step read the calendar before the change was there, and was saved after it."""
    case = factories.enquiry(staff["officer"])
    before = dues(case)
    version = db.session.scalar(select(func.max(Clock.calendar_version)))
    add()
    with unit_of_work():
        for code, day in before.items():
            of_before = {"due_on": day, "calendar_version": version}
            db.session.execute(update(Clock).where(Clock.code == f"enquiry.{code}").values(**of_before))
    assert following.follow() is not None
    assert clocks.count_drift() == 0
    assert moved_events(case)[-1].data["added"] == ["2026-12-07"]
    assert moved_events(case)[-1].actor_id is None


def test_dates_of_before_a_change_that_moved_nothing_are_put_right_by_setup(staff: Staff) -> None:
    """As older versions did: the day came, and no date followed."""
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        days = [BankHoliday(calendar=name, on=MONDAY, name=NAME, edition="000009-old") for name in CalendarName]
        db.session.add_all(days)
    assert clocks.count_drift() == 2
    following.bring_in(shipped_days.known(), "holidays-9.9")
    assert clocks.count_drift() == 0
    assert moved_events(case)[0].data["added"] == ["2026-12-07"]


def test_a_year_after_nothing_is_looked_for(staff: Staff) -> None:
    factories.enquiry(staff["officer"])
    add()
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert following.follow() == {"cases": 0, "moved": 0}
