"""Steps that a case makes by itself once the day of a clock has passed: a quiet enquiry closes (section 10.3)."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, or_, select

from casework.extensions import db
from casework.models import Case, Clock
from casework.services.steps import moves
from workflows.engine import Move
from workflows.registry import CASE_WORKFLOWS


def find_quiet(today: dt.date, *, case_id: int | None = None) -> list[int]:
    """The cases whose day has passed: all, or this one if it is one."""
    conditions = [_stands_before(name, move) for name, move in _by_themselves()]
    query = (
        select(Case.id)
        .join(Clock, Clock.case_id == Case.id)
        .where(Clock.state == "running", Clock.due_on < today, or_(*conditions))
        .order_by(Case.id)
    )
    return list(db.session.scalars(query if case_id is None else query.where(Case.id == case_id)))


def close(case_id: int, *, today: dt.date) -> None:
    """Make the step of one, unless somebody was faster. Raises `TransitionRefused` where the workflow says no."""
    query = select(Case).where(Case.id == case_id).with_for_update(of=Case).execution_options(populate_existing=True)
    case = db.session.scalar(query)
    if case is None or not find_quiet(today, case_id=case.id):
        return
    trigger = next(
        move.trigger for name, move in _by_themselves() if (name, move.source) == (case.case_type, case.state)
    )
    moves.make_system_move(case, trigger, today=today)


def _by_themselves() -> list[tuple[str, Move]]:
    return [(name, move) for name, workflow in CASE_WORKFLOWS.items() for move in workflow.moves if move.after]


def _stands_before(case_type: str, move: Move) -> ColumnElement[bool]:
    return and_(Case.case_type == case_type, Case.state == move.source.value, Clock.code == move.after)
