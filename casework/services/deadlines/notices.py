"""Reminders that are about no clock: letters that wait for a signature, messages that failed, directory entries.

Each gives what a plan writes about it. Whether it is still wanted is asked again before it is sent (`wanted.py`).
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Select, and_, case, or_, select

from casework import clock
from casework.extensions import db
from casework.models import Case, ContactLimit, DirectoryEntry, Letter, Message, Task
from casework.services.deadlines.reminder_rules import Policy, london
from casework.services.mail.wanted import entry_as_it_is
from casework.services.record.tasks import REMINDED
from workflows.reminders import BY_CODE, ReminderRule

NEVER = dt.date(1970, 1, 1)
"""Stands for the day on which an entry that nobody ever verified was to be verified."""
MOST_FAILED = 200
"""Failed messages that one day's notices name. Whoever looks at them sees all the others on the same page."""


class Notice(NamedTuple):
    """One thing to tell. `due_on` is the day it fell due; for what is told every day, the day itself."""

    rule: ReminderRule
    about: str
    case_id: int | None
    due_on: dt.date
    owner_id: int | None = None
    team_id: int | None = None
    restricted: bool = False


def due(policy: Policy, today: dt.date) -> Iterator[Notice]:
    """What is to be told by `today`, told or not."""
    yield from dated(policy, today)
    yield from failed_messages(today)


def dated(policy: Policy, day: dt.date) -> Iterator[Notice]:
    """What falls due on a day, up to this one."""
    yield from unsigned_letters(policy, day)
    yield from tasks_that_are_due(day)
    yield from limits_to_review(day)
    yield from stale_entries(policy, day)


def unsigned_letters(policy: Policy, day: dt.date) -> Iterator[Notice]:
    """Letters that have waited for a signature long enough by `day`."""
    wait = policy.office["letter_unsigned_days"]
    # no letter waits shorter in days than in working days
    latest = london(day - dt.timedelta(days=wait - 1), 0)
    query = (
        select(Letter.id, Letter.case_id, Letter.edited_at, Case.owner_id, Case.team_id, Case.restricted)
        .join(Case, Case.id == Letter.case_id)
        .where(Letter.status == "submitted", Letter.edited_at < latest)
        .order_by(Letter.id)
    )
    for row in db.session.execute(query):
        due_on = policy.days.calendar.add_working_days(clock.local(row.edited_at).date(), wait)
        if due_on <= day:
            yield Notice(
                BY_CODE["letter_unsigned"], f"letter:{row.id}", row.case_id, due_on, row.owner_id, row.team_id,
                row.restricted,
            )  # fmt: skip


def tasks_that_are_due(day: dt.date) -> Iterator[Notice]:
    """Tasks whose day somebody is told of, and has come by `day`."""
    query = (
        select(Task.id, Task.kind, Task.case_id, Task.due_on, Task.owner_id, Task.team_id, Case.restricted)
        .join(Case, Case.id == Task.case_id)
        .where(Task.kind.in_(REMINDED), Task.done_at.is_(None), Task.due_on <= day)
        .order_by(Task.id)
    )
    for row in db.session.execute(query):
        if row.due_on is not None:
            rule, about = BY_CODE[row.kind], f"task:{row.id}"
            yield Notice(rule, about, row.case_id, row.due_on, row.owner_id, row.team_id, row.restricted)


def limits_to_review(day: dt.date) -> Iterator[Notice]:
    """Limits on contact that are to be looked at again by `day` (section 7.6), on a case or of somebody without one."""
    limit = ContactLimit
    query = select(limit.id, limit.review_on, limit.case_id, Case.owner_id, Case.team_id, Case.restricted)
    query = query.outerjoin(Case, Case.id == limit.case_id).where(limit.ended_on.is_(None), limit.review_on <= day)
    for row in db.session.execute(query.order_by(limit.id)):
        yield Notice(
            BY_CODE["limit_review"], f"limit:{row.id}", row.case_id, row.review_on, row.owner_id, row.team_id,
            bool(row.restricted),
        )  # fmt: skip


def failed_messages(day: dt.date) -> Iterator[Notice]:
    """Messages that did not go out, told anew each day until somebody has looked at them."""
    uncertain_letter = and_(Message.state == "uncertain", Message.letter_id.is_not(None))
    of_another_kind = or_(Message.rule.is_(None), Message.rule != "message_failed")
    query: Select[tuple[int, int | None, int | None, int | None, bool]] = (
        select(
            Message.id,
            Message.case_id,
            Case.owner_id,
            Case.team_id,
            case((Case.restricted.is_(True), True), else_=False).label("restricted"),
        )
        .outerjoin(Case, Case.id == Message.case_id)
        .where(or_(Message.state == "failed", uncertain_letter), of_another_kind)
        .order_by(Message.id)
        .limit(MOST_FAILED)
    )
    for row in db.session.execute(query):
        yield Notice(
            BY_CODE["message_failed"], f"message:{row.id}", row.case_id, day, row.owner_id, row.team_id, row.restricted
        )


def stale_entries(policy: Policy, day: dt.date) -> Iterator[Notice]:
    """Directory entries in use that are to be verified again by `day`."""
    wait = dt.timedelta(days=policy.office["directory_verify_days"])
    stale = or_(DirectoryEntry.verified_on.is_(None), DirectoryEntry.verified_on <= day - wait)
    about = entry_as_it_is(DirectoryEntry.id, DirectoryEntry.row_version).label("about")
    query = select(about, DirectoryEntry.verified_on).where(DirectoryEntry.in_use(day), stale)
    for row in db.session.execute(query.order_by(DirectoryEntry.id)):
        due_on = NEVER if row.verified_on is None else row.verified_on + wait
        yield Notice(BY_CODE["directory_entry"], row.about, None, due_on)
