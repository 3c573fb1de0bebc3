"""All cases: filtered, sorted, in keyset pages of 50.

Fast at 100,000 cases because each page walks an index from where the last one ended (no OFFSET), one limited
walk for each category, and counts no further than 1,000. Cases without a due date come after those with one.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_, union_all

from casework import clock
from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case
from casework.pages.desk import rows, search
from casework.pages.desk.rows import CaseRow

PAGE = 50
COUNTED_TO = 1000
NOBODY = "none"
CATEGORIES = {"current": ("new", "open"), "new": ("new",), "open": ("open",), "closed": ("closed",)}
EVERY = ("new", "open", "closed")
SORTS = ("due", "received", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is limited to; empty means no limit. `words` come from a kept search, never from the address."""

    case_type: str = ""
    category: str = "current"
    state: str = ""
    owner: str = ""
    team: str = ""
    district: str = ""
    issue: str = ""
    due: str = ""
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    words: str = ""
    sort: str = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after or before the line with this key. `key` is empty for an undated line."""

    key: str
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        return f"{self.key}.{self.id}"

    @property
    def name(self) -> str:
        """The name of the address's part that carries it."""
        return "before" if self.backwards else "after"


def place(text: str, *, sort: str, backwards: bool = False) -> Place | None:
    """The place that an address names, or None, which means the first page, for anything else."""
    found = re.fullmatch(r"([A-Z0-9-]{0,20})\.(\d{1,9})", text, re.ASCII)
    if not found:
        return None
    if sort != "reference" and found[1]:
        try:
            dt.date.fromisoformat(found[1])
        except ValueError:
            return None
    return Place(key=found[1], id=int(found[2]), backwards=backwards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list. `previous` and `next` are the places of the pages beside it."""

    cases: Sequence[CaseRow]
    amount: int
    more_than_counted: bool
    previous: Place | None
    next: Place | None


def find(filters: Filters, *, actor: Actor, start: Place | None = None) -> Page:
    """One page, and how many there are, in two or three queries."""
    walk = _Walk(filters, actor, start)
    found = walk.by_due() if filters.sort == "due" else walk.by_column()
    more, found = len(found) > PAGE, found[:PAGE]
    if walk.backwards:
        found.reverse()
    before, after = (more, True) if walk.backwards else (start is not None, more)
    amount = walk.amount()
    return Page(
        cases=found,
        amount=min(amount, COUNTED_TO),
        more_than_counted=amount > COUNTED_TO,
        previous=_place_of(found[0], filters.sort, backwards=True) if found and before else None,
        next=_place_of(found[-1], filters.sort) if found and after else None,
    )


def _place_of(row: CaseRow, sort: str, *, backwards: bool = False) -> Place:
    key = {"due": row.next_due_on, "received": row.received_on}.get(sort, row.reference)
    return Place(key=str(key or ""), id=row.id, backwards=backwards)


class _Walk:
    """The walk along an index from one place on, a page and one line more."""

    def __init__(self, filters: Filters, actor: Actor, start: Place | None) -> None:
        self.sort = filters.sort
        self.actor, self.start = actor, start
        self.backwards = start is not None and start.backwards
        self.categories = CATEGORIES.get(filters.category, EVERY)
        self.conditions = _conditions(filters)

    def amount(self) -> int:
        """How many there are, counted no further than one beyond `COUNTED_TO`."""
        query = scope(select(Case.id).where(*self.conditions, Case.category.in_(self.categories)), self.actor)
        return db.session.scalar(select(func.count()).select_from(query.limit(COUNTED_TO + 1).subquery())) or 0

    def by_due(self) -> list[CaseRow]:
        """First the dated, then the undated; the other way round backwards."""
        dated, undated = Case.next_due_on.is_not(None), Case.next_due_on.is_(None)
        parts = [undated, dated] if self.backwards else [dated, undated]
        if self.start and bool(self.start.key) == self.backwards:
            parts = parts[1:]
        found: list[CaseRow] = []
        for part in parts:
            found += self._merged(part, start=self.start if part is parts[0] else None)
            if len(found) > PAGE:
                break
        return found[: PAGE + 1]

    def by_column(self) -> list[CaseRow]:
        """By the day of receipt, the latest first, or by the reference."""
        column: Any = Case.received_on if self.sort == "received" else Case.reference
        descending = (self.sort == "received") != self.backwards
        keys = self._limited(column, start=self.start, descending=descending)
        if self.categories != EVERY:
            keys = keys.where(Case.category.in_(self.categories))
        return _lines(keys.subquery(), descending=descending)

    def _merged(self, part: ColumnElement[bool], *, start: Place | None) -> list[CaseRow]:
        """One limited walk per category, merged: an index by category and due date serves each of them."""
        walk = self._limited(Case.next_due_on, start=start, descending=self.backwards).where(part)
        walks = [select(walk.where(Case.category == category).subquery()) for category in self.categories]
        return _lines(union_all(*walks).subquery(), descending=self.backwards)

    def _limited(self, column: Any, *, start: Place | None, descending: bool) -> Select[Any]:
        query = scope(select(Case.id, column.label("key")).where(*self.conditions), self.actor)
        query = query.order_by(*((column.desc(), Case.id.desc()) if descending else (column, Case.id))).limit(PAGE + 1)
        if start is None:
            return query
        if not start.key:
            return query.where(Case.id < start.id if descending else Case.id > start.id)
        key = start.key if self.sort == "reference" else dt.date.fromisoformat(start.key)
        here = tuple_(column, Case.id)
        return query.where(here < (key, start.id) if descending else here > (key, start.id))


def _lines(keys: Any, *, descending: bool) -> list[CaseRow]:
    """The lines of the cases that a walk came to; it has asked already who may see them."""
    order = (keys.c.key.desc(), keys.c.id.desc()) if descending else (keys.c.key, keys.c.id)
    query = rows.selected().join(keys, keys.c.id == Case.id).order_by(*order).limit(PAGE + 1)
    return rows.to_rows(db.session.execute(query))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Every limit but the category's."""
    return [limit(getattr(filters, name)) for name, limit in LIMITS.items() if getattr(filters, name)]


def _state(named: str) -> ColumnElement[bool]:
    case_type, _, state = named.partition(".")
    return and_(Case.case_type == case_type, Case.state == state)


def _owner(owner: str) -> ColumnElement[bool]:
    return Case.owner_id.is_(None) if owner == NOBODY else Case.owner_id == _number(owner)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _due(span: str) -> ColumnElement[bool]:
    today, due = clock.today(), Case.next_due_on
    week = today + dt.timedelta(days=7)
    return {
        "overdue": due < today,
        "today": due == today,
        "week": and_(due > today, due <= week),
        "later": due > week,
    }.get(span, due.is_(None))


LIMITS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "case_type": lambda case_type: Case.case_type == case_type,
    "state": _state,
    "owner": _owner,
    "team": lambda team: Case.team_id == _number(team),
    "district": lambda district: Case.district == district,
    "issue": lambda issue: Case.issue == issue,
    "due": _due,
    "received_from": lambda day: Case.received_on >= day,
    "received_to": lambda day: Case.received_on <= day,
    "words": search.matches,
}
