"""Who might this be: the people likely to be the one who is in touch, with their open cases."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from casework import openings
from casework.access import Actor, Sight, restricted_id, scope, sight
from casework.extensions import read
from casework.models import Case, Contact
from casework.pages.people import strips
from casework.services.people import people
from casework.services.people.people import PersonEntry
from casework.words import plural
from workflows.calendars import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One likely person. `reason` is what speaks for it in words; `cases` are those that the actor may see:
    (reference, about, is open)."""

    person_id: int
    name: str
    reason: str
    known_by: str
    safety: str
    """What must be read before anybody rings, in words."""
    last_contact_on: dt.date | None
    number_of_cases: int
    cases: list[tuple[str, str, bool]]


def likely(entry: PersonEntry, *, actor: Actor) -> list[Match]:
    """Eight queries, however many people match."""
    found = people.likely(entry, actor=actor)
    if not found:
        return []
    ids = [person.id for person, _ in found]
    contacts, safety = _last_contacts(ids, actor), strips.of_people(ids)
    cases: dict[int | None, list[tuple[str, str, bool]]] = {}
    for row in read(_of_people(sight(actor)), people=ids, reader=actor.user_id):
        openings.mark_listed([row.restricted_id])
        cases.setdefault(row.person_id, []).append((row.reference, row.about, row.category != "closed"))
    return [
        Match(
            person_id=person.id,
            name=person.full_name,
            reason=reason,
            known_by=", ".join(part for part in (person.email, person.phone, person.postcode) if part),
            safety=safety[person.id].in_words if person.id in safety else "",
            last_contact_on=contacts.get(person.id),
            number_of_cases=len(cases.get(person.id, [])),
            cases=cases.get(person.id, [])[:5],
        )
        for person, reason in found
    ]


@cache
def _of_people(sight: Sight) -> Select[*tuple[Any, ...]]:
    these = Case.person_id.in_(bindparam("people", expanding=True))
    query = select(Case.person_id, Case.reference, Case.about, Case.category, restricted_id()).where(these)
    return scope(query, sight).order_by(Case.id.desc())


def choices(matches: list[Match], *, with_cases: bool) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """The answers to "who is this", and their hints: a case of theirs, the person, somebody new."""
    offered: list[tuple[str, str]] = []
    hints: dict[str, str] = {}
    for match in matches:
        for reference, about, is_open in match.cases if with_cases else ():
            if is_open:
                offered.append((f"case:{reference}", f"{match.name}: add to {reference}"))
                hints[f"case:{reference}"] = ". ".join(part for part in (match.safety, about) if part)
        value = f"person:{match.person_id}"
        offered.append((value, f"{match.name}: another matter" if with_cases else match.name))
        hints[value] = _known(match)
    offered.append(("new", "Somebody new"))
    return offered, hints


def _known(match: Match) -> str:
    number, last = match.number_of_cases, match.last_contact_on
    counted = plural(number, "case")
    spoken = f"last contact {written(last)}" if last else ""
    known = ", ".join(part for part in (match.known_by, counted, spoken) if part)
    return ". ".join(part for part in (match.safety, match.reason, known) if part)


def _last_contacts(ids: list[int], actor: Actor) -> dict[int | None, dt.date]:
    """The last contact on a case that the actor may see."""
    return {row.person_id: row.day for row in read(_last(sight(actor)), people=ids, reader=actor.user_id)}


@cache
def _last(sight: Sight) -> Select[*tuple[Any, ...]]:
    query = select(Contact.person_id, func.max(Contact.happened_on).label("day")).join(Case, Case.id == Contact.case_id)
    query = query.where(Contact.person_id.in_(bindparam("people", expanding=True)))
    return scope(query, sight).group_by(Contact.person_id)
