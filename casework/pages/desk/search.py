"""Finding cases by a reference, or by what is known of a person.

The words of a search never stand in an address: `services/desk/searches.py` keeps them under a token.
"""

import re

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, union

from casework.access import Actor, scope
from casework.case_types import CASE_TYPES
from casework.extensions import db, read
from casework.models import Case, Party, Person, ReviewDetail
from casework.services.people import ways
from casework.services.people.keys import email_key, is_email, phone_key, phone_keys, searched
from casework.services.record.references import only_one

_PREFIXES = frozenset(each.prefix for each in CASE_TYPES.values())
_PHONE = re.compile(r"[\d\s+().-]+")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE)


def reference_typed(words: str) -> str | None:
    """The reference that somebody means who types "e 2025 971" or pastes "Ref: E–2025–00971." for E-2025-00971."""
    typed = only_one(words)
    return typed if typed and typed.partition("-")[0] in _PREFIXES else None


def exact(words: str, *, actor: Actor) -> str | None:
    """The reference of the one case that has this reference, old reference or force reference, in any capitals."""
    kept = words.strip()
    typed = reference_typed(kept) or kept.upper()
    of_force = select(ReviewDetail.case_id)
    conditions = (
        or_(Case.reference.in_([kept.upper(), typed]), Case.old_reference == kept),
        Case.id.in_(of_force.where(ReviewDetail.force_reference == kept)),
        Case.id.in_(select(_in_any_capitals(kept).subquery())),
    )
    for condition in conditions:
        found = db.session.scalars(scope(select(Case.reference).where(condition), actor).limit(2)).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _in_any_capitals(words: str) -> CompoundSelect[int]:
    """Each by its index: of the two conditions in one WHERE PostgreSQL uses neither."""
    of_force = select(ReviewDetail.case_id).where(_is_of_force(words))
    return select(Case.id).where(func.lower(Case.old_reference) == words.lower()).union(of_force)


def ids(words: str) -> Select[int]:
    """The cases with these words: by their people, what they are about, or a reference. Scope is the caller's.

    The address, phone number or postcode of somebody known is found by an index. Anything else is looked for in every
    name and every line of what a case is about, once.
    """
    known = _known_by(words)
    people = select(Person.id).where(known if known is not None else or_(*_person(words))).cte("people")
    found = [
        select(Case.id).where(Case.person_id.in_(select(people.c.id))),
        select(Party.case_id).where(Party.person_id.in_(select(people.c.id))),
    ]
    if known is None:
        found.append(select(Case.id).where(Case.about.icontains(words, autoescape=True)))
        found.append(select(Case.id).where(func.lower(Case.old_reference) == words.lower()))
        found.append(select(ReviewDetail.case_id).where(_is_of_force(words)))
    return select(union(*found).cte("found").c.id)


def _is_of_force(words: str) -> ColumnElement[bool]:
    """It has this reference of the force, in any capitals."""
    return func.lower(ReviewDetail.force_reference) == words.strip().lower()


def _known_by(words: str) -> ColumnElement[bool] | None:
    """The condition on `Person` of words that are the key of somebody. None for a number that may be another's."""
    for looks_like, condition in (
        (is_email(words), ways.known_by("email", [email_key(words)])),
        (_PHONE.fullmatch(words) and phone_key(words), ways.known_by("phone", phone_keys(words))),
        (_POSTCODE.fullmatch(words), ways.lives_at(words)),
    ):
        if looks_like and read(select(Person.id).where(condition).limit(1)).first() is not None:
            return condition
    return None


def _person(words: str) -> list[ColumnElement[bool]]:
    named = searched(words)
    conditions = [and_(*(or_(*map(_begins_a_word, each)) for each in named))] if named else []
    if "@" in words:
        conditions.append(ways.known_by("email", [email_key(words)]))
    if phone_key(words):
        conditions.append(ways.known_by("phone", phone_keys(words)))
    conditions.append(ways.lives_at(words))
    return conditions


def _begins_a_word(word: str) -> ColumnElement[bool]:
    """It begins some word of the name, wherever that stands: "ali kha" finds Khadija Ali."""
    first = Person.name_key.startswith(word, autoescape=True)
    return or_(first, Person.name_key.contains(f" {word}", autoescape=True))
