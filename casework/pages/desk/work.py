"""My work: what to do next, overdue first. It reads what it shows, however many cases there are."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, select, union_all

from casework import clock
from casework.access import READER, Actor, Permission, Sight, can, scope, sight
from casework.extensions import read
from casework.models import Case, Message
from casework.pages.desk import filters, rows, team, walks
from casework.pages.desk.filters import Found
from casework.pages.desk.rows import CaseRow
from casework.pages.desk.team import Team
from casework.pages.letters import signing
from casework.pages.office import absences, tasks
from casework.pages.office.absences import StandIn
from casework.pages.office.tasks import TaskRow
from casework.pages.people import limits
from casework.pages.people.limits import LimitRow
from workflows.roles import Role

SHOWN = 20
"""Cases of one group; the list of cases has the rest."""
WEEK = dt.timedelta(days=7)
SPANS: Mapping[str, tuple[str, str]] = {
    "overdue": ("Overdue", "overdue"),
    "today": ("Due today", "today"),
    "week": ("In the next 7 days", "week"),
    "later": ("Later", "later"),
    "undated": ("With no date set", "none"),
}
"""The groups: the title, and the filter of the list that shows all of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What falls due at about the same time. `due` is the filter of the list that shows all of its cases, and `amount`
    how many these are, counted a little beyond 1,000. `lines` are cases and tasks, the first due first."""

    name: str
    title: str
    due: str
    amount: int
    lines: Sequence[CaseRow | TaskRow] = field(default=())

    @property
    def number_of_tasks(self) -> int:
        return sum(isinstance(line, TaskRow) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The whole page. What is for managers alone is empty for everybody else."""

    groups: Sequence[Group]
    untaken: int
    """Open cases that nobody owns, counted up to 1,001."""
    tasks_left_out: int
    sent: Sequence[Any]
    to_sign: int
    """Counted up to `signing.MOST`."""
    team: Team | None
    limits: Sequence[LimitRow]
    """Limits on contact that are to be looked at again within a week, or should have been."""
    filters: Sequence[Found]
    stands_in: Sequence[StandIn]


def of(actor: Actor) -> Work:
    """Their own and that of those for whom they stand in today."""
    is_manager = Role.MANAGER in actor.roles
    away = absences.away()
    stands_in = absences.looked_after_by(actor, away)
    others = [each.user_id for each in stands_in]
    owners = [actor.user_id, *others]
    today = clock.today()
    days = {"today": today, "in_a_week": today + WEEK}
    given = {"reader": actor.user_id, "team": actor.team_id, **days, **walks.owners(owners)}
    of_team = actor.team_id is not None if is_manager else None
    amounts = read(_amounts(sight(actor), len(owners), of_team=of_team), **given).one()
    cases = rows.to_rows(read(_first_lines(sight(actor), len(owners)), **given))
    todo = tasks.of_actor(actor, stands_in_for=others)
    return Work(
        groups=_groups(amounts, cases, todo.rows, today),
        untaken=amounts.untaken if can(actor, Permission.CASE_WRITE) else 0,
        tasks_left_out=todo.amount - len(todo.rows),
        sent=read(_sent(sight(actor)), **given).all(),
        to_sign=signing.amount(actor),
        team=team.of(actor, away, amount=amounts.team_overdue) if is_manager else None,
        limits=limits.to_review(until=today + WEEK, actor=actor) if can(actor, Permission.CONTACT_LIMIT) else (),
        filters=filters.counted(actor, stands_in_for=others),
        stands_in=stands_in,
    )


def _groups(amounts: Any, cases: Iterable[CaseRow], todo: Iterable[TaskRow], today: dt.date) -> list[Group]:
    grouped: dict[str, list[tuple[dt.date, CaseRow | TaskRow]]] = {name: [] for name in SPANS}
    for task in todo:
        grouped[_span_of(task.due_on, today)].append((task.due_on or today, task))
    for case in cases:
        grouped[_span_of(case.next_due_on, today)].append((case.next_due_on or today, case))
    found = [
        Group(
            name=name,
            title=title,
            due=due,
            amount=getattr(amounts, name),
            lines=[line for _, line in sorted(grouped[name], key=lambda each: each[0])],
        )
        for name, (title, due) in SPANS.items()
    ]
    return [group for group in found if group.lines]


def _span_of(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "undated"
    if due < today:
        return "overdue"
    if due == today:
        return "today"
    return "week" if due <= today + WEEK else "later"


@cache
def _amounts(sight: Sight, number_of_owners: int, *, of_team: bool | None) -> Select[*tuple[Any, ...]]:
    """How many cases each group has, and how many nobody owns. `of_team`: None where no team is looked after."""
    teams = [] if of_team is None else [team.overdue_now(sight, of_team=of_team).label("team_overdue")]
    whose = walks.owned_by_one_of(number_of_owners)
    groups = (walks.amount_now(span, sight=sight, alternatives=whose).label(span) for span in SPANS)
    return select(*groups, walks.amount_now("unowned", sight=sight).label("untaken"), *teams)


@cache
def _first_lines(sight: Sight, number_of_owners: int) -> Select[*tuple[Any, ...]]:
    """The first cases of each group, by one walk per owner and category: an index by these and the date serves it."""
    whose = walks.owned_by_one_of(number_of_owners)
    firsts = (walks.first_of(span, sight=sight, most=SHOWN, alternatives=whose).subquery() for span in SPANS)
    keys = union_all(*map(select, firsts)).subquery()
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(keys.c.key, keys.c.id)


@cache
def _sent(sight: Sight) -> Select[*tuple[Any, ...]]:
    """The last reminders to the reader, with the reference where the case is still theirs to see."""
    query = select(Message.kind, Message.due_on, Message.state, Message.sent_at, Message.created_at, Case.reference)
    query = query.join(Case, Case.id == Message.case_id).where(Message.recipient_id == READER)
    return scope(query, sight).order_by(Message.id.desc()).limit(10)
