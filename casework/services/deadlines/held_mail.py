"""Mail to staff that waits on a quiet day, e.g. because the mail server was down on the day before: it goes on the next
working day. What is about a date in law goes at once, because it is late already."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, exists, literal, not_, or_, select, update
from sqlalchemy.orm import aliased

from casework.extensions import db
from casework.models import Clock, Message
from casework.services.deadlines.reminder_rules import Policy, london
from casework.services.mail.claims import TABLE, WAITING
from casework.services.mail.wanted import ACCOUNT
from workflows.clocks import Basis
from workflows.registry import clock_rules


def to_hold_back(today: dt.date, policy: Policy) -> list[int]:
    """What waits on a quiet day and can wait longer. Letters to the public are not held, nor what somebody is
    told about their own account."""
    waits = and_(TABLE.c.state.in_(WAITING), TABLE.c.next_attempt_at < _begins(today, policy))
    to_staff = and_(TABLE.c.letter_id.is_(None), TABLE.c.kind != ACCOUNT)
    return list(db.session.scalars(select(TABLE.c.id).where(waits, to_staff, not_(_is_about_law()))))


def hold_back(ids: Sequence[int], today: dt.date, policy: Policy) -> None:
    """Put these off until the next working day begins, and a morning mail until its hour."""
    at = _begins(today, policy)
    waits = and_(TABLE.c.id.in_(ids), TABLE.c.state.in_(WAITING), TABLE.c.next_attempt_at < at)
    db.session.execute(update(TABLE).where(waits).values(next_attempt_at=at))


def _begins(today: dt.date, policy: Policy) -> ColumnElement[dt.datetime]:
    day = policy.days.calendar.next_working_day(today)
    digest_at = literal(policy.digest_at(day), TABLE.c.next_attempt_at.type)
    return case((TABLE.c.kind == "digest", digest_at), else_=literal(london(day, 0), TABLE.c.next_attempt_at.type))


def _is_about_law() -> ColumnElement[bool]:
    line = aliased(Message)
    in_law = Clock.code.in_([name for name, rule in clock_rules().items() if rule.basis is Basis.LAW])
    in_digest = exists().where(line.digest_id == TABLE.c.id, line.clock_id == Clock.id, in_law)
    return or_(in_digest, exists().where(Clock.id == TABLE.c.clock_id, in_law))
