"""Where an enquiry may belong (rulebook 7.2): a suggestion, never more. Whoever decides otherwise says why, once."""

from collections.abc import Mapping

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import CaseEvent
from casework.services.desk import opening
from casework.services.office import route_values
from casework.services.record import answers as answers_kept
from casework.services.record import history
from casework.services.record.subjects import Subject
from workflows.engine import Move
from workflows.routing import ROUTES, SAY_WHY, Matter, Route, decides, suggested

LONGEST = 300


def of(subject: Subject) -> Route | None:
    """What is suggested while it can still be done: with what is known of the matter, from the state of the case."""
    case = subject.case
    if subject.part is not None:
        return None
    matter = matter_of(case.concerns, case.issue, case.district)
    route = suggested(matter, rows(), types=[each.name for each in opening.types_in_use()])
    steps = {move.trigger.value for move in subject.workflow.moves_from(subject.state)}
    return route if route is not None and route.step in steps else None


def matter_of(concerns: str | None, issue: str | None, district: str | None) -> Matter:
    return Matter(concerns=concerns or "", issue=issue or "", district=district or "")


def rows() -> list[Route]:
    """The office's own table, then the one that every office has."""
    return [*route_values.in_force(), *ROUTES]


def is_declined(case_id: int, route: Route) -> bool:
    """Whether somebody has said already why it is not followed."""
    kind = history.Kind.SUGGESTION_DECLINED.value
    query = select(CaseEvent.data).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
    return any(data["suggested"] == route.key for data in db.session.scalars(query))


def settle(subject: Subject, move: Move, answers: Mapping[str, object], *, why: str, actor: Actor) -> None:
    """Keep why a step is another than the one that is suggested. Raises `Invalid` at "why_otherwise" where it is not
    said, or too long."""
    route = of(subject) if decides(subject.workflow, move) else None
    if route is None or route.is_followed_by(move.trigger.value, answers) or is_declined(subject.case.id, route):
        return
    said = why.strip()
    if not said or len(said) > LONGEST:
        raise Invalid("why_otherwise", SAY_WHY if not said else f"Shorten it to {LONGEST} characters or fewer.")
    data = {"suggested": route.key, "chosen": move.trigger.value}
    kind = history.Kind.SUGGESTION_DECLINED
    event = history.record(kind, actor=actor, case_id=subject.case.id, data=data)
    answers_kept.keep_words(event, [("why_otherwise", "Why", said)])
