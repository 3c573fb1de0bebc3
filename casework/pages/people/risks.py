"""What was done where somebody may be at risk of harm: on every page of the case, for as long as it says so."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.extensions import db
from casework.models import RiskAction, User
from casework.pages.record.case import Head
from casework.services.people.risks import NOBODY as NOBODY
from casework.services.people.risks import WHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing that was done."""

    what: str
    told: str
    reference: str
    words: str
    on: dt.date
    at: str
    """The time of the day, e.g. "2:05pm"."""
    by: str


def choices() -> tuple[tuple[str, str], ...]:
    """What can have been done: (code, words)."""
    return tuple(WHAT.items())


def last(head: Head) -> Done | None:
    """The last thing that was done. No query where nobody is at risk."""
    return next(iter(_of_case(head, most=1)), None) if head.urgent else None


def of_case(head: Head) -> Sequence[Done]:
    """All that was done, the latest first. The caller has found the case visible."""
    return _of_case(head)


def _of_case(head: Head, *, most: int | None = None) -> Sequence[Done]:
    query = select(RiskAction, User.name).outerjoin(User, User.id == RiskAction.recorded_by_id)
    query = query.where(RiskAction.case_id == head.id).order_by(RiskAction.id.desc()).limit(most)
    return [
        Done(
            what=WHAT.get(row.what, row.what),
            told=row.told,
            reference=row.reference,
            words=row.words,
            on=row.done_on,
            at=row.done_time.strftime("%-I:%M%p").lower(),
            by=name or "Casework",
        )
        for row, name in db.session.execute(query)
    ]
