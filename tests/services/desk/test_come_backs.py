"""A day to come back to a case is reminded of once, to whoever comes back, and says neither whom nor what it is about."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Message, Task
from casework.services.desk import assignment, writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Written
from casework.services.record import cases, tasks
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
TUESDAY = dt.date(2027, 3, 2)
THE_WEEK_BEFORE = dt.datetime(2027, 2, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def a_week_before_that_tuesday() -> Iterator[None]:
    with time_machine.travel(THE_WEEK_BEFORE, tick=False):
        yield


def ask(case: Case, actor: Actor, *, on: dt.date = TUESDAY, for_id: int | None = None) -> Task:
    written = Written(words="Ring back.", come_back=ComeBack(on=on, for_id=for_id))
    with unit_of_work():
        writing.write(case.reference, written, sent=factories.sent(), actor=actor)
    return db.session.scalars(select(Task).where(Task.kind == "come_back").order_by(Task.id.desc()).limit(1)).one()


def told(day: dt.date) -> list[int | None]:
    """Who has been told, in the order of the messages, once the plan of this day is written."""
    sweep.write_reminders(day)
    query = select(Message.recipient_id).where(Message.rule == "come_back").order_by(Message.id)
    return list(db.session.scalars(query))


def test_whoever_comes_back_is_reminded_once_on_the_day(staff: Staff) -> None:
    ask(factories.enquiry(staff["officer"]), staff["reviewer"])
    assert told(TUESDAY - dt.timedelta(days=1)) == []
    assert told(TUESDAY) == told(TUESDAY) == [staff["reviewer"].user_id]


def test_nobody_is_reminded_of_what_is_done(staff: Staff) -> None:
    task = ask(factories.enquiry(staff["officer"]), staff["reviewer"])
    with unit_of_work():
        tasks.finish(task.id, sent=factories.sent(), actor=staff["reviewer"])
    assert told(TUESDAY) == []


@pytest.mark.parametrize(("who", "then"), [("officer", "reviewer"), ("manager", "manager")])
def test_what_the_owner_was_to_come_back_to_goes_with_the_case_and_a_colleagues_stays(
    staff: Staff, who: str, then: str
) -> None:
    case = factories.enquiry(staff["officer"])
    task = ask(case, staff[who])
    with unit_of_work():
        version = cases.load(case.reference, actor=staff["manager"]).row_version
        new = staff["reviewer"].user_id
        assignment.assign(
            case.reference, owner_id=new, team_id=None, sent=factories.sent(version), actor=staff["manager"]
        )
    db.session.expire_all()
    assert db.session.get_one(Task, task.id).owner_id == staff[then].user_id


def test_two_days_for_two_notes_are_two_tasks(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    first, second = ask(case, staff["officer"]), ask(case, staff["officer"])
    assert first.id != second.id
