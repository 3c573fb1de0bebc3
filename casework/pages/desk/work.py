"""My work: what to do next, overdue first. It reads what it shows, however many cases there are."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, exists, select, true, union_all

from casework import clock
from casework.access import READER, Actor, Permission, Sight, can, scope, sight
from casework.extensions import read
from casework.models import Case, Decision, EnquiryDetail, Message
from casework.pages.desk import loads, rows
from casework.pages.desk.loads import Load
from casework.pages.desk.rows import CaseRow
from casework.pages.desk.walks import CURRENT, LIMITS, amount_now
from casework.pages.letters import signing
from casework.pages.letters.signing import ToSign
from casework.pages.office import absences, tasks
from casework.pages.office.absences import StandIn
from casework.pages.office.tasks import Tasks
from workflows.roles import Role

SHOWN = 20
"""Lines of one section; the list of cases has the rest."""
WEEK = dt.timedelta(days=7)
SPANS: Mapping[str, tuple[str, str]] = {
    "overdue": ("Overdue", "overdue"),
    "today": ("Due today", "today"),
    "week": ("In the next 7 days", "week"),
    "later": ("Later", "later"),
    "undated": ("Waiting, with no date set", "none"),
}
"""The sections: the title, and the filter of the list that shows all of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cases that fall due at about the same time. `due` is the filter of the list that shows all of them. `amount` is
    counted a little beyond 1,000."""

    name: str
    title: str
    due: str
    amount: int
    cases: Sequence[CaseRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The whole page. What is for managers alone is empty for everybody else."""

    sections: Sequence[Section]
    untaken: int
    """Open cases that nobody owns, counted up to 1,001."""
    tasks: Tasks
    sent: Sequence[Any]
    to_sign: Sequence[CaseRow]
    letters: ToSign
    loads: Sequence[Load]
    stands_in: Sequence[StandIn]


def of(actor: Actor) -> Work:
    is_manager = Role.MANAGER in actor.roles
    today = clock.today()
    given = {"reader": actor.user_id, "team": actor.team_id, "today": today, "in_a_week": today + WEEK}
    amounts = read(_amounts(sight(actor)), **given).one()
    stands_in = absences.stands_in(actor)
    return Work(
        sections=_sections(amounts, read(_first_lines(sight(actor)), **given), today),
        untaken=amounts.untaken if can(actor, Permission.CASE_WRITE) else 0,
        tasks=tasks.of_actor(actor, stands_in_for=[each.user_id for each in stands_in]),
        sent=read(_sent(sight(actor)), **given).all(),
        to_sign=rows.to_rows(read(_to_sign(sight(actor)), **given)) if is_manager else (),
        letters=signing.of_actor(actor),
        loads=loads.of(actor) if is_manager else (),
        stands_in=stands_in,
    )


def _sections(amounts: Any, found: Iterable[Any], today: dt.date) -> list[Section]:
    grouped: dict[str, list[CaseRow]] = {name: [] for name in SPANS}
    for row in rows.to_rows(found):
        grouped[_span_of(row.next_due_on, today)].append(row)
    return [
        Section(name=name, title=title, due=due, amount=getattr(amounts, name), cases=grouped[name])
        for name, (title, due) in SPANS.items()
    ]


def _span_of(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= today + WEEK else "later"


@cache
def _amounts(sight: Sight) -> Select[*tuple[Any, ...]]:
    """How many cases of the reader each section has, and how many nobody owns."""
    sections = (amount_now(Case.owner_id == READER, LIMITS[span](), sight=sight).label(span) for span in SPANS)
    return select(*sections, amount_now(Case.owner_id.is_(None), sight=sight).label("untaken"))


@cache
def _first_lines(sight: Sight) -> Select[*tuple[Any, ...]]:
    """The first lines of each section, by one walk per category: an index by owner, category and date serves it."""
    firsts = []
    for span in SPANS:
        query = select(Case.id, Case.next_due_on.label("key")).where(Case.owner_id == READER, LIMITS[span]())
        walk = scope(query, sight).order_by(Case.next_due_on, Case.id).limit(SHOWN)
        both = union_all(*(select(walk.where(Case.category == category).subquery()) for category in CURRENT)).subquery()
        firsts.append(select(select(both).order_by(both.c.key, both.c.id).limit(SHOWN).subquery()))
    keys = union_all(*firsts).subquery()
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(keys.c.key, keys.c.id)


@cache
def _sent(sight: Sight) -> Select[*tuple[Any, ...]]:
    """The last reminders to the reader, with the reference where the case is still theirs to see."""
    query = select(Message.kind, Message.due_on, Message.state, Message.sent_at, Message.created_at, Case.reference)
    query = query.join(Case, Case.id == Message.case_id).where(Message.recipient_id == READER)
    return scope(query, sight).order_by(Message.id.desc()).limit(10)


@cache
def _to_sign(sight: Sight) -> Select[*tuple[Any, ...]]:
    """What waits for a manager who did not write it (R1.9; sensitive replies, section 10.3)."""
    own_draft = exists().where(
        and_(Decision.case_id == Case.id, Decision.status == "draft", Decision.author_id == READER)
    )
    own_reply = exists().where(and_(EnquiryDetail.case_id == Case.id, EnquiryDetail.reply_author_id == READER))
    review = and_(Case.case_type == "complaint_review", Case.state == "sign_off", ~own_draft)
    reply = and_(Case.case_type == "enquiry", Case.state == "drafting", Case.sensitive == true(), ~own_reply)
    walks = []
    for waits in (review, reply):
        query = scope(select(Case.id, Case.next_due_on.label("key")).where(waits), sight)
        walks.append(select(query.order_by(Case.next_due_on, Case.id).limit(SHOWN).subquery()))
    keys = union_all(*walks).subquery()
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(keys.c.key, keys.c.id).limit(SHOWN)
