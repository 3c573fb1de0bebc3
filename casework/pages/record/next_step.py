"""The next step of a case as its page shows it: what the reader can do now, or who has to do what until when."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from casework import clock as wall
from casework.access import Actor, Permission, can
from casework.case_types import PART_TYPES, Detail, PartType, facts_of
from casework.extensions import db, read
from casework.models import PARTS, Answer, Case, Clock
from casework.pages.record.case import Head
from casework.services.record import cases
from casework.services.record.subjects import Subject
from workflows import next_step
from workflows.activities import ACTIVITIES, Activity
from workflows.next_step import Facts, NextStep, NoFacts, Refused, Waiting
from workflows.turns import LIKELY, THE_PERSON, Turn, Way

REMEDIES: Mapping[str, str] = {Activity.TRIAGE: "activities.answer_triage", Activity.EDIT: "activities.edit"}
"""The activities that can make a step possible, each with the endpoint of its page."""

Rows = tuple[Case | None, Detail | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who has to do what, and until when, where there is a day. `page`: the endpoint of the page where it is recorded,
    if that is another one. `mine`: the reader records it."""

    who: str
    to: str
    until: dt.date | None
    page: str
    mine: bool

    @property
    def is_late(self) -> bool:
        return self.until is not None and self.until < wall.today()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`turn` is None once the case is closed, and where the reader has the turn and the step says it all. `remedy`:
    what the reader can do to make the likely step possible, as (endpoint, text)."""

    step: NextStep
    turn: Told | None
    remedy: tuple[str, str] | None


def rows(head: Head) -> Rows:
    """The case and what only its type has, as rows and in one statement; nothing where the type has no table."""
    table = head.type.detail
    if table is None:
        return None, None
    found = db.session.execute(_rows(table), {"case": head.id}).one()
    return found[0], found[1]


def columns(rows: Rows) -> dict[str, Any]:
    """What only this type of case has, by column, for the page; empty where the type has no table."""
    own = rows[1]
    return {} if own is None else {column.name: getattr(own, column.name) for column in own.__table__.columns}


@cache
def _rows(table: type[Detail]) -> Select[*tuple[Any, ...]]:
    return select(Case, table).join(table, table.case_id == Case.id).where(Case.id == bindparam("case"))


def of(head: Head, rows: Rows, *, actor: Actor) -> Shown:
    """More than the `rows` of the case is read only where a guard is asked, or where another clock says until when."""
    roles = actor.roles if can(actor, Permission.CASE_MOVE) else frozenset()
    workflow, state = head.workflow, head.workflow.states(head.state)
    facts = _facts(head, rows, actor) if next_step.rests_on_facts(workflow, state, roles) else NoFacts()
    step = next_step.of(workflow, state, roles=roles, facts=facts, today=wall.today())
    waiting = step.waiting
    is_told = waiting is not None and (not waiting.mine or waiting.part)
    return Shown(
        step=step,
        turn=_told(head, rows, waiting) if waiting is not None and is_told else None,
        remedy=_remedy(head, step.missing, actor) if step.missing else None,
    )


def page_of(head: Head, shown: Shown) -> tuple[str, dict[str, Any]]:
    """The endpoint of the page where the reader does what is next, and what its address needs besides the reference. It
    is the page of the case where several steps are as likely, or none is the reader's."""
    following = shown.step.next
    if following is not None:
        choice = any(move.way is Way.ON and move.likely >= LIKELY for move in shown.step.others)
        is_named = bool(head.workflow.turns.get(head.workflow.states(head.state), Turn()).to)
        return ("case.show", {}) if choice and is_named else ("moves.make", {"trigger": following.trigger.value})
    if shown.turn is not None and shown.turn.mine and shown.turn.page:
        return shown.turn.page, {}
    return (shown.remedy[0] if shown.remedy else "case.show"), {}


def _remedy(head: Head, missing: Refused, actor: Actor) -> tuple[str, str] | None:
    if missing.remedy not in head.activities(actor):
        return None
    activity = Activity(missing.remedy)
    return REMEDIES[activity], ACTIVITIES[activity].label


def _facts(head: Head, rows: Rows, actor: Actor) -> Facts:
    subject = Subject(rows[0] or db.session.get_one(Case, head.id))
    facts: Facts = facts_of(subject, actor=actor, answers={}, today=wall.today())
    return facts.with_hold(waits=cases.waits(head.hold_reason))


def _told(head: Head, rows: Rows, waiting: Waiting) -> Told:
    until, clock = _until(head, next_step.clocks_of(waiting))
    of_part = next_step.turn_of_part(waiting.part, clock) if waiting.part else None
    return Told(
        who=_name(head, rows, waiting),
        to=of_part.to if of_part else waiting.to,
        until=until,
        page=PART_TYPES[waiting.part].page if waiting.part else "",
        mine=waiting.mine,
    )


def _until(head: Head, clocks: tuple[str, ...]) -> tuple[dt.date | None, str]:
    """The earliest day of these clocks, with its clock. No query where the head of the page shows it."""
    if not clocks or head.next_clock is None:
        return None, ""
    if head.next_clock in clocks:
        return head.next_due_on, head.next_clock
    row = read(_running(), case=head.id, clocks=clocks).first()
    return (row.due_on, row.code) if row else (None, "")


@cache
def _running() -> Select[*tuple[Any, ...]]:
    query = select(Clock.due_on, Clock.code).where(Clock.case_id == bindparam("case"), Clock.state == "running")
    waited_for = Clock.code.in_(bindparam("clocks", expanding=True))
    return query.where(waited_for).order_by(Clock.due_on, Clock.id).limit(1)


def _name(head: Head, rows: Rows, waiting: Waiting) -> str:
    """Who it is in this case, as far as somebody said so: in a column of the type's own table, or in an answer."""
    if waiting.who == THE_PERSON:
        return head.person or waiting.who
    if waiting.part and PART_TYPES[waiting.part].whom:
        return _named(head, PART_TYPES[waiting.part]) or waiting.who
    if not waiting.named_by:
        return waiting.who
    if hasattr(rows[1], waiting.named_by):
        return getattr(rows[1], waiting.named_by) or waiting.who
    answers = select(Answer.value).where(Answer.case_id == head.id, Answer.code == waiting.named_by)
    return db.session.scalar(answers.order_by(Answer.id.desc()).limit(1)) or waiting.who


def _named(head: Head, part: PartType) -> str:
    """Whom the parts that are open are with, each once."""
    table = PARTS[part.name]
    whom = select(getattr(table, part.whom)).where(table.case_id == head.id, table.category != "closed")
    return ", ".join(dict.fromkeys(db.session.scalars(whom.order_by(table.number))))
