"""Reminders that wait (the mail server was down, or they stand in a digest) while something else has changed: who looks
after the case, or which of several reminders about one date is the latest. Nobody gets three mails about one date."""

import itertools
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from casework.extensions import db
from casework.models import Case, Message
from casework.services.reminder_people import Office
from casework.services.sending import TABLE, WAITING
from casework.services.wanted import ANOTHER_PERSON, LATER_ONE
from workflows.reminders import BY_CODE

BATCH = 500
"""Ids of one statement."""


class _Waiting(NamedTuple):
    """A message that waits, as far as it decides who is told."""

    id: int
    rule: str
    recipient_id: int
    case_id: int | None
    owner_id: int | None
    team_id: int | None
    restricted: bool


def withdraw_misdirected(office: Office) -> None:
    """Skip what waits for somebody who would not be told of it now: the plan tells whoever is."""
    query = (
        select(
            Message.id,
            Message.rule,
            Message.recipient_id,
            Message.case_id,
            Case.owner_id,
            Case.team_id,
            func.coalesce(Case.restricted, False),
        )
        .outerjoin(Case, Case.id == Message.case_id)
        .where(_waits(), Message.rule.in_(sorted(BY_CODE)))
    )
    waiting = (_Waiting._make(row) for row in db.session.execute(query))
    wrong = (each.id for each in waiting if not _is_told(each, office))
    for some in iter(lambda: list(itertools.islice(wrong, BATCH)), []):
        going = update(TABLE).where(TABLE.c.id.in_(some))
        db.session.execute(going.values(state="given_up", last_error=ANOTHER_PERSON))


def withdraw_superseded() -> None:
    """Skip what waits while a later reminder about the same date waits for, or has gone to, the same person."""
    later = aliased(Message)
    same = and_(
        later.about == Message.about, later.rule == Message.rule, later.recipient_id == Message.recipient_id,
        later.state != "given_up",
    )  # fmt: skip
    next_offset = and_(later.due_on == Message.due_on, later.offset_days > Message.offset_days)
    next_day = and_(Message.kind == "notice", later.due_on > Message.due_on)
    found = select(Message.id).where(
        _waits(), Message.rule.in_(sorted(BY_CODE)), exists().where(same, or_(next_offset, next_day))
    )
    db.session.execute(update(TABLE).where(TABLE.c.id.in_(found)).values(state="given_up", last_error=LATER_ONE))


def _waits() -> ColumnElement[bool]:
    """Alone, or as a line of a digest that waits."""
    digest = aliased(Message)
    in_digest = exists().where(digest.id == Message.digest_id, digest.state.in_(WAITING))
    return or_(Message.state.in_(WAITING), and_(Message.state == "bundled", in_digest))


def _is_told(waiting: _Waiting, office: Office) -> bool:
    return any(each.id == waiting.recipient_id for each in office.told(BY_CODE[waiting.rule], waiting).people)
