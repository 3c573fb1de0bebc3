"""Open tasks: those of the reader, and those of one case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, or_, select, union

from casework import clock, openings
from casework.access import Actor, Sight, restricted_id, scope, sight
from casework.errors import NotFound
from casework.extensions import db, read
from casework.models import Case, Contact, Letter, Note, Task, User, known_as
from casework.pages.record.case import Head
from casework.services.people import adjustments
from casework.services.record.tasks import LABELS, OF_DOCUMENTS, Kind
from workflows.registry import LETTERS

SHOWN = 50
"""Tasks on one page, the most overdue first."""
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One task. `about`: the letter or what has to be made of it, in words. `owner` is empty for the team's."""

    id: int
    what: str
    about: str
    reference: str
    kind: str
    letter_id: int | None
    incoming_id: int | None
    detail: str | None
    due_on: dt.date | None
    opened_at: dt.datetime
    owner_id: int | None
    owner: str
    is_overdue: bool

    @property
    def is_asked(self) -> bool:
        """It is done by answering a question on a page of its own."""
        return self.kind == Kind.NEW_CONTACT

    @property
    def is_answer(self) -> bool:
        """Somebody says whether it is what the case waited for."""
        return self.kind == Kind.ANSWER_CAME

    @property
    def document_id(self) -> int | None:
        """The document that it is about."""
        is_about_one = self.kind in OF_DOCUMENTS and (self.detail or "").isdecimal()
        return int(self.detail or 0) if is_about_one else None

    @property
    def is_come_back(self) -> bool:
        """It is about what stands on the timeline."""
        return self.kind == Kind.COME_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """`amount` counts those that are not shown, too."""

    rows: Sequence[TaskRow]
    amount: int


def of_actor(actor: Actor, *, stands_in_for: Sequence[int] = ()) -> Tasks:
    """What the actor has to do: their own, what those have to do for whom they stand in, what is anybody's of their
    team, because nobody or a closed account owns it. Of a restricted case only where they are named on it."""
    owners = [actor.user_id, *stands_in_for]
    found = read(_of_owners(sight(actor)), owners=owners, team=actor.team_id, reader=actor.user_id).all()
    return Tasks(rows=_rows(found), amount=found[0].amount if found else 0)


@cache
def _of_owners(sight: Sight) -> Select[*tuple[Any, ...]]:
    """By one look for each kind of owner into the open tasks by owner: an OR would read all that ever were."""
    is_open = select(Task.id).where(Task.done_at.is_(None))
    of_team = or_(Task.team_id.is_(None), Task.team_id == bindparam("team", type_=Integer()))
    closed = select(User.id).where(User.is_enabled.is_(False))
    theirs = union(
        is_open.where(Task.owner_id.in_(bindparam("owners", expanding=True))),
        is_open.where(Task.owner_id.is_(None), of_team),
        is_open.where(Task.owner_id.in_(closed), of_team),
    ).subquery()
    query = _selected().add_columns(func.count().over().label("amount"))
    return scope(query.join(theirs, theirs.c.id == Task.id), sight).limit(SHOWN)


def of_case(head: Head) -> list[TaskRow]:
    """The open tasks of a case, whoever has to do them. One query."""
    return _rows(read(_of_case(), case=head.id).all())


@cache
def _of_case() -> Select[*tuple[Any, ...]]:
    return _selected().where(Task.case_id == bindparam("case")).limit(SHOWN)


def find_one(task_id: int, *, actor: Actor) -> TaskRow:
    """An open task or one that is done. Raises `NotFound`, also for a restricted case that is not the actor's."""
    found = db.session.execute(scope(_columns().where(Task.id == task_id), actor)).all()
    if not found:
        raise NotFound
    return _rows(found)[0]


def _selected() -> Select[*tuple[Any, ...]]:
    return _columns().where(Task.done_at.is_(None)).order_by(Task.due_on.nulls_last(), Task.id)


@cache
def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id,
            Task.kind,
            Task.detail,
            Task.letter_id,
            Task.incoming_id,
            Task.due_on,
            Task.opened_at,
            Task.owner_id,
            Case.reference,
            Letter.code,
            func.coalesce(Note.text, Contact.summary).label("words"),
            restricted_id(),
            known_as().label("owner"),
        )
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Letter, Letter.id == Task.letter_id)
        .outerjoin(Note, Note.id == Task.note_id)
        .outerjoin(Contact, Contact.id == Task.contact_id)
        .outerjoin(User, User.id == Task.owner_id)
    )


def _rows(found: Sequence[Any]) -> list[TaskRow]:
    today = clock.today()
    openings.mark_listed(row.restricted_id for row in found if row.words)
    return [
        TaskRow(
            id=row.id,
            what=LABELS.get(row.kind, "Something to do"),
            about=_about(row),
            reference=row.reference,
            kind=row.kind,
            letter_id=row.letter_id,
            incoming_id=row.incoming_id,
            detail=row.detail,
            due_on=row.due_on,
            opened_at=row.opened_at,
            owner_id=row.owner_id,
            owner=row.owner or "",
            is_overdue=row.due_on is not None and row.due_on < today,
        )
        for row in found
    ]


def _about(row: Any) -> str:
    """What has to be made, where the detail is an adjustment; the letter that it is about; the first words of what is
    to be come back to."""
    letter = f"{row.code}, {LETTERS.get(row.code, 'of the office')}" if row.code else ""
    if row.words:
        words = " ".join(row.words[: 2 * LONGEST_WORDS].split())
        return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]} …"
    known = adjustments.ADJUSTMENTS.get(row.detail or "")
    return ": ".join(part for part in (letter, known.to_do if known else "") if part)
