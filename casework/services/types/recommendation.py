"""What the guards of a recommendation look at."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Clock, Recommendation
from casework.services.record import cases
from casework.services.record.subjects import Subject
from workflows.recommendation import Facts, Trigger, response_clock

ISSUE = Trigger.ISSUE.value


def of(subject: Subject) -> Recommendation:
    """The recommendation itself."""
    if not isinstance(subject.part, Recommendation):
        raise TypeError("This is no recommendation.")
    return subject.part


def facts(subject: Subject, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> Facts:
    row = of(subject)
    clock = response_clock(row.rec_type)
    return Facts(
        actor_id=actor.user_id,
        rec_type=row.rec_type,
        review_type=cases.review(subject.case).review_type,
        issued_on=row.issued_on,
        due_on=db.session.scalar(select(Clock.due_on).where(subject.key.owns(Clock), Clock.code == clock)),
        today=today,
        answers=answers,
    )
