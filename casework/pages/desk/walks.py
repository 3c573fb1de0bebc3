"""The statements of the list of cases. Each is made once for its shape; what is looked for is given when it is carried
out.

Fast at 100,000 cases because each page walks an index from where the last one ended (no OFFSET), one limited walk for
each category and each alternative, and counts no further than 1,000. Cases without a due date come after those with
one. By what no index has in order (`rows.VALUES`) all are looked at for each page, and as many kept as it has lines: a
page then begins after a line that is named by its id alone, so that no name and no matter stands in an address.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from casework.access import Sight, scope
from casework.models import Case, CaseTag, Person, User
from casework.pages.desk import rows
from casework.services.deadlines import waiting
from casework.services.types import partner_question
from workflows import ball
from workflows.ball import Ball

PAGE = 50
IN_ONE_PART = 500
"""Lines that are read at once where all of a list are."""
COUNTED_TO = 1000
OF_STATE = "of the state"
"""The category of a state that a list is limited to: said twice it would mislead PostgreSQL."""
SHAPES = 500
"""Statements that are kept: more than an office uses, and few enough for any memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the statement of a walk differs by. `limits` are names of `LIMITS`; of the `alternatives` one must hold
    besides, and each has an index of its own to walk along. `begins` is how the place at which it begins is said: by
    key, by id alone, or not at all."""

    limits: tuple[str, ...]
    categories: tuple[str, ...]
    sort: str
    sight: Sight
    alternatives: tuple[tuple[str, ...], ...] = ((),)
    undated: bool = False
    begins: str = ""
    backwards: bool = False

    @property
    def descending(self) -> bool:
        return (self.sort == "received") != self.backwards

    def through(self, *, undated: bool, begins: str) -> Self:
        return replace(self, undated=undated, begins=begins)


_WAITS = Case.id.in_(waiting.case_ids())
_ASKED = Case.id.in_(partner_question.open_case_ids())


def _in_state(whose: Ball) -> ColumnElement[bool]:
    """The open states of each type that are of these."""
    return or_(*(and_(Case.case_type == name, Case.state.in_(states)) for name, states in ball.states(whose).items()))


LIMITS: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "case_type": lambda: Case.case_type == bindparam("case_type"),
    "state": lambda: and_(Case.case_type == bindparam("state_type"), Case.state == bindparam("state")),
    "owner": lambda: Case.owner_id == bindparam("owner"),
    "unowned": lambda: Case.owner_id.is_(None),
    "team": lambda: Case.team_id == bindparam("team"),
    "teamless": lambda: Case.team_id.is_(None),
    "district": lambda: Case.district == bindparam("district"),
    "issue": lambda: Case.issue == bindparam("issue"),
    "priority": lambda: Case.priority == bindparam("priority"),
    "lead": lambda: Case.lead_id == bindparam("lead"),
    "tag": lambda: Case.id.in_(select(CaseTag.case_id).where(CaseTag.tag == bindparam("tag"))),
    "overdue": lambda: Case.next_due_on < bindparam("today"),
    "today": lambda: Case.next_due_on == bindparam("today"),
    "week": lambda: and_(Case.next_due_on > bindparam("today"), Case.next_due_on <= bindparam("in_a_week")),
    "soon": lambda: and_(Case.next_due_on >= bindparam("today"), Case.next_due_on <= bindparam("in_a_week")),
    "later": lambda: Case.next_due_on > bindparam("in_a_week"),
    "undated": lambda: Case.next_due_on.is_(None),
    "with_us": lambda: and_(not_(_WAITS), not_(_ASKED), _in_state(Ball.US)),
    "with_partner": lambda: and_(not_(_WAITS), or_(_ASKED, _in_state(Ball.PARTNER))),
    "with_person": lambda: or_(_WAITS, and_(not_(_ASKED), _in_state(Ball.PERSON))),
    "received_from": lambda: Case.received_on >= bindparam("received_from"),
    "received_to": lambda: Case.received_on <= bindparam("received_to"),
}
"""The conditions on `Case`, by what they limit a list to."""
OF_OWNER = "owner_"
"""Before the number of one of several owners: their ids are given by these names."""


def limit(name: str) -> ColumnElement[bool]:
    if name.startswith(OF_OWNER):
        return Case.owner_id == bindparam(name, type_=Integer())
    return LIMITS[name]()


def owned_by_one_of(number: int) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a list of what one of so many people owns."""
    return tuple((f"{OF_OWNER}{place}",) for place in range(number))


def owners(user_ids: Sequence[int | None]) -> dict[str, int | None]:
    """What is given for these alternatives."""
    return {f"{OF_OWNER}{place}": user_id for place, user_id in enumerate(user_ids)}


def amount_now(*limits: str, sight: Sight, alternatives: tuple[tuple[str, ...], ...] = ((),)) -> ColumnElement[int]:
    """How many new and open cases there are, each walk counted no further than one beyond `COUNTED_TO`."""
    shape = Shape(limits=limits, categories=Case.CURRENT, sort="due", sight=sight, alternatives=alternatives)
    return _sum([_counted(query) for query in _walks(shape, None)])


def first_of(*limits: str, sight: Sight, most: int, alternatives: tuple[tuple[str, ...], ...] = ((),)) -> Select[Any]:
    """The id and due date (`key`) of so many new and open cases, the first due first."""
    shape = Shape(limits=limits, categories=Case.CURRENT, sort="due", sight=sight, alternatives=alternatives)
    walks = []
    for query in _walks(shape, None):
        dated = query.add_columns(Case.next_due_on.label("key")).order_by(Case.next_due_on, Case.id).limit(most)
        walks.append(select(dated.subquery()))
    every = union_all(*walks).subquery()
    return select(every).order_by(every.c.key, every.c.id).limit(most)


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
    """One limited walk per category and alternative, merged: an index serves each of them."""
    walks = [select(_limited(shape, query).subquery()) for query in _walks(shape, found)]
    keys = union_all(*walks).subquery()
    order = (keys.c.key.desc(), keys.c.id.desc()) if shape.descending else (keys.c.key, keys.c.id)
    return rows.selected().join(keys, keys.c.id == Case.id).order_by(*order).limit(PAGE + 1)


def _make_amount(shape: Shape, found: Select[int] | None) -> Select[int]:
    return select(_sum([_counted(query) for query in _walks(shape, found)]))


def _walks(shape: Shape, found: Select[int] | None) -> Iterator[Select[Any]]:
    """The ids of each category and alternative."""
    for category in shape.categories:
        for alternative in shape.alternatives:
            conditions = [limit(name) for name in (*shape.limits, *alternative)]
            if category != OF_STATE:
                conditions.append(Case.category == category)
            if found is not None:
                # without an index that would lead SQLite through the whole office before what was found
                conditions = [func.coalesce(each, false()) for each in conditions] + [Case.id.in_(found)]
            yield scope(select(Case.id).where(*conditions), shape.sight)


def in_one_go(shape: Shape, found: Select[int] | None) -> Select[*tuple[Any, ...]]:
    """All lines of a list that no index has in order: to go through them by pages would sort them for every page."""
    ids, key = union_all(*_walks(shape, found)).subquery(), _value(shape.sort)
    return rows.selected().join(ids, ids.c.id == Case.id).order_by(key, Case.id)


@lru_cache(SHAPES)
def value_of(shape: Shape) -> Select[str]:
    """What the line `after_id` is sorted by, if the reader may see it."""
    query = _joined(shape.sort, select(_value(shape.sort)).select_from(Case))
    return scope(query.where(Case.id == bindparam("after_id", type_=Integer())), shape.sight)


def _column(sort: str) -> ColumnElement[Any]:
    columns: Mapping[str, Any] = {"due": Case.next_due_on, "received": Case.received_on, "reference": Case.reference}
    return columns[sort] if sort in columns else _value(sort)


def _joined(sort: str, query: Select[Any]) -> Select[Any]:
    """With the table that has what it is sorted by."""
    if sort == "person":
        return query.outerjoin(Person, Person.id == Case.person_id)
    return query.outerjoin(User, User.id == Case.owner_id) if sort == "owner" else query


def _value(sort: str) -> ColumnElement[str]:
    """What is empty comes last."""
    value = rows.VALUES[sort]()
    return case((value.is_(None), literal("1")), else_=literal("0").concat(value))


def _limited(shape: Shape, query: Select[Any]) -> Select[Any]:
    """A page of it and one line more, from where the shape begins."""
    column = _column(shape.sort)
    query = _joined(shape.sort, query).add_columns(column.label("key")).limit(PAGE + 1)
    query = query.order_by(*((column.desc(), Case.id.desc()) if shape.descending else (column, Case.id)))
    if shape.sort == "due":
        query = query.where(column.is_(None) if shape.undated else column.is_not(None))
    if not shape.begins:
        return query
    if shape.begins == "id":
        after: BindParameter[int] = bindparam("after_id", type_=Integer())
        return query.where(Case.id < after if shape.descending else Case.id > after)
    here = tuple_(column, Case.id)
    key = bindparam("after_key", type_=Date() if shape.sort in ("due", "received") else String())
    there = tuple_(key, bindparam("after_id", type_=Integer()))
    return query.where(here < there if shape.descending else here > there)
