"""Messages to send, and what became of them."""

import datetime as dt

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Clock, Message
from tests import factories


def messages_due(staff: dict[str, Actor], amount: int = 1) -> list[int]:
    """The ids of so many pending reminders to the officer, each about an enquiry of its own."""
    cases = [factories.enquiry(staff["officer"]) for _ in range(amount)]
    due_on = db.session.scalars(select(Clock.due_on).filter_by(case_id=cases[0].id, code="enquiry.acknowledge")).one()
    assert due_on is not None
    return plan(due_on)


def plan(today: dt.date) -> list[int]:
    """Write the reminders of a day; returns the ids of all that there are."""
    sweep.write_reminders(today)
    ids = list(db.session.scalars(select(Message.id).order_by(Message.id)))
    db.session.rollback()
    return ids


def message(message_id: int) -> Message:
    """As it stands in the database now."""
    db.session.rollback()
    return db.session.scalars(
        select(Message).where(Message.id == message_id).execution_options(populate_existing=True)
    ).one()


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.state).order_by(Message.id)))
