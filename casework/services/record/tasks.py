"""Tasks: what somebody must do by hand. A task names a case, a letter or a mail, never a person or a matter."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, select, update

from casework import clock
from casework.access import SYSTEM, Actor, Permission, require
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import Case, Task
from casework.services.record import cases, history, tokens
from casework.services.record.tokens import Sent


class Kind(StrEnum):
    """Why a task is there."""

    LETTER_TO_PREPARE = "letter_to_prepare"
    AUTHORITY_ENDS = "authority_ends"
    LIMIT_TO_REVIEW = "limit_to_review"
    LETTER_TO_WRITE = "letter_to_write"
    LETTER_SENT_BACK = "letter_sent_back"
    LETTER_WAITS = "letter_waits"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_UNCERTAIN = "message_uncertain"
    MAIL_CAME_BACK = "mail_came_back"
    MAIL_TO_READ = "mail_to_read"
    NEW_CONTACT = "new_contact"
    ANSWER_CAME = "answer_came"
    REPLY_SENT_BACK = "reply_sent_back"
    COME_BACK = "come_back"
    PAPERS_TO_RETURN = "papers_to_return"
    VIRUS_FOUND = "virus_found"
    DOCUMENT_TO_DESTROY = "document_to_destroy"


LABELS: Mapping[str, str] = {
    Kind.AUTHORITY_ENDS: "Ask for a new written authority",
    Kind.LIMIT_TO_REVIEW: "Look again at a limit on contact",
    Kind.LETTER_TO_PREPARE: "Prepare a letter by hand",
    Kind.LETTER_TO_WRITE: "Write a letter",
    Kind.LETTER_SENT_BACK: "A letter was sent back: change it",
    Kind.LETTER_WAITS: "A letter waits until the office's own details are complete",
    Kind.MESSAGE_FAILED: "A letter could not be delivered: find another way",
    Kind.MESSAGE_UNCERTAIN: "A letter may not have arrived: find out",
    Kind.MAIL_CAME_BACK: "A letter came back: find another address",
    Kind.MAIL_TO_READ: "Read a mail that came in",
    Kind.REPLY_SENT_BACK: "A reply was sent back: change it",
    Kind.COME_BACK: "Come back to it",
    Kind.PAPERS_TO_RETURN: "Return or destroy papers",
    Kind.VIRUS_FOUND: "A virus was found in a document: see to it",
    Kind.DOCUMENT_TO_DESTROY: "Say whether a document is destroyed or returned",
    Kind.ANSWER_CAME: "The person was in touch: say whether it is what we waited for",
    Kind.NEW_CONTACT: "Say whether a new contact needs another answer",
}

OF_DOCUMENTS = (Kind.PAPERS_TO_RETURN, Kind.VIRUS_FOUND, Kind.DOCUMENT_TO_DESTROY)
"""Their detail is the id of a document."""
ASK_FOR_A_STEP = (Kind.NEW_CONTACT, Kind.REPLY_SENT_BACK)
"""They are done with the next step of their case."""
REMINDED = (Kind.COME_BACK, Kind.AUTHORITY_ENDS, Kind.PAPERS_TO_RETURN)
"""Of their day somebody is told, by the rule of `workflows/reminders.py` with the same code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a task is about, besides its case. `owner_id`: who has to do it, where that is not for the case's owner."""

    letter_id: int | None = None
    message_id: int | None = None
    incoming_id: int | None = None
    detail: str | None = None
    due_on: dt.date | None = None
    note_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None


def open_task(kind: Kind, case: Case, about: About, *, actor: Actor = SYSTEM) -> Task:
    """Open a task for the case's owner, or its team. The same open task is not opened twice."""
    same = db.session.scalar(
        select(Task).where(
            Task.kind == kind.value,
            Task.case_id == case.id,
            Task.letter_id == about.letter_id,
            Task.message_id == about.message_id,
            Task.incoming_id == about.incoming_id,
            Task.detail == about.detail,
            Task.note_id == about.note_id,
            Task.contact_id == about.contact_id,
            Task.done_at.is_(None),
        )
    )
    if same is not None:
        return same
    task = Task(
        kind=kind.value,
        case_id=case.id,
        letter_id=about.letter_id,
        message_id=about.message_id,
        incoming_id=about.incoming_id,
        detail=about.detail,
        due_on=about.due_on or clock.today(),
        note_id=about.note_id,
        contact_id=about.contact_id,
        owner_id=about.owner_id or case.owner_id,
        team_id=case.team_id,
        opened_at=clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    data: dict[str, Any] = {"task_id": task.id, "task": kind.value}
    if kind is Kind.COME_BACK:
        data |= {"owner": task.owner_id, "due_on": str(task.due_on)}
    history.record(history.Kind.TASK_OPENED, actor=actor, case_id=case.id, data=data)
    return task


def finish(task_id: int, *, sent: Sent, actor: Actor) -> Task:
    """Say that a task is done. Raises `NotAllowed`, `NotFound`, `Replayed`, and `Conflict` when it was done already."""
    require(actor, Permission.CASE_WRITE)
    task = db.session.get(Task, task_id)
    if task is None or task.case_id is None:
        raise NotFound
    reference = db.session.scalar(select(Case.reference).where(Case.id == task.case_id))
    case = cases.load_for_change(str(reference), actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    db.session.refresh(task)
    if task.kind == Kind.NEW_CONTACT:
        raise Conflict("First say whether the new contact needs another answer.")
    if task.done_at is not None:
        raise Conflict("Somebody has done this task already. Nothing is left to do about it.")
    close(task, actor=actor)
    return task


def close(task: Task, *, actor: Actor = SYSTEM) -> None:
    """Mark a task of a locked case as done."""
    task.done_at, task.done_by_id = clock.now(), actor.user_id
    data = {"task_id": task.id, "task": task.kind}
    history.record(history.Kind.TASK_DONE, actor=actor, case_id=task.case_id, data=data)


def end(*kinds: Kind, actor: Actor = SYSTEM, **about: int | str | None) -> None:
    """Say that the open tasks of these kinds, or of any, are done which are about this: columns and their values, e.g.
    `case_id`. Their case is locked."""
    query = select(Task).filter_by(**about).where(Task.done_at.is_(None)).order_by(Task.id)
    if kinds:
        query = query.where(Task.kind.in_(kinds))
    for task in db.session.scalars(query).all():
        close(task, actor=actor)


def hand_over(case: Case, *, was_owner_id: int | None = None) -> None:
    """Let the open tasks of a locked case go with it to whoever owns it now. The event of the assignment tells it. What
    somebody is to come back to stays theirs, but for what the owner before was to come back to."""
    theirs = and_(Task.kind == Kind.COME_BACK.value, Task.owner_id.is_distinct_from(was_owner_id))
    going = update(Task).where(Task.case_id == case.id, Task.done_at.is_(None), ~theirs)
    db.session.execute(going.values(owner_id=case.owner_id, team_id=case.team_id))


def follow_their_cases(user_id: int) -> None:
    """Let the open tasks of somebody go to whoever owns the case of each: that may be nobody, or still themselves."""
    going = update(Task).where(Task.owner_id == user_id, Task.done_at.is_(None), Task.case_id.is_not(None))
    owner = select(Case.owner_id).where(Case.id == Task.case_id).scalar_subquery()
    db.session.execute(going.values(owner_id=owner).execution_options(synchronize_session=False))


def go_with_contact(contact_id: int, incoming_id: int | None, case: Case) -> None:
    """Let what is to be done about a contact go with it to another locked case, whose owner reads its mail."""
    is_open = Task.done_at.is_(None)
    db.session.execute(update(Task).where(is_open, Task.contact_id == contact_id).values(case_id=case.id))
    if incoming_id is not None:
        reading = update(Task).where(is_open, Task.incoming_id == incoming_id, Task.kind == Kind.MAIL_TO_READ.value)
        db.session.execute(reading.values(case_id=case.id, owner_id=case.owner_id, team_id=case.team_id))


def to_prepare(letter_id: int) -> list[Task]:
    """What somebody was asked to prepare by hand for a letter, done or not."""
    query = select(Task).where(Task.letter_id == letter_id, Task.kind == Kind.LETTER_TO_PREPARE.value)
    return list(db.session.scalars(query.order_by(Task.id)))


def asked_for(letter_id: int) -> list[str]:
    """The same as codes of adjustments."""
    return [task.detail for task in to_prepare(letter_id) if task.detail]


def open_of(case_id: int, *, letter_id: int | None = None) -> list[Task]:
    """The open tasks of a case, or of one letter of it."""
    query = select(Task).where(Task.case_id == case_id, Task.done_at.is_(None)).order_by(Task.id)
    if letter_id is not None:
        query = query.where(Task.letter_id == letter_id)
    return list(db.session.scalars(query))
