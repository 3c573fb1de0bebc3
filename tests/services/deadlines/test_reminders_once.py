"""Whatever days are planned in whatever order, with or without quiet days and digests: nobody is told twice."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import BankHoliday, Case, CaseEvent, Clock, Message, Setting
from casework.services.record import settings as office
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
FIRST = dt.date(2026, 12, 14)
NUMBERS = st.integers(0, 40)


@pytest.fixture
def cases(staff: dict[str, Actor]) -> list[Case]:
    return [factories.enquiry(staff["officer"]), factories.review(staff["reviewer"])]


def sent() -> Counter[tuple[object, ...]]:
    """How often each (about, rule, due date, offset, person) is there."""
    query = select(Message.about, Message.rule, Message.due_on, Message.offset_days, Message.recipient_id)
    return Counter(tuple(row) for row in db.session.execute(query))


def prepare(due_on: list[int], *, quiet: bool, digest: bool) -> None:
    """Nothing sent yet; clocks due so many days after the first one, in one transaction."""
    with unit_of_work():
        db.session.execute(update(Message).values(digest_id=None, state="pending"))
        db.session.execute(delete(Message))
        db.session.execute(delete(Setting))
        running = list(db.session.scalars(select(Clock).order_by(Clock.id)))
        for number, row in enumerate(running):
            row.due_on = FIRST + dt.timedelta(days=due_on[number % len(due_on)])
            row.started_on = FIRST - dt.timedelta(days=20)
        office.change("quiet_days", quiet, actor=SYSTEM)
        office.change("reminder_digest", digest, actor=SYSTEM)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(NUMBERS, min_size=1, max_size=8),
    due_on=st.lists(NUMBERS, min_size=1, max_size=3),
    quiet=st.booleans(),
    digest=st.booleans(),
)
def test_each_is_told_once_over_any_days_also_where_some_are_left_out(
    cases: list[Case], days: list[int], due_on: list[int], quiet: bool, digest: bool
) -> None:
    prepare(due_on, quiet=quiet, digest=digest)
    for number in (*days, *days):
        sweep.write_reminders(FIRST + dt.timedelta(days=number))
    assert all(amount == 1 for amount in sent().values())
    before = sum(sent().values())
    sweep.write_reminders(FIRST + dt.timedelta(days=days[-1]))
    assert sum(sent().values()) == before
    db.session.rollback()


def test_a_change_of_the_calendar_changes_the_plan(cases: list[Case]) -> None:
    """A day that becomes a bank holiday is quiet from then on."""
    due = dt.date(2027, 2, 3)
    prepare([(due - FIRST).days], quiet=True, digest=False)
    with unit_of_work():
        office.change("reminder_offsets", [0], actor=SYSTEM)
        given = {"name": "An invented holiday", "edition": "a later edition"}
        db.session.add(BankHoliday(calendar="england_and_wales", on=due, **given))
    db.session.remove()  # a later job reads the calendar anew
    try:
        sweep.write_reminders(due)
        assert sum(sent().values()) == 0
        sweep.write_reminders(due + dt.timedelta(days=1))
        assert sum(sent().values()) > 0
    finally:
        db.session.remove()
        with unit_of_work():
            db.session.execute(delete(BankHoliday).where(BankHoliday.on == due))


def test_planning_writes_no_history(cases: list[Case]) -> None:
    """What is planned is no event: only what people and steps do is."""
    before = db.session.query(CaseEvent).count()
    prepare([0], quiet=False, digest=False)
    sweep.write_reminders(FIRST)
    changed = {event.kind for event in db.session.query(CaseEvent).order_by(CaseEvent.id).offset(before)}
    assert changed == {"setting_changed"}
