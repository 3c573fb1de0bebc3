"""One case as it is read: its head, its dates with their reasons, its details. Columns only, few queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from casework import clock as wall
from casework.access import Actor, Permission, can, scope
from casework.case_types import CASE_TYPES, CaseType
from casework.errors import NotFound
from casework.extensions import db
from casework.models import (
    Answer,
    Case,
    CaseEvent,
    Clock,
    ClockEvent,
    Hold,
    ImportBatch,
    Person,
    Team,
    User,
)
from casework.services.deadlines.clocks import to_ledger
from casework.services.deadlines.holds import REASONS
from casework.services.record import settings
from casework.services.record.calendars import calendar
from workflows import clocks as ledger
from workflows.activities import Activity, allowed
from workflows.clocks import Basis, ClockRule
from workflows.engine import Move, Workflow
from workflows.registry import clock_rule


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
    district: str | None
    channel: str
    sensitive: bool
    urgent: bool
    restricted: bool
    next_due_on: dt.date | None
    next_clock: str | None
    old_reference: str | None
    imported_from: str | None
    linked_from_id: int | None
    held_on: dt.date | None
    hold_review_on: dt.date | None
    hold_reason: str | None

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
    def hold_words(self) -> str:
        """Why it is on hold, in the words of the form."""
        return REASONS.get(self.hold_reason or "", "")

    def moves(self, actor: Actor) -> tuple[Move, ...]:
        """The moves that this person may try now, the likely one first."""
        if not can(actor, Permission.CASE_MOVE):
            return ()
        return self.workflow.available(self.workflow.states(self.state), actor.roles)

    def activities(self, actor: Actor) -> frozenset[str]:
        """The activities that this person may do now."""
        if not can(actor, Permission.CASE_WRITE):
            return frozenset()
        return frozenset(a.value for a in Activity if allowed(a, actor.roles, self.category))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """One clock with the reason for its day, step by step."""

    code: str
    label: str
    recommendation_id: int | None
    state: str
    due_on: dt.date | None
    met_on: dt.date | None
    in_law: bool
    overdue: bool
    steps: Sequence[str]


_OWNER = aliased(User)


def head(reference: str, *, actor: Actor) -> Head:
    """Raises `NotFound`, also for a restricted case that is not the actor's. One query."""
    own = [getattr(Case, name) for name in Head.__dataclass_fields__ if hasattr(Case, name) and name not in _JOINED]
    query = (
        select(
            *own,
            Person.full_name.label("person"),
            Person.invented,
            _OWNER.name.label("owner"),
            Team.name.label("team"),
            ImportBatch.file_name.label("imported_from"),
            Hold.held_on,
            Hold.review_on.label("hold_review_on"),
            Hold.reason_code.label("hold_reason"),
        )
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(_OWNER, _OWNER.id == Case.owner_id)
        .outerjoin(Team, Team.id == Case.team_id)
        .outerjoin(ImportBatch, ImportBatch.id == Case.import_batch_id)
        .outerjoin(Hold, (Hold.case_id == Case.id) & Hold.released_on.is_(None))
        .where(Case.reference == reference)
    )
    row = db.session.execute(scope(query, actor)).mappings().first()
    if row is None:
        raise NotFound
    return Head(**{**row, "invented": bool(row["invented"])})


_JOINED = frozenset({"person", "owner", "team", "invented"})


def dates(head: Head) -> list[DateLine]:
    """Every clock of the case, running ones first by date. Three queries."""
    clocks = list(db.session.scalars(select(Clock).where(Clock.case_id == head.id).order_by(Clock.id)))
    entries: dict[int, list[ClockEvent]] = {}
    ids = [clock.id for clock in clocks]
    for entry in db.session.scalars(select(ClockEvent).where(ClockEvent.clock_id.in_(ids)).order_by(ClockEvent.id)):
        entries.setdefault(entry.clock_id, []).append(entry)
    lines = [_line(clock, entries.get(clock.id, [])) for clock in clocks]
    order = {"running": 0, "held": 1, "met": 2}
    return sorted(lines, key=lambda line: (order[line.state], line.due_on or dt.date.max))


def _line(clock: Clock, entries: list[ClockEvent]) -> DateLine:
    rule = clock_rule(clock.code)
    result = ledger.due(rule, to_ledger(entries), calendar(rule.calendar), length=clock.length)
    return _as_line(rule, result, recommendation_id=clock.recommendation_id)


def _as_line(rule: ClockRule, result: ledger.Due, *, recommendation_id: int | None) -> DateLine:
    return DateLine(
        code=rule.code,
        label=rule.label,
        recommendation_id=recommendation_id,
        state=result.state,
        due_on=result.on if result.state == "running" else None,
        met_on=result.met_on,
        in_law=rule.basis is Basis.LAW,
        overdue=ledger.is_overdue(result, wall.today()),
        steps=result.steps,
    )


def linked(head: Head, *, actor: Actor) -> list[tuple[str, str]]:
    """The cases that this one came from or became, as (how, reference), as far as the actor may see them."""
    became = Case.linked_from_id == head.id
    # "id IS NULL OR ..." would make SQLite read every case there is
    either = became if head.linked_from_id is None else or_(Case.id == head.linked_from_id, became)
    query = select(Case.id, Case.reference).where(either)
    rows = db.session.execute(scope(query, actor).order_by(Case.id))
    return [("Came from" if row.id == head.linked_from_id else "Became", row.reference) for row in rows]


def nearest(head: Head) -> DateLine | None:
    """The date that the head shows, with its reasons. One query."""
    query = select(Clock, ClockEvent).join(ClockEvent, ClockEvent.clock_id == Clock.id)
    query = query.where(Clock.case_id == head.id, Clock.code == head.next_clock, Clock.due_on == head.next_due_on)
    rows = db.session.execute(query.order_by(Clock.id, ClockEvent.id)).all()
    if not rows:
        return None
    clock = rows[0].Clock
    return _line(clock, [row.ClockEvent for row in rows if row.Clock is clock])


def starting(move: Move) -> list[DateLine]:
    """The clocks that a move would start today, with the days that would follow."""
    lengths = settings.value("clock_lengths")
    lines = []
    for effect in move.clocks:
        if effect.kind not in ("start", "restart") or effect.from_answer:
            continue
        entry = ledger.LedgerEntry(kind=ledger.LedgerKind.STARTED, on=wall.today())
        rule = clock_rule(effect.clock)
        result = ledger.due(rule, [entry], calendar(rule.calendar), length=lengths.get(effect.clock))
        lines.append(_as_line(rule, result, recommendation_id=None))
    return lines


def detail(head: Head) -> dict[str, Any]:
    """The row of what only this type of case has, by column; empty where the type has no table of its own."""
    table = head.type.detail
    if table is None:
        return {}
    query = select(*table.__table__.columns).where(table.case_id == head.id)
    row = db.session.execute(query).mappings().first()
    return {str(name): value for name, value in row.items()} if row else {}


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
    return f"The last change was by {row.name or 'Casework'} on {when.day} {when:%B %Y} at {when:%H:%M}."
