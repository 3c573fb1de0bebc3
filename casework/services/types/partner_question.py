"""What a question to another organisation has of its own: how it begins, its facts, what its steps write."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, PartnerQuestion
from casework.services.deadlines import clocks, putting_right
from casework.services.record import states
from casework.services.record.subjects import Subject
from casework.services.types.context import Context, by_name
from workflows.partner_question import WORKFLOW, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom we ask and what. `entry_id`: the organisation of the directory, where it has them."""

    asked_of: str
    text: str
    entry_id: int | None = None


def of(subject: Subject) -> PartnerQuestion:
    """The question itself."""
    if not isinstance(subject.part, PartnerQuestion):
        raise TypeError("This is no question to another organisation.")
    return subject.part


def facts(subject: Subject, *, actor: Actor, today: dt.date) -> Facts:  # noqa: ARG001
    return Facts(today=today, asked_on=of(subject).asked_on, case_is_open=subject.case.category != "closed")


def begin(case: Case, asking: Asking, *, actor: Actor, on: dt.date) -> Subject:
    """Ask, on a locked case: the question with its clock. What was typed is kept with the event of whoever calls it."""
    last = db.session.scalar(select(func.max(PartnerQuestion.number)).where(PartnerQuestion.case_id == case.id)) or 0
    row = PartnerQuestion(
        case_id=case.id,
        number=last + 1,
        entry_id=asking.entry_id,
        asked_of=asking.asked_of[:200],
        text=asking.text,
        asked_on=on,
    )
    states.begin(row, WORKFLOW)
    db.session.add(row)
    db.session.flush()
    subject = Subject(case, row)
    clocks.apply(WORKFLOW.opening_clocks, subject, actor=actor, on=on, answers={})
    return subject


def number_open(case: Case) -> int:
    """How many of the case are not answered or withdrawn."""
    mine = PartnerQuestion.case_id == case.id, PartnerQuestion.category == "open"
    return db.session.scalar(select(func.count()).select_from(PartnerQuestion).where(*mine)) or 0


def open_case_ids() -> Select[int]:
    """The cases of which some organisation has not answered."""
    return select(PartnerQuestion.case_id).where(PartnerQuestion.category == "open")


def mark_chased(context: Context) -> None:
    of(context.subject).chased_on = context.today


def mark_escalated(context: Context) -> None:
    row = of(context.subject)
    row.escalated_on, row.escalated_to = context.today, context.text("escalated_to")


def save_answer(context: Context) -> None:
    row = of(context.subject)
    row.answered_on, row.answer = context.day("came_on"), context.text("answer")


def mark_withdrawn(context: Context) -> None:
    of(context.subject).withdrawn_on = context.today


def take_back_end(context: Context) -> None:
    """It is open as if it had never ended. What was said then stays on the timeline."""
    row = of(context.subject)
    row.answered_on = row.answer = row.withdrawn_on = None
    putting_right.take_back_end(context.subject, WORKFLOW.clock_name("answer"), actor=context.actor)


EFFECTS = by_name(mark_chased, mark_escalated, save_answer, mark_withdrawn, take_back_end)
