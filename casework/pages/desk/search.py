"""Finding cases by a reference, or by what is known of a person.

The words of a search never stand in an address: `services/desk/searches.py` keeps them under a token.
"""

import re

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union

from casework.access import Actor, scope
from casework.case_types import CASE_TYPES
from casework.extensions import db, read
from casework.models import Case, Party, Person, ReviewDetail
from casework.services.people.keys import email_key, name_key, phone_key, postcode_key
from casework.services.people.people import is_email

_PREFIXES = "|".join(each.prefix for each in CASE_TYPES.values())
_DASH = r"\s*[-/. \u2010-\u2015\u2212]?\s*"
_TYPED = re.compile(rf"({_PREFIXES}){_DASH}(\d{{4}}){_DASH}(\d{{1,6}})", re.IGNORECASE)
_AROUND = re.compile(r"^[\s(]*(?:(?:our|your)?\s*(?:ref(?:erence)?|case)\b[\s:.#]*)?|[\s.,;:!?)]+$", re.IGNORECASE)
"""What people type, or copy, with a reference."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_JOINED = ("o", "d", "mc", "mac", "al", "el")
"""Beginnings of names that one person writes as a word and another does not."""
SHORTEST_PHONE = 6
_PHONE = re.compile(r"[\d\s+().-]+")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE)


def reference_typed(words: str) -> str | None:
    """The reference that somebody means who types "e 2025 971" for E-2025-00971."""
    typed = _TYPED.fullmatch(_AROUND.sub("", _UNSEEN.sub("", words).strip()).strip())
    return f"{typed[1].upper()}-{typed[2]}-{int(typed[3]):05d}" if typed else None


def exact(words: str, *, actor: Actor) -> str | None:
    """The reference of the one case that has this reference, old reference or force reference."""
    kept = words.strip()
    spelt = [kept, kept.upper(), kept.lower()]  # each is looked up in an index; any other spelling is `ids`'s
    same = or_(Case.reference.in_([kept.upper(), reference_typed(kept) or kept.upper()]), Case.old_reference.in_(spelt))
    found = db.session.scalars(scope(select(Case.reference).where(same), actor).limit(2)).all()
    if not found:
        of_force = select(ReviewDetail.case_id).where(ReviewDetail.force_reference.in_(spelt))
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
    ]
    if known is None:
        found.append(select(ReviewDetail.case_id).where(func.lower(ReviewDetail.force_reference) == words.lower()))
        found.append(select(Case.id).where(func.lower(Case.old_reference) == words.lower()))
        found.append(select(Case.id).where(Case.about.icontains(words, autoescape=True)))
    return select(union(*found).cte("found").c.id)


def _known_by(words: str) -> ColumnElement[bool] | None:
    """The condition on `Person` of words that are the key of somebody. None for a number that may be another's."""
    for looks_like, column, key in (
        (is_email(words), Person.email_key, email_key(words)),
        (_PHONE.fullmatch(words) and len(phone_key(words)) >= SHORTEST_PHONE, Person.phone_key, phone_key(words)),
        (_POSTCODE.fullmatch(words), Person.postcode_key, postcode_key(words)),
    ):
        same = or_(column == key, Person.second_phone_key == key) if column is Person.phone_key else column == key
        if looks_like and read(select(Person.id).where(same).limit(1)).first() is not None:
            return same
    return None


def _person(words: str) -> list[ColumnElement[bool]]:
    conditions = [_name(name_key(words))] if name_key(words) else []
    if "@" in words:
        conditions.append(Person.email_key == email_key(words))
    if len(phone_key(words)) >= SHORTEST_PHONE:
        conditions += [Person.phone_key == phone_key(words), Person.second_phone_key == phone_key(words)]
    conditions.append(Person.postcode_key == postcode_key(words))
    return conditions


def _name(key: str) -> ColumnElement[bool]:
    """Each word begins some word of the name, in any order: "ali kha" finds Khadija Ali."""
    words = key.split()
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return and_(*(or_(*map(_begins_a_word, _spellings(*three))) for three in around))


def _spellings(before: str, word: str, after: str) -> list[str]:
    """A word by itself, together with the beginning of a name before it ("o brien"), and apart from it ("alkhalil")."""
    found = [word]
    if before in _JOINED:
        found.append(before + word)
    if word in _JOINED and after:
        found.append(word + after)
    found += [f"{part} {word[len(part) :]}" for part in _JOINED if word.startswith(part) and len(word) > len(part) + 2]
    return found


def _begins_a_word(word: str) -> ColumnElement[bool]:
    return or_(Person.name_key.startswith(word, autoescape=True), Person.name_key.contains(f" {word}", autoescape=True))
