"""Mail to staff that waits on a quiet day, e.g. because the mail server was down on the day before: it goes on the next
working day. What is about a date in law goes at once, because it is late already."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, case, exists, literal, not_, or_, update
from sqlalchemy.orm import aliased

from casework.extensions import db
from casework.models import Clock, Message
from casework.services.deadlines.reminder_rules import Policy, london
from casework.services.mail.claims import TABLE, WAITING
from workflows.clocks import Basis
from workflows.reminders import CLOCKS

LAW = sorted({name.partition(".")[2] for name, rule in CLOCKS.items() if rule.basis is Basis.LAW})


def hold_back(today: dt.date, policy: Policy) -> None:
    """Put off until the next working day begins what waits on a quiet day, and a morning mail until its hour. Letters
    to the public are not held."""
    day = policy.days.calendar.next_working_day(today)
    digest_at = literal(policy.digest_at(day), TABLE.c.next_attempt_at.type)
    at = case((TABLE.c.kind == "digest", digest_at), else_=literal(london(day, 0), TABLE.c.next_attempt_at.type))
    waits = and_(TABLE.c.state.in_(WAITING), TABLE.c.next_attempt_at < at, TABLE.c.letter_id.is_(None))
    db.session.execute(update(TABLE).where(waits, not_(_is_about_law())).values(next_attempt_at=at))


def _is_about_law() -> ColumnElement[bool]:
    line = aliased(Message)
    in_digest = exists().where(line.digest_id == TABLE.c.id, line.clock_id == Clock.id, Clock.code.in_(LAW))
    return or_(in_digest, exists().where(Clock.id == TABLE.c.clock_id, Clock.code.in_(LAW)))
