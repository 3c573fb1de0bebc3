"""The statements of the list of cases. Each is made once for its shape; what is looked for is given when it is carried
out.

Fast at 100,000 cases because each page walks an index from where the last one ended (no OFFSET), one limited walk for
each category, and counts no further than 1,000. Cases without a due date come after those with one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    false,
    func,
    select,
    tuple_,
    union_all,
)

from casework.access import Sight, scope
from casework.models import Case, User
from casework.pages.desk import rows

PAGE = 50
COUNTED_TO = 1000
CURRENT = ("new", "open")
SHAPES = 500
"""Statements that are kept: more than an office uses, and few enough for any memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the statement of a walk differs by. `limits` are names of `LIMITS`; `begins` is how the place at which it
    begins is said: by key, by id alone, or not at all."""

    limits: tuple[str, ...]
    categories: tuple[str, ...]
    sort: str
    sight: Sight
    undated: bool = False
    begins: str = ""
    backwards: bool = False

    @property
    def descending(self) -> bool:
        return (self.sort == "received") != self.backwards

    def through(self, *, undated: bool, begins: str) -> Self:
        return replace(self, undated=undated, begins=begins)


LIMITS: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "case_type": lambda: Case.case_type == bindparam("case_type"),
    "state": lambda: and_(Case.case_type == bindparam("state_type"), Case.state == bindparam("state")),
    "owner": lambda: Case.owner_id == bindparam("owner"),
    "unowned": lambda: Case.owner_id.is_(None),
    "team": lambda: Case.team_id == bindparam("team"),
    "district": lambda: Case.district == bindparam("district"),
    "issue": lambda: Case.issue == bindparam("issue"),
    "overdue": lambda: Case.next_due_on < bindparam("today"),
    "today": lambda: Case.next_due_on == bindparam("today"),
    "week": lambda: and_(Case.next_due_on > bindparam("today"), Case.next_due_on <= bindparam("in_a_week")),
    "later": lambda: Case.next_due_on > bindparam("in_a_week"),
    "undated": lambda: Case.next_due_on.is_(None),
    "received_from": lambda: Case.received_on >= bindparam("received_from"),
    "received_to": lambda: Case.received_on <= bindparam("received_to"),
}
"""The conditions on `Case`, by what they limit a list to."""


def amount_now(*conditions: ColumnElement[bool], sight: Sight) -> ColumnElement[int]:
    """How many new and open cases there are, each of the two counted no further than one beyond `COUNTED_TO`. It may be
    about a row of `User` around it."""
    each = [scope(select(Case.id).where(Case.category == category, *conditions), sight) for category in CURRENT]
    return _sum([_counted(query.correlate(User)) for query in each])


def _counted(query: Select[int]) -> ScalarSelect[int]:
    """How many there are, counted no further than one beyond `COUNTED_TO`. In the order of an index, because PostgreSQL
    would collect all of them before it counts the first."""
    limited = query.order_by(Case.next_due_on, Case.id).limit(COUNTED_TO + 1).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()


def _sum(amounts: Sequence[ScalarSelect[int]]) -> ColumnElement[int]:
    total: ColumnElement[int] = amounts[0] + 0
    for amount in amounts[1:]:
        total = total + amount
    return total


def lines(shape: Shape, found: Select[int] | None = None) -> Select[*tuple[Any, ...]]:
    """The lines of a page and one more. `found`: the ids that words were found in; their statements are not kept."""
    return _lines(shape) if found is None else _make_lines(shape, found)


def amount(shape: Shape, found: Select[int] | None = None) -> Select[int]:
    """How many there are, counted no further than one beyond `COUNTED_TO` in each category."""
    return _amount(shape) if found is None else _make_amount(shape, found)


@lru_cache(SHAPES)
def _lines(shape: Shape) -> Select[*tuple[Any, ...]]:
    return _make_lines(shape, None)


@lru_cache(SHAPES)
def _amount(shape: Shape) -> Select[int]:
    return _make_amount(shape, None)


def _make_lines(shape: Shape, found: Select[int] | None) -> Select[*tuple[Any, ...]]:
    """One limited walk per category, merged: an index by category and column serves each of them."""
    walks = [select(_limited(shape, _chosen(shape, each, found)).subquery()) for each in shape.categories]
    keys = union_all(*walks).subquery()
    order = (keys.c.key.desc(), keys.c.id.desc()) if shape.descending else (keys.c.key, keys.c.id)
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(*order).limit(PAGE + 1)


def _make_amount(shape: Shape, found: Select[int] | None) -> Select[int]:
    return select(_sum([_counted(_chosen(shape, category, found)) for category in shape.categories]))


def _chosen(shape: Shape, category: str, found: Select[int] | None) -> Select[Any]:
    conditions = [LIMITS[name]() for name in shape.limits] + [Case.category == category]
    if found is not None:
        # without an index that would lead SQLite through the whole office before what was found
        conditions = [func.coalesce(condition, false()) for condition in conditions] + [Case.id.in_(found)]
    return scope(select(Case.id).where(*conditions), shape.sight)


def _limited(shape: Shape, query: Select[Any]) -> Select[Any]:
    """A page of it and one line more, from where the shape begins."""
    column: Any = {"due": Case.next_due_on, "received": Case.received_on, "reference": Case.reference}[shape.sort]
    query = query.add_columns(column.label("key")).limit(PAGE + 1)
    query = query.order_by(*((column.desc(), Case.id.desc()) if shape.descending else (column, Case.id)))
    if shape.sort == "due":
        query = query.where(column.is_(None) if shape.undated else column.is_not(None))
    if not shape.begins:
        return query
    if shape.begins == "id":
        after: BindParameter[int] = bindparam("after_id", type_=Integer())
        return query.where(Case.id < after if shape.descending else Case.id > after)
    here = tuple_(column, Case.id)
    key = bindparam("after_key", type_=String() if shape.sort == "reference" else Date())
    there = tuple_(key, bindparam("after_id", type_=Integer()))
    return query.where(here < there if shape.descending else here > there)
