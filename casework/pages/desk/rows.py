"""One line of a list of cases, and the columns that it is made from.

Lists select columns, never rows of the ORM: a list of fifty is one query and no lazy loading.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select

from casework import clock, openings
from casework.access import Actor
from casework.models import Case, Hold, PartnerQuestion, Person, User, known_as
from casework.models.users import CLOSED
from casework.services.record.cases import WAITING
from workflows import ball
from workflows.ball import BALL_LABELS, Ball
from workflows.next_step import Glance, at_a_glance
from workflows.registry import CASE_WORKFLOWS, WORKFLOWS
from workflows.roles import STAFF, Role

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
    Case.row_version,
    Case.owner_id,
    Person.full_name.label("person"),
    known_as().label("owner"),
    Hold.reason_code.label("hold_reason"),
    Hold.held_on,
)


def _state_in_words() -> ColumnElement[str]:
    """By its type first, so that no line is compared with the states of every type."""
    of_type = {
        name: case(
            {state.value: workflow.labels[state].lower() for state in workflow.states},
            value=Case.state,
            else_=Case.state,
        )
        for name, workflow in CASE_WORKFLOWS.items()
    }
    return case(of_type, value=Case.case_type, else_=Case.state)


VALUES: Mapping[str, Callable[[], ColumnElement[Any]]] = {
    "person": lambda: Person.name_key.expression,
    "about": lambda: func.lower(Case.about),
    "state": _state_in_words,
    "owner": lambda: func.lower(User.name),
}
"""What lines can be sorted by that no index has in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """What a list says of a case. `owner` is marked where the account is closed. `asked`: how many organisations have
    not answered a question of it, `asked_of` being one of them."""

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
    row_version: int
    owner_id: int | None
    person: str | None
    owner: str | None
    hold_reason: str | None
    held_on: dt.date | None
    asked_of: str | None
    asked: int
    overdue: bool

    @property
    def waits_since(self) -> dt.date | None:
        """Since when the case waits for the person, where it does."""
        return self.held_on if self.hold_reason == WAITING else None

    @property
    def on_hold(self) -> bool:
        """Whether it is on hold for another reason."""
        return self.held_on is not None and self.hold_reason != WAITING

    @property
    def ball(self) -> Ball | None:
        """Who has the ball; nobody once it is closed."""
        if self.category == "closed":
            return None
        return ball.of(self.case_type, self.state, waits=self.waits_since is not None, asked=self.asked > 0)

    @property
    def ball_name(self) -> str:
        """The name of who has it, where the line knows one."""
        if self.ball is Ball.PERSON:
            return self.person or ""
        if self.ball is not Ball.PARTNER or not self.asked_of:
            return ""
        return self.asked_of if self.asked == 1 else f"{self.asked_of} and {self.asked - 1} more"

    @property
    def ball_in_words(self) -> str:
        """The same as one says it in a sentence."""
        if self.ball is not Ball.PARTNER or self.ball_name:
            return self.ball_name or (BALL_LABELS[self.ball].lower() if self.ball else "")
        workflow = WORKFLOWS[self.case_type]
        return workflow.turns[workflow.states(self.state)].who

    @property
    def owner_is_closed(self) -> bool:
        return (self.owner or "").endswith(CLOSED)


@cache
def selected() -> Select[*tuple[Any, ...]]:
    """The columns of a line; add conditions, order and limit."""
    mine = PartnerQuestion.case_id == Case.id, PartnerQuestion.category == "open"
    asked = [
        select(found).where(*mine).correlate(Case).scalar_subquery().label(name)
        for name, found in (("asked_of", func.min(PartnerQuestion.asked_of)), ("asked", func.count(PartnerQuestion.id)))
    ]
    joined = select(*COLUMNS, *asked).select_from(Case).outerjoin(Person, Person.id == Case.person_id)
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
    return _glance(row.case_type, row.state, actor.roles, waits=row.waits_since is not None)


def glance_of_office(row: CaseRow) -> Glance:
    """The same for the office: its likely step, whoever makes it."""
    return _glance(row.case_type, row.state, STAFF, waits=row.waits_since is not None)


@cache
def _glance(case_type: str, state: str, roles: frozenset[Role], *, waits: bool) -> Glance:
    workflow = WORKFLOWS[case_type]
    return at_a_glance(workflow, workflow.states(state), roles, waits=waits)
