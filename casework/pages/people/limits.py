"""The register of unreasonable contact: who is limited, until when, and what is to be looked at again (section 7.6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from casework import clock, openings
from casework.access import Actor, restricted_id, scope, scope_people
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Case, ContactLimit, LimitDecision, Party, Person, User
from casework.services.people.limits import is_open_to

SHOWN = 20
WORDS = {"imposed": "Decided", "kept": "Kept", "lifted": "Lifted"}
"""What was decided, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision about a limit: what, why, when and by whom."""

    limit_id: int
    decided: str
    what: str
    reasons: str
    until_on: dt.date
    decided_on: dt.date
    decider: str

    @property
    def in_words(self) -> str:
        return WORDS[self.decided]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    id: int
    person_id: int
    name: str
    reference: str | None
    """The case that it was decided on; None of somebody who had none."""
    what: str
    challenge: str
    until_on: dt.date
    review_on: dt.date
    ended_on: dt.date | None
    row_version: int
    is_in_force: bool
    decisions: Sequence[Decided] = ()
    """What was decided about it, the first decision first; not read where one limit is looked up."""

    @property
    def is_to_review(self) -> bool:
        return self.ended_on is None and self.review_on <= clock.today()


def register(*, actor: Actor) -> list[LimitRow]:
    """Every limit that was not lifted, what is to be looked at first on top."""
    query = _selected(actor).where(ContactLimit.ended_on.is_(None))
    return _with_decisions(_rows(query.order_by(ContactLimit.review_on, ContactLimit.id)))


def to_review(*, until: dt.date, actor: Actor) -> list[LimitRow]:
    """What is to be looked at again by this day, the first first, with or without a case: the register has the rest."""
    query = _selected(actor).where(ContactLimit.ended_on.is_(None), ContactLimit.review_on <= until)
    return _rows(query.order_by(ContactLimit.review_on, ContactLimit.id).limit(SHOWN))


def of_person(person_id: int, *, actor: Actor) -> list[LimitRow]:
    """All that there ever were, the newest first."""
    query = _selected(actor).where(ContactLimit.person_id == person_id)
    return _with_decisions(_rows(query.order_by(ContactLimit.id.desc())))


def one(limit_id: int, *, actor: Actor) -> LimitRow:
    """Raises `NotFound`, also where it was decided on a restricted case that is not the actor's."""
    found = _rows(_selected(actor).where(ContactLimit.id == limit_id))
    if not found:
        raise NotFound
    return found[0]


def cases(person_id: int, *, actor: Actor) -> Sequence[tuple[str, str]]:
    """The cases of somebody on which a limit could be decided, the newest first."""
    theirs = Case.id.in_(select(Party.case_id).where(Party.person_id == person_id, Party.part != Party.FORMER))
    query = select(Case.reference, Case.about, restricted_id()).where(theirs)
    rows = read(scope(query, actor).order_by(Case.id.desc()).limit(50)).all()
    openings.mark_listed([row.restricted_id for row in rows])
    return [(row.reference, f"{row.reference}: {row.about}") for row in rows]


def _selected(actor: Actor) -> Select[*tuple[Any, ...]]:
    own = [getattr(ContactLimit, name) for name in LimitRow.__dataclass_fields__ if hasattr(ContactLimit, name)]
    holds = ContactLimit.in_force(clock.today()).label("is_in_force")
    query = select(*own, holds, Person.full_name.label("name"), Case.reference, restricted_id())
    query = query.join(Person, Person.id == ContactLimit.person_id).outerjoin(Case, Case.id == ContactLimit.case_id)
    return scope_people(query.where(is_open_to(actor)), actor)


def _rows(query: Select[*tuple[Any, ...]]) -> list[LimitRow]:
    rows = read(query).mappings().all()
    openings.mark_listed([row["restricted_id"] for row in rows])
    return [LimitRow(**{name: row[name] for name in LimitRow.__dataclass_fields__ if name in row}) for row in rows]


def _with_decisions(limits: Sequence[LimitRow]) -> list[LimitRow]:
    """These limits, which were found visible. No query where there are none."""
    if not limits:
        return []
    names = [name for name in Decided.__dataclass_fields__ if hasattr(LimitDecision, name)]
    decider = func.coalesce(User.name, "Casework").label("decider")
    query = select(*(getattr(LimitDecision, name) for name in names), decider)
    query = query.outerjoin(User, User.id == LimitDecision.decided_by_id)
    these = LimitDecision.limit_id.in_([row.id for row in limits])
    found: dict[int, list[Decided]] = {}
    for row in read(query.where(these).order_by(LimitDecision.id)):
        found.setdefault(row.limit_id, []).append(Decided(**row._mapping))
    return [replace(row, decisions=found.get(row.id, ())) for row in limits]
