"""The facts of a simple type of case, read from what is recorded of any: answers, steps, clocks."""

import datetime as dt

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Clock, ClockEvent
from casework.services.record import settings
from casework.services.record.history import Kind
from workflows.engine import Workflow
from workflows.ledger import LedgerKind
from workflows.registry import WORKFLOWS, options
from workflows.simple import Facts


def facts(case: Case, *, actor: Actor, today: dt.date) -> Facts:
    due, extended = _clocks(case)
    return Facts(
        today=today,
        actor_id=actor.user_id,
        received_on=case.received_on,
        closed_on=case.closed_on,
        known=_known(case, WORKFLOWS[case.case_type]),
        made_by=_made_by(case),
        due=due,
        extended=extended,
        limits={name: settings.value(name) for name in settings.TYPE_LIMITS},
    )


def _known(case: Case, workflow: Workflow) -> dict[str, str]:
    """The last answer to each question: kept in the words that were shown, and of a choice known by its code."""
    asked = [*workflow.opening_asks, *(question for move in workflow.moves for question in move.asks)]
    codes = {(question.code, words): code for question in asked for code, words in options(question)}
    rows = db.session.execute(select(Answer.code, Answer.value).where(Answer.case_id == case.id).order_by(Answer.id))
    return {row.code: codes.get((row.code, row.value), row.value) for row in rows}


def _made_by(case: Case) -> dict[str, int | None]:
    query = select(CaseEvent.trigger, CaseEvent.actor_id).where(CaseEvent.case_id == case.id)
    rows = db.session.execute(query.where(CaseEvent.kind == Kind.CASE_MOVED.value).order_by(CaseEvent.id))
    return {row.trigger: row.actor_id for row in rows if row.trigger}


def _clocks(case: Case) -> tuple[dict[str, dt.date], frozenset[str]]:
    """The days of the clocks that run, and those with more time since their start, by the names in their file."""
    own = (Clock.case_id == case.id, Clock.code.startswith(f"{case.case_type}.", autoescape=True))
    due = {
        row.code.rpartition(".")[2]: row.due_on
        for row in db.session.execute(select(Clock.code, Clock.due_on).where(*own, Clock.due_on.is_not(None)))
    }
    lines = select(Clock.code, ClockEvent.kind).join(ClockEvent, ClockEvent.clock_id == Clock.id).where(*own)
    extended: set[str] = set()
    for row in db.session.execute(lines.order_by(ClockEvent.id)):
        code = row.code.rpartition(".")[2]
        if row.kind == LedgerKind.EXTENDED:
            extended.add(code)
        elif row.kind in (LedgerKind.STARTED, LedgerKind.RESTARTED):
            extended.discard(code)
    return due, frozenset(extended)
