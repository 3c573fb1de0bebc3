"""Reminders that wait (the mail server was down, or they stand in a digest) while something else has changed: who looks
after the case, or which of several reminders about one date is the latest. Nobody gets three mails about one date."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from casework.extensions import db
from casework.models import Case, Message
from casework.services.deadlines.reminder_people import Office
from casework.services.mail.claims import WAITING
from workflows.reminders import BY_CODE

BATCH = 500
"""Subjects of one statement."""


class _Waiting(NamedTuple):
    """A message that waits, as far as it decides who is told."""

    id: int
    rule: str
    recipient_id: int
    case_id: int | None
    owner_id: int | None
    team_id: int | None
    restricted: bool


def misdirected(office: Office) -> list[int]:
    """What waits for somebody who would not be told of it now: the plan tells whoever is."""
    subject = (Message.case_id, Case.owner_id, Case.team_id, func.coalesce(Case.restricted, False))
    query = select(Message.id, Message.rule, Message.recipient_id, *subject)
    query = query.outerjoin(Case, Case.id == Message.case_id).where(_waits(), _is_ruled())
    waiting = (_Waiting._make(row) for row in db.session.execute(query))
    return [each.id for each in waiting if not _is_told(each, office)]


def superseded() -> list[int]:
    """What waits while a later reminder about the same date waits for, or has gone to, the same person."""
    about = list(db.session.scalars(select(Message.about).where(_waits(), _is_ruled()).distinct()))
    columns = (Message.id, Message.about, Message.rule, Message.recipient_id, Message.due_on, Message.offset_days)
    query = select(*columns, Message.kind, _waits().label("waits")).where(_is_ruled(), Message.state != "given_up")
    found: list[int] = []
    for start in range(0, len(about), BATCH):
        of_these = Message.about.in_(about[start : start + BATCH])
        found += _superseded(db.session.execute(query.where(of_these)).all())
    return found


def withdraw(ids: Sequence[int], reason: str) -> None:
    """Skip those of these that wait (a worker may have taken some of them meanwhile)."""
    going = update(Message).where(Message.id.in_(ids), _waits()).values(state="given_up", last_error=reason)
    db.session.execute(going.execution_options(synchronize_session=False))


def _superseded(found: Sequence[Any]) -> list[int]:
    alike = defaultdict(list)
    for row in found:
        alike[row.about, row.rule, row.recipient_id].append(row)
    return [
        row.id for rows in alike.values() for row in rows if row.waits and any(_is_later(each, row) for each in rows)
    ]


def _is_later(other: Any, row: Any) -> bool:
    if row.kind == "notice":
        return bool(other.due_on > row.due_on)
    return bool(other.due_on == row.due_on and other.offset_days > row.offset_days)


def _waits() -> ColumnElement[bool]:
    """Alone, or as a line of a digest that waits."""
    digest = aliased(Message)
    in_digest = exists().where(digest.id == Message.digest_id, digest.state.in_(WAITING))
    return or_(Message.state.in_(WAITING), and_(Message.state == "bundled", in_digest))


def _is_ruled() -> ColumnElement[bool]:
    """A reminder by a rule of today's list, and neither a digest nor a letter."""
    return Message.rule.in_(sorted(BY_CODE))


def _is_told(waiting: _Waiting, office: Office) -> bool:
    return any(each.id == waiting.recipient_id for each in office.told(BY_CODE[waiting.rule], waiting).people)
