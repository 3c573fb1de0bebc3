"""Finding cases by a reference, or by what is known of a person.

The words of a search never stand in an address: `services/desk/searches.py` keeps them under a token.
"""

import re

from sqlalchemy import ColumnElement, Select, and_, or_, select, union

from casework.access import Actor, scope
from casework.case_types import CASE_TYPES
from casework.extensions import db, read
from casework.models import Case, Party, Person, ReviewDetail
from casework.services.people.people import email_key, is_email, name_key, phone_key, postcode_key

_PREFIXES = "|".join(each.prefix for each in CASE_TYPES.values())
_TYPED = re.compile(rf"({_PREFIXES})\s*[-/. ]?\s*(\d{{4}})\s*[-/. ]?\s*(\d{{1,6}})", re.IGNORECASE)
SHORTEST_PHONE = 6
_PHONE = re.compile(r"[\d\s+().-]+")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE)


def reference_typed(words: str) -> str | None:
    """The reference that somebody means who types "e 2025 971" for E-2025-00971."""
    typed = _TYPED.fullmatch(words.strip())
    return f"{typed[1].upper()}-{typed[2]}-{int(typed[3]):05d}" if typed else None


def exact(words: str, *, actor: Actor) -> str | None:
    """The reference of the one case that has this reference, old reference or force reference."""
    kept = words.strip()
    same = or_(Case.reference.in_([kept.upper(), reference_typed(kept) or kept.upper()]), Case.old_reference == kept)
    found = db.session.scalars(scope(select(Case.reference).where(same), actor).limit(2)).all()
    if not found:
        of_force = select(ReviewDetail.case_id).where(ReviewDetail.force_reference == kept)
        found = db.session.scalars(scope(select(Case.reference).where(Case.id.in_(of_force)), actor).limit(2)).all()
    return found[0] if len(found) == 1 else None


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
        select(ReviewDetail.case_id).where(ReviewDetail.force_reference == words),
        select(Case.id).where(Case.old_reference == words),
    ]
    if known is None:
        found.append(select(Case.id).where(Case.about.icontains(words, autoescape=True)))
    return select(union(*found).cte("found").c.id)


def _known_by(words: str) -> ColumnElement[bool] | None:
    """The condition on `Person` of words that are the key of somebody. None for a number that may be another's."""
    for looks_like, column, key in (
        (is_email(words), Person.email_key, email_key(words)),
        (_PHONE.fullmatch(words) and len(phone_key(words)) >= SHORTEST_PHONE, Person.phone_key, phone_key(words)),
        (_POSTCODE.fullmatch(words), Person.postcode_key, postcode_key(words)),
    ):
        if looks_like and read(select(Person.id).where(column == key).limit(1)).first() is not None:
            return column == key
    return None


def _person(words: str) -> list[ColumnElement[bool]]:
    conditions = [_name(name_key(words))] if name_key(words) else []
    if "@" in words:
        conditions.append(Person.email_key == email_key(words))
    if len(phone_key(words)) >= SHORTEST_PHONE:
        conditions.append(Person.phone_key == phone_key(words))
    conditions.append(Person.postcode_key == postcode_key(words))
    return conditions


def _name(key: str) -> ColumnElement[bool]:
    """Each word begins some word of the name, in any order: "ali kha" finds Khadija Ali."""
    return and_(*(or_(_begins(word), _begins_a_later_word(word)) for word in key.split()))


def _begins(word: str) -> ColumnElement[bool]:
    return Person.name_key.startswith(word, autoescape=True)


def _begins_a_later_word(word: str) -> ColumnElement[bool]:
    return Person.name_key.contains(f" {word}", autoescape=True)
