"""The day on which what a step recorded came, where another was keyed: an answer that we waited for, a clarification, a
new contact. The day of the step stays. With the day that is right go the clocks that it began and ended, and waiting.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Hold
from casework.services.corrections import day_of_receipt, day_of_step, steps_made
from casework.services.corrections.steps_made import StepMade
from casework.services.deadlines import putting_right
from casework.services.deadlines.putting_right import Shift
from casework.services.desk import contacts, corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.record import answers, cases
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.calendars import spoken

CAME = "came"
"""What a correction of such a day is called in its event."""
WRITES: Mapping[str, tuple[str, ...]] = {"save_answer": ("answered_on",)}
"""The columns in which an effect keeps the day that was asked for."""
KEPT_AS = "%d %B %Y"
"""How a day stands among the answers to a step."""
RECORDED = "It was recorded on {day}, and cannot have come after that. Check the day."
EARLY = "What it answers, or goes on from, is of {day}. Check the day, or put that one right first."
LATE = "What came of it is of {day}. Check the day, or put that one right first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """`asked`: the question of the step, for example "When it came"."""

    step: StepMade
    asked: str
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What another day brings with it. `drafts`: letters of the case that are not sent yet."""

    was: dt.date
    shifts: Sequence[Shift]
    drafts: int


@dataclass(frozen=True, slots=True)
class _Plan:
    came: Came
    answer: Answer
    lines: list[int]
    hold: Hold | None
    """The waiting that ended on that day."""
    columns: Sequence[tuple[Any, str]]
    """(row, column) of each place that keeps that day."""


def of_step(case: Case, event_id: int) -> Came:
    """The day that stands there. Raises `NotFound` for a step that asked for none."""
    return _came(case, event_id)[0]


def foresee(reference: str, event_id: int, day: dt.date, *, actor: Actor) -> Follows:
    """What would follow. Raises `Invalid` at "day", `NotFound`."""
    case = cases.load(reference, actor=actor)
    plan = _plan(case, event_id, day)
    shifts = putting_right.shifts(case, plan.lines, day)
    return Follows(was=plan.came.on, shifts=shifts, drafts=len(drafts_of_case.open_of(case)))


def put_right(reference: str, event_id: int, day: dt.date, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Give it the day on which it came. Raises as `foresee` does, and `NotAllowed`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT_DAY, sent=sent, actor=actor, as_seen=True)
    why, plan = corrections.reason(reason), _plan(case, event_id, day)
    plan.answer.value = answers.in_words(day)
    if plan.hold is not None:
        plan.hold.released_on = day
    for row, name in plan.columns:
        setattr(row, name, day)
    db.session.flush()
    moved = putting_right.move_lines(case, plan.lines, day, actor=actor)
    letters = drafts_of_case.renew(case, actor=actor)
    data = {"event_id": event_id, "trigger": plan.came.step.trigger, "clocks": day_of_receipt.clocks_of(moved)}
    change = Change(name="day", old=plan.came.on, new=day)
    corrections.keep(case, CAME, [change], reason=why, actor=actor, data=data | letters.data)
    return case


def _plan(case: Case, event_id: int, day: dt.date) -> _Plan:
    came, answer = _came(case, event_id)
    subject = day_of_step.subject_of(case, came.step)
    move = day_of_step.move_of(subject, came.step)
    event = db.session.get_one(CaseEvent, event_id)
    lines = putting_right.lines_of_step(subject, move, event, day=came.on, answer=answer.code)
    _check(case, came, day, event.on, lines)
    ended = select(Hold).where(Hold.case_id == case.id, Hold.reason_code == cases.WAITING, Hold.released_on == came.on)
    hold = db.session.scalar(ended.order_by(Hold.id.desc()).limit(1)) if "end_waiting" in move.effects else None
    names = [name for effect in move.effects for name in WRITES.get(effect, ())]
    columns = [(subject.row, name) for name in names if getattr(subject.row, name) == came.on]
    return _Plan(came, answer, lines, hold, columns)


def _check(case: Case, came: Came, day: dt.date, recorded: dt.date, lines: list[int]) -> None:
    """It came after what its clocks counted before it, and before what was recorded after it."""
    contacts.check_day("day", day, "The day it came")
    if day == came.on:
        raise Invalid("day", day_of_receipt.SAME)
    if day > recorded:
        raise Invalid("day", RECORDED.format(day=spoken(recorded)))
    earliest, latest = putting_right.room(case, lines)
    if day < max(earliest, case.received_on):
        raise Invalid("day", EARLY.format(day=spoken(max(earliest, case.received_on))))
    if day > latest:
        raise Invalid("day", LATE.format(day=spoken(latest)))


def _came(case: Case, event_id: int) -> tuple[Came, Answer]:
    step = next((each for each in steps_made.of_case(case) if each.event_id == event_id), None)
    if step is None:
        raise NotFound
    code = day_of_step.move_of(day_of_step.subject_of(case, step), step).day_asked
    query = select(Answer).where(Answer.event_id == event_id, Answer.code == code)
    answer = db.session.scalar(query) if code is not None else None
    if answer is None:
        raise NotFound
    on = dt.datetime.strptime(answer.value, KEPT_AS).replace(tzinfo=dt.UTC).date()
    return Came(step=step, asked=answer.label, on=on), answer
