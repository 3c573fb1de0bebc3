"""One box for whatever somebody says on the phone: a number, a name, a mail address, a part of a reference.

Found at once are the people with their cases, what is to be known before one rings, and the last contact. A part is
enough: the last digits of a number, the beginning of a name or of an address, the number of a reference.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, func, literal, or_, select, union_all

from casework.access import Actor, scope, scope_people
from casework.case_types import CASE_TYPES
from casework.extensions import read
from casework.models import Case, Person, PersonWay
from casework.pages.desk import hits
from casework.pages.desk.hits import CaseHit, PersonHit
from casework.pages.desk.search import exact, ids
from casework.services.desk import searches
from casework.services.people.keys import email_key, phone_key, postcode_key, searched
from casework.services.record.references import part_of_one

MOST_PEOPLE, MOST_CASES = 8, 6
MOST_LOOKED_AT = 60
"""People of one way of looking: some of them may not be seen by whoever asks."""
SHORTEST_ENDING, SHORTEST_BEGINNING = 4, 5
"""Digits of a phone number. Fewer are a number of a case."""
LAST_LETTER = "\U0010ffff"
_PHONE = re.compile(r"[\d\s+().\-/]+")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE)
_PREFIXES: Mapping[str, str] = {each.prefix: each.name for each in CASE_TYPES.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    words: str = ""
    cases: Sequence[CaseHit] = ()
    people: Sequence[PersonHit] = ()
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.cases and not self.people

    @property
    def only(self) -> str | None:
        """The reference of the one case that is meant, where there is no other."""
        meant = {case.reference for case in self.cases}
        meant |= {case.reference for person in self.people for case in person.cases}
        hidden = any(person.number_of_cases != 1 for person in self.people)
        return meant.pop() if len(meant) == 1 and not hidden else None


def find(words: str, *, actor: Actor) -> Found:
    """As many queries for one hit as for many. Nobody is known by more words than a search may have."""
    words = " ".join(words.split())
    if not words or len(words) > searches.LONGEST:
        return Found()
    whole = exact(words, actor=actor)
    return _found(words, _part(words, actor) if whole is None else of_case(whole, actor=actor).cases, actor)


def only_one(words: str, *, actor: Actor) -> str | int | None:
    """The reference of the one case that these words can mean, or the id of the one person who has several or none.
    Where they name nobody and are no reference, they are looked for in what the cases are about."""
    words = " ".join(words.split())
    if not words or len(words) > searches.LONGEST:
        return None
    whole = exact(words, actor=actor)
    if whole is not None:
        return whole
    found = _found(words, _part(words, actor), actor)
    if found.is_empty:
        about = scope(select(Case.reference).where(Case.id.in_(ids(found.words))), actor).limit(2)
        references = [row.reference for row in read(about)]
        return references[0] if len(references) == 1 else None
    if not found.cases and len(found.people) == 1 and not found.only:
        return found.people[0].person_id
    return found.only


def typed_as(words: str) -> dict[str, str]:
    """Which field of a new person it would stand in."""
    words = " ".join(words.split())
    if _PHONE.fullmatch(words):
        return {"phone": words} if phone_key(words) else {}
    if part_of_one(words):
        return {}
    if _POSTCODE.fullmatch(words):
        return {"postcode": words}
    return {"email": words} if "@" in words else {"full_name": words}


def of_person(person_id: int, *, actor: Actor) -> Found:
    """Somebody who was chosen already; nothing where the actor may not see them, or another record stands for them."""
    stands = (Person.id == person_id, Person.merged_into_id.is_(None))
    query = scope_people(select(*hits.person_columns()).where(*stands), actor)
    return Found(people=hits.to_people(read(query).all(), actor=actor))


def of_case(reference: str, *, actor: Actor) -> Found:
    """A case that was chosen already; nothing where the actor may not see it."""
    return Found(cases=hits.cases(Case.reference == reference, most=1, actor=actor))


def _found(words: str, cases: Sequence[CaseHit], actor: Actor) -> Found:
    people = _people(words, actor)
    return Found(words=words, cases=cases, people=people[:MOST_PEOPLE], has_more=len(people) > MOST_PEOPLE)


def _part(words: str, actor: Actor) -> list[CaseHit]:
    """Those with such a part of a reference, the newest first."""
    part = part_of_one(words)
    if part is None or (part[0] and part[0] not in _PREFIXES):
        return []
    kind, year, number = part
    conditions = [_has_number(number)]
    if kind:
        conditions.append(Case.case_type == _PREFIXES[kind])
    if year:
        conditions.append(Case.year == int(year))
    return hits.cases(*conditions, most=MOST_CASES, actor=actor)


def _has_number(typed: str) -> ColumnElement[bool]:
    """The number, or while it is being typed with its zeros a number that begins so: 0012 is 12 and 120 to 129."""
    number = int(typed)
    if not typed.startswith("0") or len(typed) >= 5 or not number:
        return Case.number == number
    room = 10 ** (5 - len(typed))
    return or_(Case.number == number, Case.number.between(number * room, (number + 1) * room - 1))


def _people(words: str, actor: Actor) -> list[PersonHit]:
    """Who is known by this, or by what begins or ends so: a whole way first, then the beginning of a name."""
    looked = [_looked(*each) for each in _ways(words)]
    if not looked:
        return []
    rows = union_all(*(select(each.subquery()) for each in looked)).subquery()
    best = select(rows.c.person_id, func.min(rows.c.rank).label("rank")).group_by(rows.c.person_id).subquery()
    query = (
        select(*hits.person_columns()).join(best, best.c.person_id == Person.id).order_by(best.c.rank, Person.id.desc())
    )
    return hits.to_people(read(scope_people(query, actor).limit(MOST_PEOPLE + 1)).all(), actor=actor)


def _looked(condition: ColumnElement[bool], rank: int) -> Select[int, int]:
    query = select(PersonWay.person_id, literal(rank, Integer()).label("rank")).where(condition)
    return query.limit(MOST_LOOKED_AT)


def _ways(words: str) -> list[tuple[ColumnElement[bool], int]]:
    """The conditions on `PersonWay` by which somebody may be meant, each by an index of its own but for a word within a
    name."""
    if _PHONE.fullmatch(words):
        return _phones(words)
    if _POSTCODE.fullmatch(words):
        return [(PersonWay.postcode_key == postcode_key(words), 0)]
    found: list[tuple[ColumnElement[bool], int]] = []
    if " " not in words:
        found.append((_begins("email", email_key(words)), 0 if "@" in words else 1))
    named = searched(words) if "@" not in words else []
    if named:
        found += [(_begins("name", beginning), 1) for beginning in named[0]]
        inside = (or_(*map(_word_begins, each)) for each in named)
        found.append((and_(PersonWay.kind == "name", *inside), 2))
    return found


def _phones(words: str) -> list[tuple[ColumnElement[bool], int]]:
    digits, key = re.sub(r"\D", "", words), phone_key(words)
    found: list[tuple[ColumnElement[bool], int]] = []
    if key and len(digits) >= SHORTEST_BEGINNING:
        found.append((_begins("phone", key), 0))
    if len(digits) >= SHORTEST_ENDING:
        found.append((_between(PersonWay.ending, digits[::-1]), 1))
    return found


def _begins(kind: str, beginning: str) -> ColumnElement[bool]:
    return and_(PersonWay.kind == kind, _between(PersonWay.key, beginning))


def _between(column: Any, beginning: str) -> ColumnElement[bool]:
    return and_(column >= beginning, column < beginning + LAST_LETTER)


def _word_begins(word: str) -> ColumnElement[bool]:
    first = PersonWay.key.startswith(word, autoescape=True)
    return or_(first, PersonWay.key.contains(f" {word}", autoescape=True))
