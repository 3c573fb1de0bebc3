"""The day on which a letter that was posted counts as provided: working days after it was posted (section 2.2)."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select, update

from casework.extensions import db
from casework.models import Message
from workflows.calendars import Calendar


def find_moved(before: Calendar, after: Calendar, days: Collection[dt.date]) -> dict[int, dt.date]:
    """The letters whose day is another where these days are: message -> day. Each keeps the number of working days that
    the office gave it then."""
    runs_over = (Message.posted_on < max(days), Message.provided_on >= min(days))
    query = select(Message.id, Message.posted_on, Message.provided_on)
    query = query.where(Message.state == "sent", Message.channel == "post", *runs_over)
    found: dict[int, dt.date] = {}
    for row in db.session.execute(query):
        given = before.working_days_between(row.posted_on, row.provided_on)
        day = after.add_working_days(row.posted_on, given)
        if day != row.provided_on:
            found[row.id] = day
    return found


def move(days: dict[int, dt.date]) -> None:
    """Keep these days: message -> day."""
    for day in sorted(set(days.values())):
        of_day = [number for number, other in days.items() if other == day]
        moved = update(Message).where(Message.id.in_(of_day)).values(provided_on=day)
        db.session.execute(moved, execution_options={"synchronize_session": False})
