"""What a recommendation has of its own: the facts of its guards, what its steps write."""

import datetime as dt

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Clock, Recommendation
from casework.services.record import cases
from casework.services.record.subjects import Subject
from casework.services.types.context import Context, by_name
from workflows.recommendation import Facts, Trigger, response_clock

ISSUE = Trigger.ISSUE.value


def of(subject: Subject) -> Recommendation:
    """The recommendation itself."""
    if not isinstance(subject.part, Recommendation):
        raise TypeError("This is no recommendation.")
    return subject.part


def facts(subject: Subject, *, actor: Actor, today: dt.date) -> Facts:
    row = of(subject)
    clock = response_clock(row.rec_type)
    return Facts(
        actor_id=actor.user_id,
        rec_type=row.rec_type,
        review_type=cases.review(subject.case).review_type,
        issued_on=row.issued_on,
        due_on=db.session.scalar(select(Clock.due_on).where(subject.key.owns(Clock), Clock.code == clock)),
        today=today,
    )


def mark_issued(context: Context) -> None:
    of(context.subject).issued_on = context.today


def save_response(context: Context) -> None:
    row = of(context.subject)
    row.responded_on = row.responded_on or context.today
    row.response = row.state
    said = (context.text(code) for code in ("steps", "reasons", "response"))
    row.response_text = "\n\n".join(filter(None, said))
    row.implementation_due_on = context.day("implementation_on")


def mark_implemented(context: Context) -> None:
    row = of(context.subject)
    row.implemented_on, row.evidence = context.today, context.text("evidence")


EFFECTS = by_name(mark_issued, save_response, mark_implemented)
