"""The list for clean-up: people in the files who may be recorded twice, the likeliest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from casework import openings
from casework.access import Actor, restricted_id, scope, scope_people
from casework.extensions import read
from casework.models import Case, NameSound, Party, Person, PersonWay, TwoPeople
from casework.services.people import candidates, merging
from casework.services.people.matching import scoring

MOST_PAIRS = 1000
"""Of each kind of key: the list is worked down, and then there are others."""
MOST_OF_A_KEY = 5
"""A key of more people is that of a shelter, a solicitor or a common name."""
SHOWN = 50
One, Other = aliased(PersonWay), aliased(PersonWay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Two records that may be of one person, and why."""

    first_id: int
    first: str
    second_id: int
    second: str
    reason: str


def found(*, actor: Actor) -> list[Double]:
    """Nobody who is known through cases that the reader may not see, and no pair of which somebody said that it is
    two people."""
    pairs = {(row.first, row.second) for query in (_by_way(), _by_place()) for row in read(query)}
    pairs -= {(row.first_id, row.second_id) for row in read(_two_people(), firsts=[first for first, _ in pairs])}
    everybody = sorted({number for pair in pairs for number in pair})
    hidden = merging.hidden_people(everybody, actor=actor) if everybody else set()
    known = candidates.known_of([number for number in everybody if number not in hidden])
    compared = [
        (scoring.compare(known[first], known[second], namesakes=1), first, second)
        for first, second in pairs
        if first in known and second in known
    ]
    best = sorted((each for each in compared if each[0].is_asked), key=lambda each: (-each[0].points, *each[1:]))[
        :SHOWN
    ]
    shown = sorted({number for _, *pair in best for number in pair})
    names = dict(_names(shown, actor))
    openings.mark_listed(row.restricted_id for row in read(scope(_cases(), actor), people=shown))
    return [
        Double(first_id=first, first=names[first], second_id=second, second=names[second], reason=likeness.reason)
        for likeness, first, second in best
        if first in names and second in names
    ]


def _by_way() -> Select[int, int]:
    """Pairs with the same e-mail address, phone or name."""
    shared = select(PersonWay.kind, PersonWay.key).where(PersonWay.key != "", PersonWay.kind != "address")
    several = func.count(PersonWay.person_id.distinct()).between(2, MOST_OF_A_KEY)
    shared_keys = shared.group_by(PersonWay.kind, PersonWay.key).having(several).limit(MOST_PAIRS).subquery()
    query = select(One.person_id.label("first"), Other.person_id.label("second")).select_from(shared_keys)
    query = query.join(One, and_(One.kind == shared_keys.c.kind, One.key == shared_keys.c.key))
    same = and_(Other.kind == One.kind, Other.key == One.key, Other.person_id > One.person_id)
    return query.join(Other, same).distinct()


def _by_place() -> Select[int, int]:
    """Pairs at the same postcode whose names have a sound in common."""
    sound, sound_there = aliased(NameSound), aliased(NameSound)
    several = func.min(PersonWay.person_id) < func.max(PersonWay.person_id)
    known = select(PersonWay.postcode_key).where(PersonWay.postcode_key.is_not(None))
    shared = known.group_by(PersonWay.postcode_key).having(several).subquery()
    query = select(One.person_id.label("first"), Other.person_id.label("second")).select_from(shared)
    query = query.join(One, One.postcode_key == shared.c.postcode_key)
    query = query.join(Other, and_(Other.postcode_key == One.postcode_key, Other.person_id > One.person_id))
    query = query.join(sound, sound.person_id == One.person_id)
    alike = (sound_there.sound == sound.sound, sound_there.first == sound.first)
    query = query.join(sound_there, and_(sound_there.person_id == Other.person_id, *alike))
    return query.distinct().limit(MOST_PAIRS)


def _two_people() -> Select[int, int]:
    query = select(TwoPeople.first_id, TwoPeople.second_id)
    return query.where(TwoPeople.first_id.in_(bindparam("firsts", expanding=True)))


def _cases() -> Select[int | None]:
    """The restricted cases in which these people have a part."""
    of_these = Party.person_id.in_(bindparam("people", expanding=True))
    return select(restricted_id()).join(Party, Party.case_id == Case.id).where(of_these, Case.restricted)


def _names(ids: list[int], actor: Actor) -> Iterator[tuple[int, str]]:
    query = select(Person.id, Person.full_name).where(Person.id.in_(bindparam("people", expanding=True)))
    for row in read(scope_people(query, actor), people=ids):
        yield row.id, row.full_name
