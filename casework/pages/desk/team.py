"""What a manager sees of the team: what is overdue, why and whose it is; how much each has in hand; who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select

from casework import clock
from casework.access import Actor, Sight, sight
from casework.extensions import read
from casework.models import Case
from casework.pages.desk import loads, rows, walks
from casework.pages.desk.loads import Load
from casework.pages.desk.queues import MINE
from casework.pages.desk.rows import CaseRow
from casework.pages.office.absences import Away
from workflows.ball import Ball
from workflows.calendars import spoken

SHOWN = 20
"""Overdue cases; the list of cases has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An overdue case, and why it is: a few words each."""

    case: CaseRow
    why: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """`amount` counts also the overdue cases that are not shown, up to 1,001. `filter` limits a list to the same
    cases."""

    overdue: Sequence[Overdue]
    amount: int
    loads: Sequence[Load]
    away: Sequence[Away]
    filter: str


def of(actor: Actor, away: Sequence[Away], *, amount: int) -> Team:
    """Of a manager with a team the cases of that and of no team; of any other those of the office. `amount`: what
    `overdue_now` counted."""
    of_team = actor.team_id is not None
    given = {"reader": actor.user_id, "team": actor.team_id, "today": clock.today()}
    found = rows.to_rows(read(_first_overdue(sight(actor), of_team=of_team), **given))
    by_id = {each.user_id: each for each in away}
    return Team(
        overdue=[Overdue(case=case, why=_why(case, by_id.get(case.owner_id or 0))) for case in found],
        amount=amount,
        loads=loads.of(actor),
        away=away,
        filter=MINE if of_team else "",
    )


def _why(case: CaseRow, away: Away | None) -> list[str]:
    """What keeps it: nobody has it, whoever has it is away, somebody else has the turn, or a step is not made yet."""
    found = [] if case.owner else ["Nobody owns it yet"]
    if case.owner_is_closed:
        found.append("Its owner's account is closed")
    if away is not None:
        found.append(f"{away.name} is away until {spoken(away.until)}, and {away.stand_in} stands in")
    if case.on_hold:
        found.append("It is on hold")
    if case.waits_since is not None:
        found.append(f"It has waited for the person since {spoken(case.waits_since)}")
    now = rows.glance_of_office(case)
    whom = case.ball_in_words if case.ball is Ball.PARTNER else now.waits_for
    found.append(f"Waiting for {whom}" if whom else f"Not done yet: {_lower(now.step)}")
    return found


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _alternatives(*, of_team: bool) -> tuple[tuple[str, ...], ...]:
    return (("team",), ("teamless",)) if of_team else ((),)


@cache
def _first_overdue(sight: Sight, *, of_team: bool) -> Select[*tuple[Any, ...]]:
    keys = walks.first_of("overdue", sight=sight, most=SHOWN, alternatives=_alternatives(of_team=of_team)).subquery()
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(keys.c.key, keys.c.id)


def overdue_now(sight: Sight, *, of_team: bool) -> ColumnElement[int]:
    """How many cases are overdue, as a column of a statement that is given `team`."""
    return walks.amount_now("overdue", sight=sight, alternatives=_alternatives(of_team=of_team))
