"""Two records that may be of one person, side by side; a merge as it was made, and what came since."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from casework import clock, openings
from casework.access import Actor, restricted_id, scope, scope_people
from casework.errors import Invalid, NotFound
from casework.extensions import db, read
from casework.models import Case, Merge, Party, Person, PersonWay
from casework.pages.people import strips
from casework.services.people import candidates
from casework.services.people.doubles import merging, named_rows
from casework.services.people.keys import phone_keys
from casework.services.people.matching import scoring
from casework.services.people.people import PersonEntry
from casework.services.people.way_changes import LABELS as KINDS
from casework.statistics.years import year_of

MOVED = {
    "cases.person_id": "cases", "party.person_id": "parts in cases", "contact.person_id": "contacts",
    "letter.person_id": "letters", "incoming_mail.person_id": "mails", "person_way.person_id": "names and addresses",
    "representation.person_id": "times that they act for somebody",
    "representation.for_person_id": "times that somebody acts for them",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept of one of the two: facts as (label, text), cases that the reader may see."""

    person_id: int
    name: str
    facts: Sequence[tuple[str, str]]
    warning: str
    cases: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`years`: those in which both were in touch, so that the figures of people change by one."""

    records: tuple[Record, Record]
    reason: str
    years: Sequence[str]
    fingerprint: int


@dataclass(slots=True, kw_only=True)
class Came:
    """What came since a merge and belongs together: what it is in words, whose it is first thought to be, its rows."""

    text: str
    of_merged: bool | None = None
    rows: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A merge as it was made. `moved`: how many rows of each kind followed, in words."""

    id: int
    stands_id: int
    stands: str
    merged: str
    reason: str
    at: dt.datetime
    by: str
    moved: Sequence[str]
    undone_at: dt.datetime | None
    undone_by: str


def pair(one_id: int, other_id: int, *, actor: Actor) -> Pair:
    """Both side by side. Raises `NotFound`, and `NotAllowed` where not all of their cases are open to the reader."""
    if one_id == other_id:
        raise Invalid("", merging.SAME)
    both = [_person(number, actor) for number in (one_id, other_id)]
    merging.refuse_hidden(one_id, other_id, actor=actor)
    safety = strips.of_people([person.id for person in both])
    first, second = (_record(person, safety, actor) for person in both)
    known = candidates.known_of([one_id, other_id])
    likeness = scoring.compare(known[one_id], known[other_id]) if len(known) > 1 else None
    years = set.intersection(*({year_of(day).label for day in merging.days_of(person.id)} for person in both))
    return Pair(
        records=(first, second),
        reason=likeness.reason if likeness else "",
        years=sorted(years),
        fingerprint=merging.fingerprint(*both),
    )


def alike(person_id: int, words: str, *, actor: Actor) -> tuple[str, list[tuple[int, str, str]]]:
    """The name of somebody, and (id, name, reason) of records that may be of the same person, or of what is typed: a
    name, phone or mail."""
    person = _person(person_id, actor)
    entry = _typed(words) if words else _as_typed(person)
    found = [each for each in candidates.likely(entry, actor=actor) if each.person_id != person_id]
    names = (
        {row.id: row.full_name for row in read(_names(), people=[each.person_id for each in found])} if found else {}
    )
    return person.full_name, [(each.person_id, names[each.person_id], each.likeness.reason) for each in found]


def _typed(words: str) -> PersonEntry:
    return PersonEntry(full_name=words, email=words, phone=words if phone_keys(words) else "")


def _as_typed(person: Person) -> PersonEntry:
    """What is known of somebody, as if they were in touch."""
    return PersonEntry(
        full_name="" if person.unnamed else person.full_name,
        email=person.email or "",
        phone=person.phone or "",
        postcode=person.postcode or "",
        address=person.address or "",
    )


def made(merge_id: int, *, actor: Actor) -> Made:
    """Raises as `pair`."""
    row = merging.load(merge_id)
    merging.refuse_hidden(row.stands_id, row.merged_id, actor=actor)
    return _made(row)


def lately(person_id: int | None = None, *, actor: Actor, limit: int = 20) -> list[Made]:
    """The newest merges that the reader may see, all of them or those into one record."""
    query = select(Merge).order_by(Merge.id.desc()).limit(limit)
    query = query if person_id is None else query.where(Merge.stands_id == person_id)
    rows = db.session.scalars(query).all()
    hidden = merging.hidden_people([number for row in rows for number in (row.stands_id, row.merged_id)], actor=actor)
    return [_made(row) for row in rows if not hidden & {row.stands_id, row.merged_id}]


def came(merge_id: int, *, actor: Actor) -> Mapping[str, Came]:
    """What came since: everything of a case together, each address by itself. Raises as `pair`."""
    row, found = merging.load(merge_id), dict[str, Came]()
    merging.refuse_hidden(row.stands_id, row.merged_id, actor=actor)
    groups = [(place, values, _key(place, values)) for place, values in named_rows.since(row)]
    cases = {int(key.removeprefix("case-")) for _, _, key in groups if key.startswith("case-")}
    told = {case.id: case for case in read(scope(_cases_by_id(), actor), cases=list(cases))} if cases else {}
    for place, values, key in groups:
        if key not in found:
            number = int(key.partition("-")[2])
            found[key] = _came(told[number], row) if key.startswith("case-") else Came(text=_in_words(values))
        found[key].rows.setdefault(place, []).append(values["id"])
    return found


def _key(place: str, values: Mapping[str, Any]) -> str:
    case_id = values["id"] if place == "cases.person_id" else values.get("case_id")
    return f"case-{case_id}" if case_id else f"{place.partition('.')[0]}-{values['id']}"


def _came(case: Any, merge: Merge) -> Came:
    """A case from before goes with whoever had it; of a new one somebody must say whose it is."""
    openings.mark_listed([case.restricted_id])
    is_new = case.logged_at >= merge.merged_at
    return Came(
        text=f"{case.reference}: {case.about}", of_merged=None if is_new else case.id in merging.cases_moved(merge)
    )


def _in_words(values: Mapping[str, Any]) -> str:
    kind = KINDS.get(str(values.get("kind", "")), "Something else")
    return f"{kind}: {values.get('value') or values.get('postcode') or 'recorded since'}"


def _made(row: Merge) -> Made:
    moved = named_rows.moved(row)
    return Made(
        id=row.id,
        stands_id=row.stands_id,
        stands=row.stands.full_name,
        merged=row.merged.full_name,
        reason=row.reason,
        at=row.merged_at,
        by=row.merged_by.name if row.merged_by else "Casework",
        moved=[f"{len(moved[place])} {words}" for place, words in MOVED.items() if moved.get(place)],
        undone_at=row.undone_at,
        undone_by=row.undone_by.name if row.undone_by else "",
    )


def _person(person_id: int, actor: Actor) -> Person:
    person = db.session.scalar(scope_people(select(Person).where(Person.id == person_id), actor))
    if person is None or person.merged_into_id is not None:
        raise NotFound("There is no such record, or it has been merged into another one.")
    return person


def _record(person: Person, safety: Mapping[int, strips.Strip], actor: Actor) -> Record:
    facts = [("Recorded", clock.local(person.recorded_at).strftime("%-d %B %Y"))]
    facts += [("Kind", "Organisation")] if person.kind == "organisation" else []
    for way in sorted(read(_ways(), person=person.id), key=lambda way: list(KINDS).index(way.kind)):
        text = ", ".join(part for part in (way.value, way.postcode) if part)
        facts.append((KINDS[way.kind], f"{text} (not safe)" if way.unsafe else text))
    cases = read(scope(_cases(), actor), person=person.id).all()
    openings.mark_listed([case.restricted_id for case in cases])
    return Record(
        person_id=person.id,
        name=person.full_name,
        facts=facts,
        warning=safety[person.id].in_words if person.id in safety else "",
        cases=[(case.reference, case.about) for case in cases],
    )


def _names() -> Select[int, str]:
    return select(Person.id, Person.full_name).where(Person.id.in_(bindparam("people", expanding=True)))


def _ways() -> Select[*tuple[Any, ...]]:
    columns = (PersonWay.kind, PersonWay.value, PersonWay.postcode, PersonWay.unsafe)
    query = select(*columns).where(PersonWay.person_id == bindparam("person"))
    return query.order_by(PersonWay.preferred.desc(), PersonWay.id)


def _cases() -> Select[*tuple[Any, ...]]:
    named = select(Party.id).where(Party.case_id == Case.id, Party.person_id == bindparam("person")).exists()
    query = select(Case.reference, Case.about, restricted_id())
    return query.where(or_(Case.person_id == bindparam("person"), named)).order_by(Case.id.desc())


def _cases_by_id() -> Select[*tuple[Any, ...]]:
    query = select(Case.id, Case.reference, Case.about, Case.logged_at, restricted_id())
    return query.where(Case.id.in_(bindparam("cases", expanding=True)))
