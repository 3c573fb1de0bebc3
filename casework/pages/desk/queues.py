"""All cases: filtered, sorted, in keyset pages of 50."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select

from casework import clock
from casework.access import Actor, scope, sight
from casework.extensions import db, read
from casework.models import Case
from casework.pages.desk import rows, search, walks
from casework.pages.desk.rows import VALUES, CaseRow
from casework.pages.desk.walks import COUNTED_TO, PAGE, Shape
from casework.pages.office import absences
from casework.words import number_in
from workflows.ball import Ball
from workflows.registry import WORKFLOWS

NOBODY, MINE = "none", "mine"
CATEGORIES = {"current": Case.CURRENT, "new": ("new",), "open": ("open",), "closed": ("closed",)}
EVERY = (*Case.CURRENT, "closed")
SORTS = ("due", "received", "reference", *VALUES)
AS_GIVEN = ("case_type", "district", "issue", "tag", "priority", "received_from", "received_to")
"""What limits a list by its own value."""
DATED = frozenset({"overdue", "today", "week", "soon", "later"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is limited to; empty means no limit. `words` come from a kept search, never from the address.

    The owner `MINE` is whoever reads it and those for whom they stand in; the team `MINE` is theirs, with the cases of
    no team.
    """

    case_type: str = ""
    category: str = "current"
    state: str = ""
    owner: str = ""
    team: str = ""
    district: str = ""
    issue: str = ""
    tag: str = ""
    priority: str = ""
    lead: str = ""
    """The id of an organisation."""
    due: str = ""
    ball: str = ""
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
    """One page, and how many there are, in a number of queries that does not grow with the cases."""
    walk = _Walk(_asked(filters, actor), start)
    amount = walk.amount()
    found = walk.lines()
    more, found = len(found) > PAGE, found[:PAGE]
    if walk.shape.backwards:
        found.reverse()
    before, after = (more, True) if walk.shape.backwards else (walk.start is not None, more)
    sort = walk.shape.sort
    return Page(
        cases=found,
        amount=min(amount, COUNTED_TO),
        more_than_counted=amount > COUNTED_TO,
        previous=_place_of(found[0], sort, backwards=True) if found and before else None,
        next=_place_of(found[-1], sort) if found and after else None,
    )


def amount(filters: Filters, *, actor: Actor, stands_in_for: Sequence[int] | None = None) -> int:
    """How many there are, counted a little beyond `COUNTED_TO`. `stands_in_for`: looked up where it is not given."""
    return _Walk(_asked(filters, actor, stands_in_for), None).amount()


def every(filters: Filters, *, actor: Actor) -> Iterator[CaseRow]:
    """All lines of all pages, in their order, never all of them in memory."""
    asked = _asked(filters, actor)
    if asked.shape.sort in VALUES:
        for part in _Walk(asked, None).in_one_go():
            yield from rows.to_rows(part)
        return
    start: Place | None = None
    while True:
        walk = _Walk(asked, start)
        found = walk.lines()
        yield from found[:PAGE]
        if len(found) <= PAGE:
            return
        start = _place_of(found[PAGE - 1], walk.shape.sort)


def named(references: Collection[str], *, actor: Actor) -> list[CaseRow]:
    """The lines of these cases, as far as they may be seen."""
    query = rows.selected().where(Case.reference.in_(references)).order_by(Case.reference)
    return rows.to_rows(db.session.execute(scope(query, actor)))


def _place_of(row: CaseRow, sort: str, *, backwards: bool = False) -> Place:
    key = {"due": row.next_due_on, "received": row.received_on, "reference": row.reference}.get(sort)
    return Place(key=str(key or ""), id=row.id, backwards=backwards)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is the same on every page of a list. `found`: the cases with its words."""

    shape: Shape
    given: Mapping[str, Any]
    found: Select[int] | None


def _asked(filters: Filters, actor: Actor, stands_in_for: Sequence[int] | None = None) -> _Asked:
    alternatives, whose = _alternatives(filters, actor, stands_in_for)
    shape = Shape(
        limits=_limits(filters),
        alternatives=alternatives,
        categories=_categories(filters),
        sort=filters.sort if filters.sort in SORTS else "due",
        sight=sight(actor),
        backwards=False,
    )
    given = _given(filters) | whose | {"reader": actor.user_id}
    return _Asked(shape=shape, given=given, found=search.ids(filters.words) if filters.words else None)


class _Walk:
    """The walk along an index from one place on, a page and one line more."""

    def __init__(self, asked: _Asked, start: Place | None) -> None:
        self.start, self.given, self.found = start, dict(asked.given), asked.found
        self.shape = replace(asked.shape, backwards=start is not None and start.backwards)

    def amount(self) -> int:
        """How many there are, counted a little beyond `COUNTED_TO`."""
        return read(walks.amount(self.shape, self.found), **self.given).scalar_one()

    def lines(self) -> list[CaseRow]:
        """A page and one line more."""
        return self._by_value() if self.shape.sort in VALUES else self._along_an_index()

    def in_one_go(self) -> Iterator[Sequence[Row[Any]]]:
        statement = walks.in_one_go(self.shape, self.found).execution_options(yield_per=walks.IN_ONE_PART)
        return read(statement, **self.given).partitions()

    def _by_value(self) -> list[CaseRow]:
        """By what has no index. From the beginning where the line that it would begin after is not there to be seen."""
        begins = ""
        if self.start is not None:
            self.given["after_id"] = self.start.id
            self.given["after_key"] = read(walks.value_of(self.shape), **self.given).scalar()
            begins = "key"
            if self.given["after_key"] is None:
                begins, self.start, self.shape = "", None, replace(self.shape, backwards=False)
        return self._lines(self.shape.through(undated=False, begins=begins))

    def _along_an_index(self) -> list[CaseRow]:
        if self.start is not None:
            key: dt.date | str = self.start.key
            if self.start.key and self.shape.sort != "reference":
                key = dt.date.fromisoformat(self.start.key)
            self.given |= {"after_id": self.start.id, "after_key": key}
        return self._by_due() if self.shape.sort == "due" else self._by_column()

    def _by_due(self) -> list[CaseRow]:
        """First the dated, then the undated; the other way round backwards."""
        found: list[CaseRow] = []
        for undated, begins in self._parts():
            found += self._lines(self.shape.through(undated=undated, begins=begins))
            if len(found) > PAGE:
                break
        return found[: PAGE + 1]

    def _parts(self) -> list[tuple[bool, str]]:
        """Whether to go through those without a date, in turn, and how the place at which each part begins is said."""
        parts = [(False, ""), (True, "")]
        if self.shape.backwards:
            parts.reverse()
        if self.start is not None:
            here = not self.start.key
            passed = [undated for undated, _ in parts].index(here)
            parts = [(here, self._begins()), *parts[passed + 1 :]]
        if "undated" in self.shape.limits:
            return [part for part in parts if part[0]]
        return [part for part in parts if not (part[0] and DATED.intersection(self.shape.limits))]

    def _by_column(self) -> list[CaseRow]:
        """By the day of receipt, the latest first, or by the reference."""
        return self._lines(self.shape.through(undated=False, begins=self._begins()))

    def _begins(self) -> str:
        if self.start is None:
            return ""
        return "key" if self.start.key else "id"

    def _lines(self, shape: Shape) -> list[CaseRow]:
        return rows.to_rows(read(walks.lines(shape, self.found), **self.given))


def _categories(filters: Filters) -> tuple[str, ...]:
    """A state is of one category alone, so that the others need not be walked through."""
    categories = CATEGORIES.get(filters.category, EVERY)
    case_type, _, state = filters.state.partition(".")
    workflow = WORKFLOWS.get(case_type)
    if workflow is None or state not in set(workflow.states):
        return categories
    own = workflow.category(workflow.states(state)).value
    return (walks.OF_STATE,) if own in categories else categories


def _limits(filters: Filters) -> tuple[str, ...]:
    """The names of `walks.LIMITS` that hold."""
    plain = ("state", "team", "lead", *AS_GIVEN)
    names = [name for name in plain if getattr(filters, name) and (name != "team" or filters.team != MINE)]
    if filters.owner and filters.owner != MINE:
        names.append("unowned" if filters.owner == NOBODY else "owner")
    names += [f"with_{filters.ball}"] if filters.ball in [*Ball] else []
    if filters.due:
        names.append(filters.due if filters.due in DATED else "undated")
    return tuple(names)


def _alternatives(
    filters: Filters, actor: Actor, stands_in_for: Sequence[int] | None
) -> tuple[tuple[tuple[str, ...], ...], dict[str, Any]]:
    """What one of must hold besides, and the ids that are given for it."""
    whose: tuple[tuple[str, ...], ...] = ((),)
    given: dict[str, Any] = {}
    if filters.owner == MINE:
        if stands_in_for is None:
            stands_in_for = [each.user_id for each in absences.stands_in(actor)]
        ids = [actor.user_id, *stands_in_for]
        whose, given = walks.owned_by_one_of(len(ids)), walks.owners(ids)
    teams: tuple[tuple[str, ...], ...] = ((),)
    if filters.team == MINE and actor.team_id is not None:
        teams, given = (("team",), ("teamless",)), given | {"team": actor.team_id}
    return tuple((*owner, *team) for owner in whose for team in teams), given


def _given(filters: Filters) -> dict[str, Any]:
    """The values of all limits, also of those that do not hold."""
    case_type, _, state = filters.state.partition(".")
    return {
        **{name: getattr(filters, name) for name in AS_GIVEN},
        "state_type": case_type,
        "state": state,
        **{name: number_in(getattr(filters, name)) or 0 for name in ("owner", "team", "lead")},
        "today": clock.today(),
        "in_a_week": clock.today() + dt.timedelta(days=7),
    }
