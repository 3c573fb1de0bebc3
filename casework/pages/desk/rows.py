"""One line of a list of cases, and the columns that it is made from.

Lists select columns, never rows of the ORM: a list of fifty is one query and no lazy loading.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, select

from casework import clock, openings
from casework.access import Actor
from casework.models import Case, Hold, Person, User
from workflows.next_step import Glance, at_a_glance
from workflows.registry import WORKFLOWS
from workflows.roles import Role

COLUMNS: tuple[Any, ...] = (
    Case.id,
    Case.reference,
    Case.case_type,
    Case.state,
    Case.category,
    Case.about,
    Case.received_on,
    Case.next_due_on,
    Case.next_clock,
    Case.restricted,
    Case.urgent,
    Person.full_name.label("person"),
    User.name.label("owner"),
    Hold.id.is_not(None).label("on_hold"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """What a list says of a case."""

    id: int
    reference: str
    case_type: str
    state: str
    category: str
    about: str
    received_on: dt.date
    next_due_on: dt.date | None
    next_clock: str | None
    restricted: bool
    urgent: bool
    person: str | None
    owner: str | None
    on_hold: bool
    overdue: bool


@cache
def selected() -> Select[*tuple[Any, ...]]:
    """The columns of a line; add conditions, order and limit."""
    joined = select(*COLUMNS).select_from(Case).outerjoin(Person, Person.id == Case.person_id)
    # a join, because PostgreSQL would read all holds of the office for an "exists"
    joined = joined.outerjoin(Hold, and_(Hold.case_id == Case.id, Hold.released_on.is_(None)))
    return joined.outerjoin(User, User.id == Case.owner_id)


def to_rows(found: Iterable[Row[Any]]) -> list[CaseRow]:
    """The lines of a result. Whether one is overdue is never stored."""
    today = clock.today()
    rows = [CaseRow(**row._mapping, overdue=_is_overdue(row, today)) for row in found]
    openings.mark_listed(row.id for row in rows if row.restricted)
    return rows


def _is_overdue(row: Row[Any], today: dt.date) -> bool:
    return row.next_due_on is not None and row.category != "closed" and row.next_due_on < today


def glance(row: CaseRow, actor: Actor) -> Glance:
    """The step that is likely for the actor, and whom the case waits for: told from the line alone, without a query."""
    return _glance(row.case_type, row.state, actor.roles)


@cache
def _glance(case_type: str, state: str, roles: frozenset[Role]) -> Glance:
    workflow = WORKFLOWS[case_type]
    return at_a_glance(workflow, workflow.states(state), roles)
