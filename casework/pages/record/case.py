"""One case as it is read: its head, its dates with their reasons, its details. Columns only, few queries."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from casework import clock as wall
from casework import openings
from casework.access import Actor, Permission, Sight, can, scope, sight
from casework.case_types import CASE_TYPES, CaseType, Detail
from casework.errors import NotFound
from casework.extensions import db, read
from casework.models import (
    Answer,
    Case,
    CaseEvent,
    CaseTag,
    DirectoryEntry,
    Document,
    Hold,
    ImportBatch,
    Message,
    Note,
    PartnerQuestion,
    Person,
    Task,
    Team,
    TriageNote,
    User,
    known_as,
)
from casework.services.deadlines.holds import REASONS
from casework.services.record.cases import WAITING
from casework.services.record.needs import is_known_in_case
from workflows.activities import Activity, allowed
from workflows.calendars import written
from workflows.engine import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the top of every page of a case."""

    id: int
    reference: str
    case_type: str
    state: str
    category: str
    row_version: int
    about: str
    person: str | None
    person_id: int | None
    invented: bool
    owner: str | None
    owner_id: int | None
    team: str | None
    team_id: int | None
    received_on: dt.date
    closed_on: dt.date | None
    decided_on: dt.date | None
    issue: str | None
    concerns: str | None
    district: str | None
    district_source: str | None
    priority: str | None
    priority_chosen: bool
    lead: str | None
    lead_id: int | None
    channel: str
    sensitive: bool
    urgent: bool
    risk_open: bool
    restricted: bool
    next_due_on: dt.date | None
    next_clock: str | None
    old_reference: str | None
    imported_from: str | None
    linked_from_id: int | None
    held_on: dt.date | None
    hold_review_on: dt.date | None
    hold_reason: str | None
    hold_note: str | None
    has_successors: bool
    """Whether other cases came out of this one."""
    has_triage: bool
    """Whether somebody put a tag on it, or words under a heading of risk."""
    has_messages: bool
    has_needs: bool
    """Whether somebody in it must be written or rung with care."""
    has_tasks: bool
    """Whether something is left to be done by hand."""
    has_files: bool
    """Whether somebody put files with a contact or a note."""
    has_questions: bool
    """Whether another organisation has a question that it has not answered."""

    @property
    def type(self) -> CaseType:
        return CASE_TYPES[self.case_type]

    @property
    def workflow(self) -> Workflow:
        return self.type.workflow

    @property
    def is_overdue(self) -> bool:
        return self.next_due_on is not None and self.next_due_on < wall.today()

    @property
    def may_come_back(self) -> bool:
        """Whether somebody says of a new contact if it needs another answer."""
        return self.workflow.asks_of_contact(self.state)

    @property
    def waits(self) -> bool:
        """Whether it waits for the person, for what `hold_note` says."""
        return self.hold_reason == WAITING

    @property
    def hold_words(self) -> str:
        """Why it is on hold, in the words of the form."""
        return REASONS.get(self.hold_reason or "", "")

    def note_opened(self, *, document_id: int | None = None, letter_id: int | None = None) -> None:
        """Which of its papers a page shows, where that is kept (R8.9)."""
        if self.restricted:
            openings.mark_opened(self.id, document_id=document_id, letter_id=letter_id)

    def activities(self, actor: Actor) -> frozenset[str]:
        """The activities that this person may do now."""
        if not can(actor, Permission.CASE_WRITE):
            return frozenset()
        return frozenset(a.value for a in Activity if allowed(a, actor.roles, self.category))


_OWNER = aliased(User)


def head(reference: str, *, actor: Actor) -> Head:
    """Raises `NotFound`, also for a restricted case that is not the actor's. One query. That somebody saw a restricted
    case is noted where the page is sent, whatever was asked (R8.9)."""
    asked = {"reference": reference, "reader": actor.user_id, "today": wall.today()}
    row = read(_head(sight(actor)), **asked).mappings().first()
    if row is None:
        raise NotFound
    if row["restricted"]:
        openings.mark_opened(row["id"])
    return Head(**{**row, "invented": bool(row["invented"])})


@cache
def _head(sight: Sight) -> Select[*tuple[Any, ...]]:
    own = [getattr(Case, name) for name in Head.__dataclass_fields__ if hasattr(Case, name) and name not in _JOINED]
    successor = aliased(Case)
    query = (
        select(
            *own,
            Person.full_name.label("person"),
            Person.invented,
            known_as(_OWNER).label("owner"),
            Team.name.label("team"),
            DirectoryEntry.name.label("lead"),
            ImportBatch.file_name.label("imported_from"),
            Hold.held_on,
            Hold.review_on.label("hold_review_on"),
            Hold.reason_code.label("hold_reason"),
            Note.text.label("hold_note"),
            exists().where(successor.linked_from_id == Case.id).label("has_successors"),
            or_(exists().where(CaseTag.case_id == Case.id), exists().where(TriageNote.case_id == Case.id)).label(
                "has_triage"
            ),
            exists().where(Message.case_id == Case.id).label("has_messages"),
            is_known_in_case().label("has_needs"),
            exists().where(Task.case_id == Case.id, Task.done_at.is_(None)).label("has_tasks"),
            exists().where(Document.case_id == Case.id).label("has_files"),
            exists()
            .where(PartnerQuestion.case_id == Case.id, PartnerQuestion.category == "open")
            .label("has_questions"),
        )
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(_OWNER, _OWNER.id == Case.owner_id)
        .outerjoin(Team, Team.id == Case.team_id)
        .outerjoin(DirectoryEntry, DirectoryEntry.id == Case.lead_id)
        .outerjoin(ImportBatch, ImportBatch.id == Case.import_batch_id)
        .outerjoin(Hold, (Hold.case_id == Case.id) & Hold.released_on.is_(None))
        .outerjoin(Note, Note.id == Hold.note_id)
        .where(Case.reference == bindparam("reference"))
    )
    return scope(query, sight)


_JOINED = frozenset({"person", "owner", "team", "invented"})


def linked(head: Head, *, repeats: int | None = None, actor: Actor) -> list[tuple[str, str]]:
    """The cases that this one came from, became or `repeats`, as (how, reference), as far as the actor may see them."""
    first = _repeated(repeats, actor) if repeats is not None else []
    if head.linked_from_id is None and not head.has_successors:
        return first
    became = Case.linked_from_id == head.id
    # "id IS NULL OR ..." would make SQLite read every case there is
    either = became if head.linked_from_id is None else or_(Case.id == head.linked_from_id, became)
    query = select(Case.id, Case.reference).where(either)
    rows = db.session.execute(scope(query, actor).order_by(Case.id))
    return first + [("Came from" if row.id == head.linked_from_id else "Became", row.reference) for row in rows]


def _repeated(case_id: int, actor: Actor) -> list[tuple[str, str]]:
    found = db.session.scalar(scope(select(Case.reference).where(Case.id == case_id), actor))
    return [("Repeats", found)] if found is not None else []


def detail(head: Head) -> dict[str, Any]:
    """The row of what only this type of case has, by column; empty where the type has no table of its own."""
    table = head.type.detail
    if table is None:
        return {}
    row = read(_detail(table), case=head.id).mappings().first()
    return {str(name): value for name, value in row.items()} if row else {}


@cache
def _detail(table: type[Detail]) -> Select[*tuple[Any, ...]]:
    return select(*table.__table__.columns).where(table.case_id == bindparam("case"))


def answers(head: Head) -> list[tuple[str, str]]:
    """The latest answer to each question that the overview of this type shows, as (question, answer)."""
    shown = head.type.overview
    if not shown:
        return []
    query = select(Answer.code, Answer.label, Answer.value).where(Answer.case_id == head.id, Answer.code.in_(shown))
    latest = {row.code: (row.label, row.value) for row in db.session.execute(query.order_by(Answer.id))}
    return [latest[code] for code in shown if code in latest]


def last_change(head: Head) -> str:
    """Who changed the case last and when, as a sentence."""
    query = select(CaseEvent.at, User.name).outerjoin(User, User.id == CaseEvent.actor_id)
    row = db.session.execute(query.where(CaseEvent.case_id == head.id).order_by(CaseEvent.id.desc()).limit(1)).first()
    if row is None:
        return ""
    when = wall.local(row.at)
    return f"The last change was by {row.name or 'Casework'} on {written(when)} at {when:%H:%M}."
