"""The register of unreasonable contact: who is limited, until when, and what is to be looked at again (section 7.6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from casework import clock, openings
from casework.access import Actor, restricted_id, scope
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Case, ContactLimit, Party, Person, User
from casework.services.people.limits import LETTER
from workflows.registry import workflow_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    id: int
    person_id: int
    name: str
    reference: str
    what: str
    reasons: str
    challenge: str
    decided_on: dt.date
    decider: str
    until_on: dt.date
    review_on: dt.date
    ended_on: dt.date | None
    row_version: int
    is_in_force: bool

    @property
    def is_to_review(self) -> bool:
        return self.ended_on is None and self.review_on <= clock.today()


def register(*, actor: Actor) -> list[LimitRow]:
    """Every limit that was not lifted, what is to be looked at first on top."""
    query = _selected(actor).where(ContactLimit.ended_on.is_(None))
    return _rows(query.order_by(ContactLimit.review_on, ContactLimit.id))


def of_person(person_id: int, *, actor: Actor) -> list[LimitRow]:
    """All that there ever were, the newest first."""
    return _rows(_selected(actor).where(ContactLimit.person_id == person_id).order_by(ContactLimit.id.desc()))


def one(limit_id: int, *, actor: Actor) -> LimitRow:
    """Raises `NotFound`, also where it was decided on a restricted case that is not the actor's."""
    found = _rows(_selected(actor).where(ContactLimit.id == limit_id))
    if not found:
        raise NotFound
    return found[0]


def enquiries(person_id: int, *, actor: Actor) -> Sequence[tuple[str, str]]:
    """The enquiries of somebody on which a limit could be decided, the newest first."""
    theirs = Case.id.in_(select(Party.case_id).where(Party.person_id == person_id))
    # with nothing added SQLite, without statistics, would walk through all enquiries of the office
    of_type = Case.case_type.concat("") == workflow_of(LETTER).name
    query = select(Case.reference, Case.about, restricted_id()).where(theirs, of_type)
    rows = read(scope(query, actor).order_by(Case.id.desc()).limit(50)).all()
    openings.mark_listed([row.restricted_id for row in rows])
    return [(row.reference, f"{row.reference}: {row.about}") for row in rows]


def _selected(actor: Actor) -> Select[*tuple[Any, ...]]:
    own = [getattr(ContactLimit, name) for name in LimitRow.__dataclass_fields__ if hasattr(ContactLimit, name)]
    decider = func.coalesce(User.name, "Casework").label("decider")
    holds = ContactLimit.in_force(clock.today()).label("is_in_force")
    query = select(*own, holds, Person.full_name.label("name"), Case.reference, decider, restricted_id())
    query = query.join(Person, Person.id == ContactLimit.person_id).join(Case, Case.id == ContactLimit.case_id)
    return scope(query.outerjoin(User, User.id == ContactLimit.decided_by_id), actor)


def _rows(query: Select[*tuple[Any, ...]]) -> list[LimitRow]:
    rows = read(query).mappings().all()
    openings.mark_listed([row["restricted_id"] for row in rows])
    names = LimitRow.__dataclass_fields__
    return [LimitRow(**{name: row[name] for name in names}) for row in rows]
