"""The filters that somebody keeps and those that are shared, and how many cases each finds."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, case, or_, select

from casework.access import READER, Actor
from casework.errors import NotFound
from casework.extensions import read
from casework.models import SavedFilter, User, known_as
from casework.pages.desk import queues
from casework.pages.desk.queues import Filters
from casework.services.desk import filters

CHOSEN = ("state", "owner", "team", "district", "issue", "tag", "priority", "lead")
"""What is chosen from a list that the office has."""
COUNTED = 8
"""Filters of which My work says how many cases they find: each is a question of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRow:
    """`owner` is marked where the account is closed."""

    id: int
    name: str
    is_shared: bool
    query: Mapping[str, str]
    words: str
    owner: str
    row_version: int
    is_mine: bool
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`amount` is counted a little beyond 1,000; None where that takes a search through the office."""

    id: int
    name: str
    amount: int | None


def of_actor(actor: Actor) -> Sequence[FilterRow]:
    """One's own by name, then the shared ones of others."""
    return [
        FilterRow(
            id=row.id,
            name=row.name,
            is_shared=row.is_shared,
            query=row.query,
            words=row.words,
            owner=row.owner,
            row_version=row.row_version,
            is_mine=row.owner_id == actor.user_id,
            may_change=filters.may_change(row.owner_id, owner_is_here=row.is_enabled, actor=actor),
        )
        for row in read(_kept(), reader=actor.user_id)
    ]


def find(filter_id: int, *, actor: Actor) -> FilterRow:
    """One's own or a shared one. Raises `NotFound`."""
    for row in of_actor(actor):
        if row.id == filter_id:
            return row
    raise NotFound(filters.GONE)


def counted(actor: Actor, *, stands_in_for: Sequence[int]) -> Sequence[Found]:
    """For My work: the first ones, each with how many cases it finds today. `stands_in_for`: today."""
    found = []
    for row in of_actor(actor)[:COUNTED]:
        amount = None
        if not row.words:
            amount = queues.amount(to_filters(row.query), actor=actor, stands_in_for=stands_in_for)
        found.append(Found(id=row.id, name=row.name, amount=amount))
    return found


def to_filters(query: Mapping[str, str]) -> Filters:
    """What a kept query limits a list to, without words."""
    return Filters(
        case_type=query.get("type", ""),
        category=query.get("category") or "current",
        received_from=_day(query, "received_from"),
        received_to=_day(query, "received_to"),
        **{name: query.get(name, "") for name in (*CHOSEN, "due", "ball")},
        sort=query.get("sort") or "due",
    )


def to_query(limits: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the address of a list that is limited so, without words."""
    query = {"type": limits.get("case_type", "")}
    for name in ("category", *CHOSEN, "due", "ball", "sort"):
        query[name] = limits.get(name, "")
    for name in ("received_from", "received_to"):
        day = limits.get(name)
        if day is not None:
            query |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
    return {name: value for name, value in query.items() if value}


def _day(query: Mapping[str, str], name: str) -> dt.date | None:
    parts = [query.get(f"{name}-{part}", "") for part in ("year", "month", "day")]
    return dt.date(*map(int, parts)) if all(parts) else None


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    kept = (
        SavedFilter.id,
        SavedFilter.name,
        SavedFilter.is_shared,
        SavedFilter.query,
        SavedFilter.words,
        SavedFilter.row_version,
    )
    query = select(*kept, SavedFilter.owner_id, known_as().label("owner"), User.is_enabled)
    query = query.join(User, User.id == SavedFilter.owner_id)
    is_other = case((SavedFilter.owner_id == READER, 0), else_=1)
    return query.where(or_(SavedFilter.owner_id == READER, SavedFilter.is_shared)).order_by(is_other, SavedFilter.name)
