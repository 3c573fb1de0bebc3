"""A case waits for the person: the hold that its table begins and ends, with what was asked (rulebook 10.3)."""

import datetime as dt

from sqlalchemy import Select, select

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Hold
from casework.services.deadlines import clocks
from casework.services.record import cases, notes, tasks
from casework.services.record.subjects import Subject
from casework.services.record.tasks import Kind
from workflows.ledger import LedgerEntry, LedgerKind


def case_ids() -> Select[int]:
    """The cases that wait for their person."""
    return select(Hold.case_id).where(Hold.reason_code == cases.WAITING, Hold.released_on.is_(None))


def begin(case: Case, asked: str, *, on: dt.date, actor: Actor) -> None:
    """On a locked case, with the step that asks. `follow` gives the day on which they are asked again."""
    note = notes.write(case, "reason", asked, actor=actor, field="missing")
    row = Hold(
        case_id=case.id,
        reason_code=cases.WAITING,
        note_id=note.id,
        held_on=on,
        review_on=on,
        placed_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()


def ask_again(case: Case, asked: str, *, actor: Actor) -> None:
    """We wait on, for what was asked now."""
    row = cases.wait_of(case)
    if row is not None:
        row.note_id = notes.write(case, "reason", asked, actor=actor, field="missing").id


def end(case: Case, *, on: dt.date, actor: Actor) -> None:
    """They answered, or we go on without it: nobody is asked any more whether it came. Raises `Invalid` for a day
    before they were asked."""
    row = cases.wait_of(case)
    if row is not None:
        if on < row.held_on:
            raise Invalid("came_on", "That is before we asked them. Check the day.")
        row.released_on = on
        db.session.flush()
        tasks.end(Kind.ANSWER_CAME, case_id=case.id, actor=actor)


def follow(case: Case, *, on: dt.date, actor: Actor) -> None:
    """Call it after a step: what began with it stands still too while the case waits, and the hold knows its day."""
    subject = Subject(case)
    row = cases.wait_of(case) if subject.workflow.waits is not None else None
    if row is None or subject.workflow.waits is None:
        return
    for code, effect in subject.workflow.held_while_waiting.items():
        clocks.add_entry(subject, code, LedgerEntry(kind=LedgerKind.HELD, on=on, reason=effect.reason), actor=actor)
    asks_again = clocks.find(subject, subject.workflow.waits.clocks[0])
    if asks_again is not None and asks_again.due_on is not None:
        row.review_on = asks_again.due_on
