"""Steps that a case makes by itself once the day of a clock has passed: a quiet enquiry closes (section 10.3)."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from casework.access import SYSTEM
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock, Contact, IncomingMail, Task
from casework.services.people import comebacks
from casework.services.record import history
from casework.services.record.tasks import Kind
from casework.services.steps import moves
from workflows.engine import Move
from workflows.registry import CASE_WORKFLOWS

UNREAD = (Kind.NEW_CONTACT.value, Kind.MAIL_TO_READ.value)


def find_quiet(today: dt.date, *, case_id: int | None = None) -> list[int]:
    """The cases whose day has passed: all, or this one if it is one."""
    conditions = [_stands_before(name, move) for name, move in _by_themselves()]
    query = (
        select(Case.id)
        .join(Clock, Clock.case_id == Case.id)
        .where(Clock.state == "running", Clock.due_on < today, or_(*conditions), ~_has_unread())
        .order_by(Case.id)
    )
    return list(db.session.scalars(query if case_id is None else query.where(Case.id == case_id)))


def close(case_id: int, *, today: dt.date) -> None:
    """Make the step of one, unless somebody was faster. Where the person was in touch and nobody said whether that
    needs another answer, ask for it instead. Raises `TransitionRefused` where the workflow says no."""
    query = select(Case).where(Case.id == case_id).with_for_update(of=Case).execution_options(populate_existing=True)
    case = db.session.scalar(query)
    if case is None or not find_quiet(today, case_id=case.id):
        return
    if _came_back(case):
        comebacks.leave_open(case, actor=SYSTEM)
        return
    trigger = next(
        move.trigger for name, move in _by_themselves() if (name, move.source) == (case.case_type, case.state)
    )
    moves.make_system_move(case, trigger, today=today)


def _came_back(case: Case) -> bool:
    """Whether a contact was recorded after the last step, of which nobody said whether it needs another answer."""
    said = CaseEvent.kind.in_((history.Kind.CASE_MOVED.value, history.Kind.NEW_CONTACT_SETTLED.value))
    last = db.session.scalar(select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, said))
    query = select(func.max(Contact.recorded_at)).where(Contact.case_id == case.id, Contact.direction == "in")
    newest = db.session.scalar(query)
    return last is not None and newest is not None and newest > last


def _by_themselves() -> list[tuple[str, Move]]:
    return [(name, move) for name, workflow in CASE_WORKFLOWS.items() for move in workflow.moves if move.after]


def _has_unread() -> ColumnElement[bool]:
    """Something came that nobody has read, or of which nobody has said whether it needs another answer; or somebody may
    be at risk of harm, and nobody has recorded what was done (R7.8)."""
    task = exists().where(Task.case_id == Case.id, Task.kind.in_(UNREAD), Task.done_at.is_(None))
    mail = exists().where(IncomingMail.case_id == Case.id, IncomingMail.state == "held")
    return or_(task, mail, Case.risk_open)


def _stands_before(case_type: str, move: Move) -> ColumnElement[bool]:
    return and_(Case.case_type == case_type, Case.state == move.source.value, Clock.code == move.after)
