"""The list of people who may be recorded twice, as a job keeps it: who is new or was changed is compared with everybody
who has anything in common with them.

What somebody answers is gone from the list at once: that two are two people, or that they are one.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, delete, func, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from casework.access import Actor, Permission, require
from casework.extensions import db, read
from casework.models import Compared, LikelyDouble, NameSound, Person, PersonWay, TwoPeople
from casework.outbox import after_commit
from casework.services.people import candidates, keys
from casework.services.people.matching import scoring, words
from casework.services.record import tokens
from casework.services.record.tokens import Sent

VERSION = 10_000 * keys.VERSION + 100 * words.VERSION + scoring.VERSION
"""Of all rules that a pair comes about by."""
JOB = "casework.jobs.doubles.compare"
AT_ONCE = 200
"""People, whose pairs are found without a lock and written in one short transaction."""
MOST_OF_A_KEY, MOST_AT_A_PLACE = 20, 100
"""A key of more people is that of a shelter, a solicitor or a common name, and says nothing by itself."""
One, Other, Third = aliased(PersonWay), aliased(PersonWay), aliased(PersonWay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`first_id` is the smaller of the two."""

    first_id: int
    second_id: int
    points: int
    reason: str


def ask(*, sent: Sent, actor: Actor) -> None:
    """Let a worker compare now whoever was not compared yet."""
    require(actor, Permission.CASE_WRITE)
    tokens.use(sent, actor=actor)
    after_commit(db.session, "counts", JOB)


def amount_left(most: int) -> int:
    """How many people are new or were changed since they were compared; counted up to `most`."""
    return db.session.scalar(select(func.count()).select_from(_left().limit(most).subquery())) or 0


def next_people() -> list[int]:
    """Of those the next few, also where another worker began with them and did not end."""
    return list(db.session.scalars(_left().limit(AT_ONCE)))


def begin(people_ids: Sequence[int]) -> None:
    """Whoever is changed from now on is compared again."""
    _mark(people_ids, Compared.NOW)


def compare_again(*people_ids: int) -> None:
    """Let them be compared once more: their details or the rules came to be others."""
    _mark(people_ids, Compared.NOT_YET)


def find(people_ids: Sequence[int]) -> list[Pair]:
    """The likely pairs that these people are of, compared by all that is known of both."""
    found = {(min(row), max(row)) for row in read(_in_common(), people=list(people_ids))}
    known = candidates.known_of({number for both in found for number in both}) if found else {}
    compared = [
        (first, second, scoring.compare(known[first], known[second], namesakes=_somebody))
        for first, second in sorted(found)
        if first in known and second in known
    ]
    return [
        Pair(first_id=first, second_id=second, points=likeness.points, reason=likeness.reason)
        for first, second, likeness in compared
        if likeness.is_asked
    ]


def keep(people_ids: Sequence[int], found: Sequence[Pair]) -> None:
    """Let the list have these pairs of these people and no others.

    Pairs that were answered meanwhile are left out. Who was changed meanwhile stays to be compared.
    """
    of_these = or_(LikelyDouble.first_id.in_(people_ids), LikelyDouble.second_id.in_(people_ids))
    db.session.execute(delete(LikelyDouble).where(of_these))
    answered = _answered({number for pair in found for number in (pair.first_id, pair.second_id)})
    rows = [
        asdict(pair)
        for pair in found
        if not answered & {(pair.first_id, pair.second_id), pair.first_id, pair.second_id}
    ]
    if rows:
        insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        # another worker may have come to the other one of the two
        db.session.execute(insert(LikelyDouble).on_conflict_do_nothing(), rows)
    done = update(Person).where(Person.id.in_(people_ids), Person.compared == Compared.NOW)
    db.session.execute(done.values(compared=Compared.DONE))


def amount() -> int:
    """How many pairs are on the list."""
    return db.session.scalar(select(func.count()).select_from(LikelyDouble)) or 0


def forget(first_id: int, second_id: int) -> None:
    """Take a pair off the list."""
    both = (LikelyDouble.first_id == first_id, LikelyDouble.second_id == second_id)
    db.session.execute(delete(LikelyDouble).where(*both))


def forget_all_of(person_id: int) -> None:
    """Take every pair of somebody off the list."""
    either = or_(LikelyDouble.first_id == person_id, LikelyDouble.second_id == person_id)
    db.session.execute(delete(LikelyDouble).where(either))


def _somebody(_: tuple[str, ...]) -> float:
    """Of all people of a register some have one name by chance: on this list a rare one says no more than another."""
    return 1.0


def _left() -> Select[int]:
    return select(Person.id).where(Person.compared < Compared.DONE).order_by(Person.compared, Person.id)


def _mark(people_ids: Sequence[int], compared: Compared) -> None:
    db.session.execute(update(Person).where(Person.id.in_(people_ids)).values(compared=compared))


def _answered(people_ids: Collection[int]) -> set[Any]:
    """Pairs that are two people, and people who were merged."""
    both = (TwoPeople.first_id.in_(people_ids), TwoPeople.second_id.in_(people_ids))
    two = db.session.execute(select(TwoPeople.first_id, TwoPeople.second_id).where(*both))
    merged = select(Person.id).where(Person.id.in_(people_ids), Person.merged_into_id.is_not(None))
    return {tuple(row) for row in two} | set(db.session.scalars(merged))


@cache
def _in_common() -> CompoundSelect[int, int]:
    """Pairs with the same name, e-mail address, number or postal address, or at one postcode with a sound in common."""
    by_way = _pairs(
        and_(Other.kind == One.kind, Other.key == One.key, One.key != ""),
        few=_few(MOST_OF_A_KEY, Third.kind == One.kind, Third.key == One.key),
    )
    by_place = _pairs(
        Other.postcode_key == One.postcode_key,
        few=_few(MOST_AT_A_PLACE, Third.postcode_key == One.postcode_key),
    )
    return union(by_way, by_place.where(_sound_alike()))


def _pairs(same: ColumnElement[bool], *, few: ColumnElement[bool]) -> Select[int, int]:
    query = select(One.person_id, Other.person_id.label("other_id")).select_from(One)
    query = query.join(Other, and_(same, Other.person_id != One.person_id))
    return query.where(One.person_id.in_(bindparam("people", expanding=True)), few)


def _few(most: int, *same: ColumnElement[bool]) -> ColumnElement[bool]:
    """That at most so many rows are the same: none comes after them."""
    return ~select(Third.id).where(*same).correlate(One).offset(most).limit(1).exists()


def _sound_alike() -> ColumnElement[bool]:
    here, there = aliased(NameSound), aliased(NameSound)
    alike = and_(there.sound == here.sound, there.first == here.first, there.person_id == Other.person_id)
    query = select(here.person_id).join(there, alike).where(here.person_id == One.person_id)
    # with OFFSET PostgreSQL asks it of each pair by the index, and never reads all sounds for some pairs
    return query.correlate(One, Other).offset(0).limit(1).exists()
