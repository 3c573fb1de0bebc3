"""The steps that were made on a case, each with the day that counts for it: the one that was put right last."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, CaseEvent
from casework.services.record.history import MOVED, Kind
from workflows.registry import WORKFLOWS

STEP = "step"
"""What a correction of the day of a step is called in its event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMade:
    """`workflow`: of the case, or of the part that it was made on; `number` of that part within the case, else 0."""

    event_id: int
    workflow: str
    number: int
    trigger: str
    from_state: str
    to_state: str
    label: str
    on: dt.date
    by_system: bool


def of_case(case: Case) -> list[StepMade]:
    """In the order in which they were recorded."""
    kinds = [*MOVED, Kind.PUT_RIGHT.value]
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds)).order_by(CaseEvent.id)
    events = list(db.session.scalars(query))
    days = {
        event.data["event_id"]: dt.date.fromisoformat(event.data["changes"]["day"][1])
        for event in events
        if event.kind == Kind.PUT_RIGHT and event.data["what"] == STEP
    }
    return [_of(case, event, days.get(event.id, event.on)) for event in events if event.kind != Kind.PUT_RIGHT]


def _of(case: Case, event: CaseEvent, on: dt.date) -> StepMade:
    part = MOVED[event.kind]
    workflow = WORKFLOWS[part or case.case_type]
    label = next((move.label for move in workflow.moves if move.trigger == event.trigger), event.trigger or "")
    return StepMade(
        event_id=event.id,
        workflow=workflow.name,
        number=event.data.get(part, 0) if part else 0,
        trigger=event.trigger or "",
        from_state=event.from_state or "",
        to_state=event.to_state or "",
        label=label,
        on=on,
        by_system=event.actor_id is None,
    )
