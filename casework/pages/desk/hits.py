"""Somebody known, and a case, as they are said where somebody is looked for, and where it is asked who it is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from casework import openings
from casework.access import Actor, Sight, restricted_id, scope, sight
from casework.extensions import read
from casework.models import Case, Contact, Party, Person
from casework.pages.people import strips
from casework.pages.people.strips import Strip
from casework.services.people import people
from casework.services.people.people import PersonEntry
from casework.words import plural
from workflows.calendars import written

MOST_OF_ONE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHit:
    """A case as it is said on the phone."""

    reference: str
    about: str
    case_type: str
    state: str
    category: str
    received_on: dt.date
    person: str | None
    person_id: int | None = None
    strip: Strip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHit:
    """Somebody known, with the newest of the cases that the reader may see, open ones first."""

    person_id: int
    name: str
    known_by: str
    strip: Strip | None
    last_contact_on: dt.date | None
    number_of_cases: int
    cases: Sequence[CaseHit]
    reason: str = ""
    """What speaks for their being who is meant, in words."""

    @property
    def open_cases(self) -> list[CaseHit]:
        return [case for case in self.cases if case.category != "closed"]

    @property
    def in_words(self) -> str:
        """Why, by what they are known, how many cases they have and when they were last in touch."""
        last = f"last contact {written(self.last_contact_on)}" if self.last_contact_on else ""
        known = ", ".join(part for part in (self.known_by, plural(self.number_of_cases, "case"), last) if part)
        return ". ".join(part for part in (self.reason, known) if part)


def likely(entry: PersonEntry, *, actor: Actor) -> list[PersonHit]:
    """Who may be the one who is in touch, the likeliest first, each with what speaks for it."""
    found = people.likely(entry, actor=actor)
    reasons = {person.id: reason for person, reason in found}
    return to_people([person for person, _ in found], actor=actor, reasons=reasons)


def cases(*conditions: ColumnElement[bool], most: int, actor: Actor) -> list[CaseHit]:
    """Those that the actor may see, the newest first."""
    columns = (Case.reference, Case.about, Case.case_type, Case.state, Case.category, Case.received_on)
    query = select(*columns, Case.person_id, Person.full_name.label("person"), restricted_id())
    query = scope(query.select_from(Case).outerjoin(Person, Person.id == Case.person_id).where(*conditions), actor)
    rows = read(query.order_by(Case.id.desc()).limit(most)).all()
    openings.mark_listed(row.restricted_id for row in rows)
    known = strips.of_people([row.person_id for row in rows if row.person_id is not None])
    return [_case(row, row.person, known.get(row.person_id)) for row in rows]


def _case(row: Any, person: str | None, strip: Strip | None = None) -> CaseHit:
    names = ("reference", "about", "case_type", "state", "category", "received_on", "person_id")
    return CaseHit(**{name: getattr(row, name) for name in names}, person=person, strip=strip)


def person_columns() -> list[Any]:
    return [Person.id, Person.full_name, Person.email, Person.phone, Person.postcode]


def to_people(rows: Sequence[Any], *, actor: Actor, reasons: Mapping[int, str] | None = None) -> list[PersonHit]:
    """In their order. As many queries for one as for many."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    given: dict[str, Any] = {"people": ids, "reader": actor.user_id}
    theirs: dict[int, list[Any]] = {}
    for each in read(_of_people(sight(actor)), **given):
        theirs.setdefault(each.person_id, []).append(each)
    openings.mark_listed(each.restricted_id for found in theirs.values() for each in found)
    last = {row.person_id: row.day for row in read(_last_contacts(sight(actor)), **given)}
    known = strips.of_people(ids)
    return [
        PersonHit(
            person_id=row.id,
            name=row.full_name,
            known_by=", ".join(part for part in (row.phone, row.email, row.postcode) if part),
            strip=known.get(row.id),
            last_contact_on=last.get(row.id),
            number_of_cases=theirs[row.id][0].amount if row.id in theirs else 0,
            cases=[_case(each, row.full_name) for each in theirs.get(row.id, ())],
            reason=(reasons or {}).get(row.id, ""),
        )
        for row in rows
    ]


@cache
def _of_people(sight: Sight) -> Select[*tuple[Any, ...]]:
    """The newest cases of each, open ones first, with how many there are."""
    columns = (Case.id, Case.reference, Case.about, Case.case_type, Case.state, Case.category, Case.received_on)
    in_cases = scope(
        select(Party.person_id, *columns, restricted_id()).join(Case, Case.id == Party.case_id)
        .where(Party.person_id.in_(bindparam("people", expanding=True))).distinct(), sight,
    ).subquery()  # fmt: skip
    order = ((in_cases.c.category == "closed"), in_cases.c.id.desc())
    place = func.row_number().over(partition_by=in_cases.c.person_id, order_by=order).label("place")
    amount = func.count().over(partition_by=in_cases.c.person_id).label("amount")
    placed = select(in_cases, place, amount).subquery()
    return select(placed).where(placed.c.place <= MOST_OF_ONE).order_by(placed.c.person_id, placed.c.place)


@cache
def _last_contacts(sight: Sight) -> Select[*tuple[Any, ...]]:
    query = select(Contact.person_id, func.max(Contact.happened_on).label("day")).join(Case, Case.id == Contact.case_id)
    query = query.where(Contact.person_id.in_(bindparam("people", expanding=True)))
    return scope(query, sight).group_by(Contact.person_id)
