"""A question to another organisation is chased, and told to the managers, on the days that were worked out by hand."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Clock, Message, User
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
ASKED = dt.date(2026, 12, 23)
"""A Wednesday. 25 and 28 December and 1 January are bank holidays."""
CHASED, DUE, ESCALATED = dt.date(2027, 1, 4), dt.date(2027, 1, 11), dt.date(2027, 1, 18)


def told_on(day: dt.date) -> list[tuple[str | None, str]]:
    """Rule and name of each reminder about a question that is written on this day."""
    last = db.session.scalar(select(func.max(Message.id))) or 0
    sweep.write_reminders(day)
    query = db.session.query(Message.rule, User.name).join(Clock, Clock.id == Message.clock_id)
    query = query.join(User, User.id == Message.recipient_id).filter(Clock.partner_question_id.is_not(None))
    return [(rule, name) for rule, name in query.filter(Message.id > last).order_by(Message.id)]


def test_the_owner_chases_after_5_working_days_and_the_managers_are_told_after_15(staff: dict[str, Actor]) -> None:
    with time_machine.travel(dt.datetime(2026, 12, 23, 12, tzinfo=dt.UTC), tick=False):
        case = factories.ask(factories.enquiry(staff["officer"]), staff["officer"], "Invented Council")
        assert case.owner_id == staff["officer"].user_id
    officer = staff["officer"].name
    for day, rule in ((CHASED, "question_chase"), (DUE, "clock_due")):
        assert told_on(day - dt.timedelta(days=1)) == []
        assert told_on(day) == [(rule, officer)]
    managers = {(rule, name) for rule, name in told_on(ESCALATED) if rule == "question_escalation"}
    assert managers == {("question_escalation", staff[who].name) for who in ("manager", "second_manager")}
