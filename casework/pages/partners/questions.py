"""The questions of a case to other organisations: what was asked, how long they have had it, what they answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from casework import clock
from casework.access import Actor, Permission, can
from casework.case_types import PART_TYPES
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Clock, Document, Letter, PartnerQuestion, QuestionDocument
from casework.pages.documents import documents
from casework.pages.record.case import Head
from casework.services.record import settings
from casework.services.record.calendars import calendar
from workflows.calendars import CalendarName
from workflows.engine import Move
from workflows.partner_question import WORKFLOW

NAMES = (
    "id", "number", "asked_of", "entry_id", "text", "state", "category", "asked_on", "chased_on", "escalated_on",
    "escalated_to", "answered_on", "answer", "withdrawn_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    id: int
    code: str
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """`days` and `working_days`: how long they have had it, or had it, without the day on which it was asked.
    `chase_on`: from when it is chased, while nobody has; `escalate_on`: from when the managers are told."""

    id: int
    number: int
    asked_of: str
    entry_id: int | None
    text: str
    state: str
    category: str
    asked_on: dt.date
    chased_on: dt.date | None
    escalated_on: dt.date | None
    escalated_to: str | None
    answered_on: dt.date | None
    answer: str | None
    withdrawn_on: dt.date | None
    due_on: dt.date | None
    days: int
    working_days: int
    chase_on: dt.date | None
    escalate_on: dt.date | None
    moves: Sequence[Move]
    files: Sequence[tuple[int, str]]
    letters: Sequence[LetterRow]

    @property
    def is_open(self) -> bool:
        return self.category != "closed"

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


def of_case(head: Head, *, actor: Actor) -> list[QuestionRow]:
    """The last asked first. Four queries, however many."""
    rows = read(_questions(), case=head.id).all()
    if not rows:
        return []
    given = {"case": head.id}
    due = {row.question: row.due_on for row in read(_due(), **given)}
    files, letters = _grouped(read(_files(), **given)), _grouped(read(_letters(), **given))
    roles = actor.roles if can(actor, Permission.CASE_MOVE) else frozenset()
    return [
        QuestionRow(
            **{name: getattr(row, name) for name in NAMES},
            due_on=due.get(row.id),
            **_lengths(row),
            moves=[move for move in WORKFLOW.available(WORKFLOW.states(row.state), roles) if _is_offered(move, head)],
            files=[(each.document_id, each.file_name) for each in files.get(row.id, ())],
            letters=[
                LetterRow(id=each.letter_id, code=each.code, is_out=each.status == "sent")
                for each in letters.get(row.id, ())
            ],
        )
        for row in rows
    ]


def open_of(head: Head) -> list[QuestionRow]:
    """Those that nobody has answered yet, for the overview. No query where the head says that there are none."""
    if not head.has_questions:
        return []
    nobody = Actor(user_id=None, name="", roles=frozenset())
    return [row for row in of_case(head, actor=nobody) if row.is_open]


def find(rows: Sequence[QuestionRow], number: int) -> QuestionRow:
    """Raises `NotFound`."""
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFound
    return found


def asking_step(head: Head, *, actor: Actor) -> Move | None:
    """The step of the case by which this person asks now: then its state says that it waits."""
    if not can(actor, Permission.CASE_MOVE):
        return None
    begun_by = PART_TYPES[WORKFLOW.name].begun_by
    moves = head.workflow.available(head.workflow.states(head.state), actor.roles)
    return next((move for move in moves if begun_by in move.effects), None)


def documents_of(head: Head) -> list[tuple[str, str]]:
    """What can be put to an answer: the newest version of each document of the case."""
    papers = [each for each in documents.all_of(head).values() if each.newer_id is None]
    return [(str(each.id), f"{each.file_name}, {each.amount}") for each in papers]


def _lengths(row: Any) -> Mapping[str, Any]:
    days = calendar(CalendarName.ENGLAND_AND_WALES)
    until = row.answered_on or row.withdrawn_on or clock.today()
    chase, escalate = min(settings.value("question_chase_days")), settings.value("question_escalation_days")
    waits = row.category != "closed"
    return {
        "days": (until - row.asked_on).days,
        "working_days": days.working_days_between(row.asked_on, until),
        "chase_on": days.add_working_days(row.asked_on, chase) if waits and row.chased_on is None else None,
        "escalate_on": days.add_working_days(row.asked_on, escalate) if waits and row.escalated_on is None else None,
    }


def _is_offered(move: Move, head: Head) -> bool:
    """Nothing goes on with the questions of a closed case."""
    return head.category != "closed" or not move.guards


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.question, []).append(row)
    return found


@cache
def _questions() -> Select[*tuple[Any, ...]]:
    columns = [getattr(PartnerQuestion, name) for name in NAMES]
    mine = PartnerQuestion.case_id == bindparam("case")
    return select(*columns).where(mine).order_by(PartnerQuestion.number.desc())


@cache
def _due() -> Select[*tuple[Any, ...]]:
    of_part = Clock.partner_question_id
    query = select(of_part.label("question"), Clock.due_on).where(
        Clock.case_id == bindparam("case"), Clock.state == "running"
    )
    return query.where(of_part.is_not(None))


@cache
def _files() -> Select[*tuple[Any, ...]]:
    query = select(QuestionDocument.question_id.label("question"), Document.id.label("document_id"), Document.file_name)
    query = query.join(Document, Document.id == QuestionDocument.document_id)
    query = query.join(PartnerQuestion, PartnerQuestion.id == QuestionDocument.question_id)
    return query.where(PartnerQuestion.case_id == bindparam("case")).order_by(Document.id)


@cache
def _letters() -> Select[*tuple[Any, ...]]:
    of_part = Letter.partner_question_id
    query = select(of_part.label("question"), Letter.id.label("letter_id"), Letter.code, Letter.status)
    query = query.where(Letter.case_id == bindparam("case"), of_part.is_not(None), Letter.status != "dropped")
    return query.order_by(Letter.id)
