"""My work: what to do next, overdue first. A fixed number of queries however many cases there are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, union_all

from casework import clock
from casework.access import Actor, Permission, can, scope
from casework.extensions import db
from casework.models import Case, Decision, EnquiryDetail, Message, User
from casework.pages.desk import rows
from casework.pages.desk.rows import CaseRow
from casework.pages.letters import signing
from casework.pages.letters.signing import ToSign
from casework.pages.office import absences, tasks
from casework.pages.office.absences import StandIn
from casework.pages.office.tasks import Tasks
from workflows.roles import Role

SHOWN = 50
"""Lines of one section; the list of cases has the rest."""
WEEK = dt.timedelta(days=7)
OPEN = ("new", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cases that fall due at about the same time. `due` is the filter of the list that shows all of them."""

    name: str
    title: str
    due: str
    amount: int
    cases: Sequence[CaseRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much one person has in hand. `owner_id` is empty for what nobody has taken."""

    owner_id: int | None
    owner: str
    amount: int
    overdue: int
    this_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The whole page. What is for managers alone is empty for everybody else."""

    sections: Sequence[Section]
    untaken: int
    """Open cases that nobody owns, counted up to 1,000."""
    tasks: Tasks
    sent: Sequence[Any]
    to_sign: Sequence[CaseRow]
    letters: ToSign
    loads: Sequence[Load]
    stands_in: Sequence[StandIn]


def of(actor: Actor) -> Work:
    is_manager = Role.MANAGER in actor.roles
    amounts = _amounts(actor)
    stands_in = absences.stands_in(actor)
    return Work(
        sections=_sections(amounts, actor),
        untaken=amounts.untaken,
        tasks=tasks.of_actor(actor, stands_in_for=[each.user_id for each in stands_in]),
        sent=_sent(actor),
        to_sign=_to_sign(actor) if is_manager else (),
        letters=signing.of_actor(actor),
        loads=_loads(actor) if is_manager else (),
        stands_in=stands_in,
    )


def _spans(today: dt.date) -> list[tuple[str, str, str, ColumnElement[bool]]]:
    """Name, title, filter of the list, condition."""
    due = Case.next_due_on
    return [
        ("overdue", "Overdue", "overdue", due < today),
        ("today", "Due today", "today", due == today),
        ("week", "In the next 7 days", "week", and_(due > today, due <= today + WEEK)),
        ("later", "Later", "later", due > today + WEEK),
        ("undated", "Waiting, with no date set", "none", due.is_(None)),
    ]


def _amounts(actor: Actor) -> Any:
    """How many cases of the actor each section has, and how many nobody owns."""
    counted = [func.count(case((within, 1))).label(name) for name, _, _, within in _spans(clock.today())]
    query = select(*counted, _untaken(actor)).where(_owned(actor))
    return db.session.execute(scope(query, actor)).one()


def _owned(actor: Actor) -> ColumnElement[bool]:
    return and_(Case.owner_id == actor.user_id, Case.category.in_(OPEN))


def _sections(amounts: Any, actor: Actor) -> list[Section]:
    spans = _spans(clock.today())
    wanted = union_all(
        *(_first(scope(rows.selected().where(_owned(actor), within), actor)) for _, _, _, within in spans)
    ).subquery()
    found = rows.to_rows(db.session.execute(select(wanted).order_by(wanted.c.next_due_on, wanted.c.id)))
    grouped = _grouped(found, clock.today())
    return [
        Section(name=name, title=title, due=due, amount=getattr(amounts, name), cases=grouped[name])
        for name, title, due, _ in spans
    ]


def _first(query: Select[Any]) -> Select[Any]:
    """The first lines of a section, as a part of a union."""
    return select(query.order_by(Case.next_due_on, Case.id).limit(SHOWN).subquery())


def _grouped(found: list[CaseRow], today: dt.date) -> dict[str, list[CaseRow]]:
    grouped: dict[str, list[CaseRow]] = {name: [] for name, *_ in _spans(today)}
    for row in found:
        grouped[_span_of(row.next_due_on, today)].append(row)
    return grouped


def _span_of(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= today + WEEK else "later"


def _untaken(actor: Actor) -> ColumnElement[int]:
    if not can(actor, Permission.CASE_WRITE):
        return literal(0).label("untaken")
    query = scope(select(Case.id).where(Case.owner_id.is_(None), Case.category.in_(OPEN)), actor).limit(1000)
    return select(func.count()).select_from(query.subquery()).scalar_subquery().label("untaken")


def _sent(actor: Actor) -> Sequence[Any]:
    """The last reminders to the actor, with the reference where the case is still theirs to see."""
    query = select(Message.kind, Message.due_on, Message.state, Message.sent_at, Message.created_at, Case.reference)
    query = query.join(Case, Case.id == Message.case_id).where(Message.recipient_id == actor.user_id)
    return db.session.execute(scope(query, actor).order_by(Message.id.desc()).limit(10)).all()


def _to_sign(actor: Actor) -> list[CaseRow]:
    """What waits for a manager who did not write it (R1.9; sensitive replies, section 10.3)."""
    own_draft = exists().where(
        and_(Decision.case_id == Case.id, Decision.status == "draft", Decision.author_id == actor.user_id)
    )
    own_reply = exists().where(and_(EnquiryDetail.case_id == Case.id, EnquiryDetail.reply_author_id == actor.user_id))
    review = and_(Case.case_type == "complaint_review", Case.state == "sign_off", ~own_draft)
    reply = and_(Case.case_type == "enquiry", Case.state == "drafting", Case.sensitive.is_(True), ~own_reply)
    query = scope(rows.selected().where(or_(review, reply)), actor)
    return rows.to_rows(db.session.execute(query.order_by(Case.next_due_on, Case.id).limit(SHOWN)))


def _loads(actor: Actor) -> list[Load]:
    """Open cases by owner, the most overdue first."""
    today = clock.today()
    query = (
        select(
            Case.owner_id,
            User.name,
            func.count().label("amount"),
            func.count(case((Case.next_due_on < today, 1))).label("overdue"),
            func.count(case((and_(Case.next_due_on >= today, Case.next_due_on <= today + WEEK), 1))).label("this_week"),
        )
        .select_from(Case)
        .outerjoin(User, User.id == Case.owner_id)
        .where(Case.category.in_(OPEN))
        .group_by(Case.owner_id, User.name)
    )
    if actor.team_id is not None:
        query = query.where(or_(Case.team_id == actor.team_id, Case.team_id.is_(None)))
    found = [
        Load(
            owner_id=row.owner_id,
            owner=row.name or "Nobody yet",
            amount=row.amount,
            overdue=row.overdue,
            this_week=row.this_week,
        )
        for row in db.session.execute(scope(query, actor))
    ]
    return sorted(found, key=lambda load: (-load.overdue, -load.amount, load.owner))
