"""The day on which a step was made, where it was recorded on another: an acknowledgement, a reply, the force's answer.

With it go the days that the step wrote, the clocks that it began and ended, and the closing where it closed the case.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, SurgeryBooking
from casework.services.corrections import begun_parts, day_of_receipt, steps_made
from casework.services.corrections.steps_made import STEP, StepMade
from casework.services.deadlines import putting_right
from casework.services.deadlines.putting_right import Shift
from casework.services.desk import contacts, corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.record import cases, subjects
from casework.services.record.activities import begin
from casework.services.record.history import Kind
from casework.services.record.subjects import Address, Subject
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.calendars import spoken
from workflows.engine import Category, Move
from workflows.registry import SIGNATURES

WRITES: Mapping[str, tuple[str, ...]] = {
    "mark_acknowledged": ("acknowledged_on",),
    "mark_replied": ("replied_on",),
    "mark_valid": ("valid_on",),
    "mark_forwarded": ("forwarded_on",),
    "mark_withdrawn": ("withdrawn_on",),
    "book_time": ("booked_on",),
    "mark_notified": ("parties_notified_on", "papers_requested_on"),
    "mark_papers_complete": ("papers_complete_on",),
    "save_response": ("responded_on",),
    "mark_implemented": ("implemented_on",),
    "mark_chased": ("chased_on",),
    "mark_escalated": ("escalated_on",),
}
"""The columns in which an effect of a step keeps the day of the step."""
ROWS_OF_ITS_OWN: Mapping[str, Any] = {"book_time": SurgeryBooking}
"""Where an effect keeps it in a row of another table, by the case."""
SIGNED = "It was signed here on that day. The day of a signature is not put right."
BY_ITSELF = "This step was made by itself. Its day follows from the others: put those right."
OUT_OF_ORDER = "“{other}”, made {order} it, was on {day}. Check the day, or put that one right first."
GONE = "This step cannot be put right any more: the case type has another step in its place."


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What another day of a step brings with it. `days`: the columns that go with it."""

    step: StepMade
    shifts: Sequence[Shift]
    days: Sequence[str]
    closes: bool
    drafts: int
    letter: bool
    """A letter went out with the step."""


@dataclass(frozen=True, slots=True)
class _Plan:
    case: Case
    step: StepMade
    subject: Subject
    lines: list[int]
    columns: list[tuple[Any, str]]
    """(row, column) of each day that goes with it."""


def step_of(case: Case, event_id: int) -> StepMade:
    """A step that can be put right. Raises `NotFound`, and `Invalid` for one whose day stays."""
    step = next((each for each in steps_made.of_case(case) if each.event_id == event_id), None)
    if step is None:
        raise NotFound
    if step.by_system:
        raise Invalid("day", BY_ITSELF)
    move = move_of(subject_of(case, step), step)
    if SIGNATURES.intersection(move.effects):
        raise Invalid("day", SIGNED)
    return step


def foresee(reference: str, event_id: int, day: dt.date, *, actor: Actor) -> Follows:
    """What would follow. Raises `Invalid` at "day", `NotFound`."""
    case = cases.load(reference, actor=actor)
    plan = _plan(case, event_id, day)
    return Follows(
        step=plan.step,
        shifts=putting_right.shifts(case, plan.lines, day),
        days=[name for _, name in plan.columns],
        closes=any(name == "first_closed_on" for _, name in plan.columns),
        drafts=len(drafts_of_case.open_of(case)),
        letter=_has_letter(case, event_id),
    )


def put_right(reference: str, event_id: int, day: dt.date, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Give a step the day on which it was made. Raises as `foresee` does, and `NotAllowed`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT_DAY, sent=sent, actor=actor, as_seen=True)
    why, plan = corrections.reason(reason), _plan(case, event_id, day)
    was = plan.step.on
    for row, name in plan.columns:
        setattr(row, name, day)
    db.session.flush()
    moved = putting_right.move_lines(case, plan.lines, day, actor=actor)
    letters = drafts_of_case.renew(case, actor=actor)
    step = {"event_id": event_id, "workflow": plan.step.workflow, "trigger": plan.step.trigger}
    data = {**step, "days": sorted({name for _, name in plan.columns}), "clocks": day_of_receipt.clocks_of(moved)}
    data |= letters.data
    corrections.keep(case, STEP, [Change(name="day", old=was, new=day)], reason=why, actor=actor, data=data)
    return case


def subject_of(case: Case, step: StepMade) -> Subject:
    """The case, or the part of it, that the step was made on."""
    if step.workflow == case.case_type:
        return Subject(case)
    return subjects.find(case, Address(case.reference, step.workflow, step.number))


def move_of(subject: Subject, step: StepMade) -> Move:
    """The row of the table that the step took. Raises `Invalid` where there is none any more."""
    ends = (step.trigger, step.from_state, step.to_state)
    for move in subject.workflow.moves:
        if (move.trigger.value, move.source.value, move.target.value) == ends:
            return move
    raise Invalid("day", GONE)


def _plan(case: Case, event_id: int, day: dt.date) -> _Plan:
    step = step_of(case, event_id)
    subject = subject_of(case, step)
    move = move_of(subject, step)
    _check(case, step, day)
    event = db.session.get_one(CaseEvent, event_id)
    lines = putting_right.lines_of_step(subject, move, event, day=step.on)
    columns = list(_columns(subject, move, step))
    begun = begun_parts.of_step(case, event, move)
    if begun is not None:
        part, kind = begun
        begun_parts.check(part, kind, day)
        lines += putting_right.lines_of_beginning(part, day=step.on)
        columns += [(part.row, kind.begun_on)] if getattr(part.row, kind.begun_on) == step.on else []
    return _Plan(case, step, subject, lines, columns)


def _check(case: Case, step: StepMade, day: dt.date) -> None:
    """A step lies between the ones before and after it, and after the receipt."""
    contacts.check_day("day", day, "The day of the step")
    if day == step.on:
        raise Invalid("day", day_of_receipt.SAME)
    if day < case.received_on:
        raise Invalid("day", f"The case was received on {spoken(case.received_on)}, and nothing was done before.")
    for other in steps_made.of_case(case):
        same = (other.workflow, other.number) == (step.workflow, step.number)
        if same and other.event_id < step.event_id and other.on > day:
            raise Invalid("day", OUT_OF_ORDER.format(other=other.label, order="before", day=spoken(other.on)))
        if same and other.event_id > step.event_id and other.on < day:
            raise Invalid("day", OUT_OF_ORDER.format(other=other.label, order="after", day=spoken(other.on)))


def _has_letter(case: Case, event_id: int) -> bool:
    sent = select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == Kind.LETTER_SENT.value)
    return any(data.get("event_id") == event_id for data in db.session.scalars(sent))


def _columns(subject: Subject, move: Move, step: StepMade) -> Iterator[tuple[Any, str]]:
    """The days that the step wrote, and no later step wrote over."""
    case = subject.case
    row: Any = subject.part
    if row is None:
        table = CASE_TYPES[case.case_type].detail
        row = db.session.get(table, case.id) if table is not None else None
    for effect in move.effects:
        table = ROWS_OF_ITS_OWN.get(effect)
        rows = [row] if table is None else db.session.scalars(select(table).where(table.case_id == case.id))
        written = ((each, name) for each in rows for name in WRITES.get(effect, ()))
        yield from ((each, name) for each, name in written if getattr(each, name, None) == step.on)
    if subject.part is None and subject.workflow.category(move.target) is Category.CLOSED:
        yield from ((case, name) for name in ("closed_on", "first_closed_on") if getattr(case, name) == step.on)
