"""A question to another organisation."""

from sqlalchemy import select

from casework.extensions import db
from casework.models import Clock
from casework.services.letters.values.occasion import Occasion, Values, day
from casework.services.types import partner_question
from workflows.partner_question import WORKFLOW


def fields(occasion: Occasion) -> Values:
    """The question as it will be after the step, so that the letter can be read before it."""
    row = partner_question.of(occasion.subject)
    due = select(Clock.due_on).where(occasion.subject.key.owns(Clock), Clock.code == WORKFLOW.clock_name("answer"))
    return {
        "question.number": str(row.number),
        "question.text": row.text,
        "question.asked_of": row.asked_of,
        "question.asked_on": day(row.asked_on),
        "question.due_on": day(db.session.scalar(due)),
        "question.chased_on": day(row.chased_on),
        "question.escalated_to": str(occasion.answers.get("escalated_to") or row.escalated_to or ""),
    }
