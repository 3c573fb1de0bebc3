"""Whether a case waits for the person: it is on the hold that its table begins and ends (rulebook 10.3)."""

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, Hold

WAITING = "waiting"
"""The reason of that hold. Of any other a manager says it."""


def hold_of(case: Case) -> Hold | None:
    """The hold that is not released, whatever it is for."""
    return db.session.scalar(select(Hold).where(Hold.case_id == case.id, Hold.released_on.is_(None)))


def find(case: Case) -> Hold | None:
    """The same while the case waits for the person."""
    row = hold_of(case)
    return row if row is not None and row.reason_code == WAITING else None


def says(reason: str | None) -> bool | None:
    """Whether a case that is on hold for this reason waits for the person; None where it is for another one."""
    return reason is not None if reason in (None, WAITING) else None
