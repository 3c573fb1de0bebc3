"""Letters that wait for the signature of a manager who did not write them (R1.9)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from casework import openings
from casework.access import Actor, Permission, can, restricted_id, scope
from casework.extensions import db
from casework.models import Case, Letter, LetterVersion, User
from workflows.registry import LETTERS

SHOWN = 50
"""Letters on one page, those that have waited longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterToSign:
    """`writer` edited it last."""

    id: int
    reference: str
    code: str
    to_name: str
    writer: str
    edited_at: dt.datetime

    @property
    def purpose(self) -> str:
        return LETTERS.get(self.code, "of the office")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """`amount` counts those that are not shown, too."""

    rows: Sequence[LetterToSign]
    amount: int


def of_actor(actor: Actor) -> ToSign:
    """What the actor may sign and wrote no version of. One query, and none for those who sign nothing."""
    if not can(actor, Permission.LETTER_SIGN):
        return ToSign(rows=(), amount=0)
    query = (
        select(
            Letter.id,
            Case.reference,
            restricted_id(),
            Letter.code,
            Letter.to_name,
            func.coalesce(User.name, "Casework").label("writer"),
            Letter.edited_at,
            func.count().over().label("amount"),
        )
        .join(Case, Case.id == Letter.case_id)
        .outerjoin(User, User.id == func.coalesce(Letter.edited_by_id, Letter.author_id))
        .where(
            Letter.status == "submitted",
            Letter.author_id.is_distinct_from(actor.user_id),
            ~exists().where(LetterVersion.letter_id == Letter.id, LetterVersion.edited_by_id == actor.user_id),
        )
        .order_by(Letter.edited_at, Letter.id)
        .limit(SHOWN)
    )
    found = db.session.execute(scope(query, actor)).all()
    openings.mark_listed(row.restricted_id for row in found)
    return ToSign(rows=[_row(row) for row in found], amount=found[0].amount if found else 0)


def _row(row: Any) -> LetterToSign:
    return LetterToSign(
        id=row.id,
        reference=row.reference,
        code=row.code,
        to_name=row.to_name,
        writer=row.writer,
        edited_at=row.edited_at,
    )
