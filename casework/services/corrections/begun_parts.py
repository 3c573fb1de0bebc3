"""The part that a step of a case began: with another day of the step goes the day on which the part began."""

import datetime as dt

from sqlalchemy import inspect

from casework.case_types import PART_TYPES, PartType
from casework.errors import Invalid
from casework.models import Case, CaseEvent
from casework.services.corrections import steps_made
from casework.services.record import subjects
from casework.services.record.subjects import Address, Subject
from workflows.calendars import spoken
from workflows.engine import Move

LATER = "What came of it is of {day}. Check the day, or put that one right first."


def of_step(case: Case, event: CaseEvent, move: Move) -> tuple[Subject, PartType] | None:
    """The part with its kind; None where the step began none."""
    kind = next((each for each in PART_TYPES.values() if each.begun_by and each.begun_by in move.effects), None)
    if kind is None:
        return None
    number = event.data.get(kind.name) or _place(case, event, kind)
    return subjects.find(case, Address(case.reference, kind.name, number)), kind


def check(part: Subject, kind: PartType, day: dt.date) -> None:
    """Nothing came of it before it began. Raises `Invalid`."""
    columns = (each.key for each in inspect(type(part.row)).column_attrs if each.key.endswith("_on"))
    days = [getattr(part.row, name) for name in columns if name != kind.begun_on and getattr(part.row, name)]
    if days and day > min(days):
        raise Invalid("day", LATER.format(day=spoken(min(days))))


def _place(case: Case, event: CaseEvent, kind: PartType) -> int:
    """Of a step that was made before it was kept which part it began: they were numbered in this order."""
    workflow = Subject(case).workflow
    begin = {move.trigger for move in workflow.moves if kind.begun_by in move.effects}
    steps = (step for step in steps_made.of_case(case) if step.workflow == workflow.name and step.trigger in begin)
    return sum(step.event_id <= event.id for step in steps)
