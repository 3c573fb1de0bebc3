"""Who in the files may be the one who is in touch: found by keys, compared word by word, the likeliest first."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal, select, union_all

from casework.access import Actor, Sight, scope_people, sight
from casework.extensions import read
from casework.models import NameSound, Person, PersonWay
from casework.services.people.keys import address_key, email_key, name_key, phone_keys, postcode_key
from casework.services.people.matching import scoring
from casework.services.people.matching.scoring import Known, Likeness, Namesakes
from casework.services.people.matching.words import name_of, sounds

MOST_SHOWN = 8
MOST_OF_A_KEY = 300
"""More people of one key are no help: who has nothing else in common with them cannot be told apart."""
MOST_COMPARED = 150
MOST_COUNTED = 5000
BY_A_WAY = 100
"""Weighs more than all sounds of a name together."""
POPULATION = 300
"""Added to the people of the files, so that in a small office one Smith is no rare name for being the only one: a word
of a name has one bearer in about so many people, whoever's it is."""
SHARE_OF_A_LETTER = 0.06
MOST_WORDS_COUNTED = 3
"""Given name, family name and one more: the parts of a longer name come together more often than by chance."""


class Typed(Protocol):
    """What was typed about somebody."""

    @property
    def full_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    person_id: int
    likeness: Likeness


@dataclass(slots=True)
class _Collected:
    names: list[str] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def likely(entry: Typed, *, actor: Actor) -> list[Candidate]:
    """Who may be this person, by what is typed of them, the likeliest first. Three queries, however many are found.
    Nobody who is known through restricted cases alone that the actor may not see."""
    typed = known(entry)
    found = _found(typed, entry.full_name)
    if not found:
        return []
    namesakes = namesakes_of(entry.full_name)
    compared = [
        Candidate(person_id=person_id, likeness=scoring.compare(typed, there, namesakes=namesakes))
        for person_id, there in _collected(read(_ways(sight(actor)), people=found, reader=actor.user_id)).items()
    ]
    shown = [each for each in compared if each.likeness.is_shown]
    return sorted(shown, key=lambda each: (-each.likeness.points, each.person_id))[:MOST_SHOWN]


def known(entry: Typed) -> Known:
    """What was typed, as it is compared."""
    return Known(
        names=(entry.full_name,) if name_key(entry.full_name) else (),
        emails=_keys(email_key(entry.email)),
        phones=frozenset(phone_keys(entry.phone)),
        postcodes=_keys(postcode_key(entry.postcode)),
        addresses=_keys(address_key(entry.address)),
    )


def namesakes_of(name: str) -> Namesakes:
    """How many people with words of this name would be in the files by chance: from how many have each of them."""
    full = sorted({word.sound for word in name_of(name).words if not word.is_initial})
    if not full:
        return lambda _: float(POPULATION)
    counted = read(_counts(len(full)), **{f"sound{at}": sound for at, sound in enumerate(full)}).one()
    everybody, *amounts = (amount or 0 for amount in counted)
    shares = {sound: (amount + 1) / (everybody + POPULATION) for sound, amount in zip(full, amounts, strict=True)}

    def expected(words: tuple[str, ...]) -> float:
        rarest = sorted(shares.get(word, SHARE_OF_A_LETTER) for word in words)[:MOST_WORDS_COUNTED]
        return float(everybody * math.prod(rarest))

    return expected


def _keys(key: str) -> frozenset[str]:
    return frozenset({key} - {""})


def _found(typed: Known, name: str) -> list[int]:
    """The ids of people who have anything in common with what was typed, the most first."""
    by_sound = sorted(sounds(name))
    ways = {
        "name": sorted({name_key(each) for each in typed.names}),
        "email": sorted(typed.emails),
        "phone": sorted(typed.phones),
        "postcode": sorted(typed.postcodes),
    }
    given: dict[str, Any] = {kind: keys for kind, keys in ways.items() if keys}
    kinds = tuple(given)
    if not kinds and not by_sound:
        return []
    for at, (sound, first) in enumerate(by_sound):
        given |= {f"sound{at}": sound, f"first{at}": first}
    return [row.person_id for row in read(_alike(len(by_sound), kinds), **given)]


@cache
def _alike(number_of_sounds: int, kinds: tuple[str, ...]) -> Select[int, int]:
    parts = []
    for at in range(number_of_sounds):
        same = and_(NameSound.sound == bindparam(f"sound{at}"), NameSound.first == bindparam(f"first{at}"))
        parts.append(select(NameSound.person_id, literal(1).label("weight")).where(same).limit(MOST_OF_A_KEY))
    for kind in kinds:
        query = select(PersonWay.person_id, literal(BY_A_WAY).label("weight")).where(_is_one_of(kind))
        parts.append(query.limit(MOST_OF_A_KEY))
    rows = union_all(*(select(part.subquery()) for part in parts)).subquery()
    order = func.sum(rows.c.weight).desc()
    query = select(rows.c.person_id, func.count()).group_by(rows.c.person_id)
    return query.order_by(order, rows.c.person_id).limit(MOST_COMPARED)


def _is_one_of(kind: str) -> ColumnElement[bool]:
    """The condition that a way has one of the keys that were typed; `kind` is the name of the parameter, too."""
    keys: BindParameter[Any] = bindparam(kind, expanding=True)
    if kind == "postcode":
        return PersonWay.postcode_key.in_(keys)
    return and_(PersonWay.kind == kind, PersonWay.key.in_(keys))


@cache
def _counts(number: int) -> Select[*tuple[int, ...]]:
    """How many people there are, and how many of them have a name with each of these sounds."""
    amounts = []
    for at in range(number):
        those = select(NameSound.person_id).where(NameSound.sound == bindparam(f"sound{at}")).limit(MOST_COUNTED)
        amounts.append(select(func.count()).select_from(those.subquery()).scalar_subquery())
    return select(select(func.max(Person.id)).scalar_subquery(), *amounts)


def known_of(ids: Collection[int]) -> Mapping[int, Known]:
    """What is known of each of these, whoever asks."""
    return _collected(read(_ways(Sight.EVERY), people=list(ids), reader=None))


def _collected(rows: Iterable[Any]) -> Mapping[int, Known]:
    collected: dict[int, _Collected] = defaultdict(_Collected)
    for row in rows:
        one = collected[row.person_id]
        if row.kind == "name":
            one.names.append(row.value)
        elif row.key:
            one.keys[row.kind].add(row.key)
        if row.postcode_key:
            one.keys["postcode"].add(row.postcode_key)
    return {person_id: _as_known(one) for person_id, one in collected.items()}


def _as_known(one: _Collected) -> Known:
    return Known(
        names=tuple(one.names),
        emails=frozenset(one.keys["email"]),
        phones=frozenset(one.keys["phone"]),
        postcodes=frozenset(one.keys["postcode"]),
        addresses=frozenset(one.keys["address"]),
    )


@cache
def _ways(sight: Sight) -> Select[*tuple[Any, ...]]:
    columns = (PersonWay.person_id, PersonWay.kind, PersonWay.value, PersonWay.key, PersonWay.postcode_key)
    query = select(*columns).join(Person, Person.id == PersonWay.person_id)
    return scope_people(query.where(PersonWay.person_id.in_(bindparam("people", expanding=True))), sight)
