"""Closing enquiries that stayed quiet after the reply (section 10.3)."""

import datetime as dt

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, Clock
from casework.services.steps import moves

REPLIED = "replied"


def find_quiet(today: dt.date, *, case_id: int | None = None) -> list[int]:
    """Replied enquiries whose time for coming back has passed: all, or this one if it is one."""
    query = (
        select(Case.id)
        .join(Clock, Clock.case_id == Case.id)
        .where(
            Clock.state == "running",
            Clock.code == "enquiry.comeback",
            Clock.due_on < today,
            Case.case_type == "enquiry",
            Case.state == REPLIED,
        )
        .order_by(Case.id)
    )
    return list(db.session.scalars(query if case_id is None else query.where(Case.id == case_id)))


def close(case_id: int, *, today: dt.date) -> None:
    """Close one, unless somebody was faster. Raises `TransitionRefused` where the workflow says no."""
    query = select(Case).where(Case.id == case_id).with_for_update(of=Case).execution_options(populate_existing=True)
    case = db.session.scalar(query)
    if case is not None and find_quiet(today, case_id=case.id):
        moves.make_system_move(case, "close_quiet", today=today)
