"""What the team has in hand, for managers: how many open cases each owner has."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, true, union_all

from casework import clock
from casework.access import Actor, Sight, scope, sight
from casework.extensions import read
from casework.models import Case, User, known_as

WEEK = dt.timedelta(days=7)
COUNTED_TO = 5000
"""New cases, and open cases, of a team, the first by due date. No team has more in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much one person has in hand. `owner_id` is empty for what nobody has taken."""

    owner_id: int | None
    owner: str
    amount: int
    overdue: int
    this_week: int


def of(actor: Actor) -> Sequence[Load]:
    """Open cases by owner, the most overdue first. Of a manager with a team those of the team, and of no team."""
    today = clock.today()
    given = {"reader": actor.user_id, "team": actor.team_id, "today": today, "in_a_week": today + WEEK}
    found = read(_by_owner(sight(actor), of_team=actor.team_id is not None), **given)
    loads = [Load(**{**row, "owner": row["owner"] or "Nobody yet"}) for row in found.mappings()]
    return sorted(loads, key=lambda load: (-load.overdue, -load.amount, load.owner))


@cache
def _by_owner(sight: Sight, *, of_team: bool) -> Select[*tuple[Any, ...]]:
    """From an index by team, category and date alone: a walk for each team and category."""
    teams = [Case.team_id == bindparam("team"), Case.team_id.is_(None)] if of_team else [true()]
    walks = []
    for team in teams:
        for category in Case.CURRENT:
            query = select(Case.owner_id, Case.next_due_on).where(team, Case.category == category)
            walks.append(select(scope(query, sight).order_by(Case.next_due_on).limit(COUNTED_TO).subquery()))
    found = union_all(*walks).subquery()
    due = found.c.next_due_on
    amounts = (
        select(
            found.c.owner_id,
            func.count().label("amount"),
            func.count(case((due < bindparam("today"), 1))).label("overdue"),
            func.count(case(((due >= bindparam("today")) & (due <= bindparam("in_a_week")), 1))).label("this_week"),
        )
        .group_by(found.c.owner_id)
        .subquery()
    )
    return select(*amounts.c, known_as().label("owner")).outerjoin(User, User.id == amounts.c.owner_id)
