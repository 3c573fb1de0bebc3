"""The people of an old register: which records are of one person, and of somebody who is in the files already.

Two records are of one person where the name and the e-mail address, the name and the phone number, or the name and the
postcode are the same, the last only where nothing else contradicts it. An address without a name is of whoever alone
gave it with one. Nothing is guessed: a name alone is somebody of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from sqlalchemy import insert, select

from casework import clock
from casework.access import Actor, Sight, scope_people
from casework.extensions import db
from casework.models import Person, PersonWay
from casework.services.people import people, ways
from casework.services.people.keys import email_key, name_key, phone_key, postcode_key
from casework.services.people.people import PersonEntry
from casework.services.types.imported import ImportedPerson

BATCH = 1000
NOBODY = 0
"""The id of no account: of people known through restricted cases alone a register learns nothing."""


@dataclass(slots=True)
class Matched:
    """`groups`: for each record, in their order, which person it is of. `entries`: what is known of each of them.
    `known`: person -> id of the one in the files. `by_name_alone`: how many have nothing but a name."""

    groups: list[int] = field(default_factory=list)
    entries: dict[int, ImportedPerson] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    by_name_alone: int = 0


@dataclass(frozen=True, slots=True)
class _Keys:
    """What somebody is known by, as it is compared. Empty where it is not known."""

    name: str
    email: str
    phone: str
    postcode: str


def match(records: Sequence[ImportedPerson]) -> Matched:
    """Put records of one person together, and find who is in the files already."""
    keys = [_keys(one) for one in records]
    found = list(_in_the_files(keys))
    joined = _Joined(len(keys) + len(found))
    everybody = [*keys, *(each for _, each in found)]
    for same in (*_by_address(everybody), *_by_postcode(everybody)):
        joined.join(same)
    matched = Matched(groups=[joined.of(place) for place in range(len(keys))])
    for one, group in zip(records, matched.groups, strict=True):
        matched.entries[group] = _both(matched.entries.get(group), one)
    for place, (person_id, _) in enumerate(found, start=len(keys)):
        group = joined.of(place)
        if group in matched.entries:
            matched.known[group] = min(person_id, matched.known.get(group, person_id))
    matched.by_name_alone = sum(not (one.email or one.phone or one.postcode) for one in matched.entries.values())
    return matched


def write(matched: Matched, *, actor: Actor) -> list[int]:
    """Make whoever is not in the files yet. Returns the id of the person of each record, in their order."""
    ids = dict(matched.known)
    groups = [group for group in matched.entries if group not in ids]
    for start in range(0, len(groups), BATCH):
        part = groups[start : start + BATCH]
        common = {"invented": False, "recorded_at": clock.now(), "recorded_by_id": actor.user_id}
        values = [{**people.columns(_entry(matched.entries[group])), **common} for group in part]
        made = db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), values)
        ids.update(zip(part, made, strict=True))
        written = ((ids[group], columns) for group, columns in zip(part, values, strict=True))
        ways.write_new(written, source="An old register", actor=actor)
    return [ids[group] for group in matched.groups]


class _Joined:
    """Places that are one, however they were found to be."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, places: Iterable[int]) -> None:
        first, *others = sorted(map(self.of, places))
        for other in others:
            self._above[self.of(other)] = self.of(first)


def _by_address(everybody: Sequence[_Keys]) -> Iterator[list[int]]:
    """Places with the same name and address or number. Without a name: with whoever is the only one there."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in everybody:
        if one.email and one.name:
            names[one.email].add(one.name)
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(everybody):
        only = next(iter(names[one.email])) if len(names.get(one.email, ())) == 1 else ""
        name = one.name or only
        if one.email and (name or not names.get(one.email)):
            alike["email", name, one.email].append(place)
        if one.phone and one.name:
            alike["phone", one.name, one.phone].append(place)
    yield from alike.values()


def _by_postcode(everybody: Sequence[_Keys]) -> Iterator[list[int]]:
    """Places with the same name and postcode, unless they give two addresses or two numbers: a parent and a child."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(everybody):
        if one.name and one.postcode:
            alike[one.name, one.postcode].append(place)
    for places in alike.values():
        emails, phones = ({getattr(everybody[place], name) for place in places} - {""} for name in ("email", "phone"))
        if len(emails) < 2 and len(phones) < 2:
            yield places


def _in_the_files(keys: Sequence[_Keys]) -> Iterator[tuple[int, _Keys]]:
    """(id, keys) of people who could be one of them: of somebody with two addresses twice."""
    seen: set[int] = set()
    for kind, wanted in (
        ("email", {one.email for one in keys}),
        ("phone", {one.phone for one in keys if one.name}),
        ("name", {one.name for one in keys if one.postcode}),
    ):
        values = iter(sorted(wanted - {""}))
        while part := list(islice(values, BATCH)):
            query = scope_people(select(Person.id).where(ways.known_by(kind, part)), Sight.BY_NAME)
            found = [row.id for row in db.session.execute(query, {"reader": NOBODY}) if row.id not in seen]
            seen.update(found)
            yield from _known_by(found)


def _known_by(people_ids: Sequence[int]) -> Iterator[tuple[int, _Keys]]:
    query = select(PersonWay.person_id, PersonWay.kind, PersonWay.key, PersonWay.postcode_key)
    query = query.where(PersonWay.person_id.in_(people_ids)).order_by(PersonWay.preferred.desc(), PersonWay.id)
    known: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(query):
        known[row.person_id][row.kind].append((row.postcode_key or "") if row.kind == "address" else row.key)
    for person_id, each in sorted(known.items()):
        for keys in zip_longest(*(each[kind] for kind in ("name", "email", "phone", "address")), fillvalue=""):
            yield person_id, _Keys(keys[0] or each["name"][0], *keys[1:])


def _keys(one: ImportedPerson) -> _Keys:
    return _Keys(name_key(one.full_name), email_key(one.email), phone_key(one.phone), postcode_key(one.postcode))


def _both(before: ImportedPerson | None, one: ImportedPerson) -> ImportedPerson:
    """What the records of one person say of them, the earlier first."""
    if before is None:
        return one
    names = ("full_name", "email", "phone", "postcode")
    return ImportedPerson(**{name: getattr(before, name) or getattr(one, name) for name in names})


def _entry(one: ImportedPerson) -> PersonEntry:
    """Somebody without a name is called by their address."""
    name = one.full_name or one.email or one.phone
    return PersonEntry(full_name=name, email=one.email, phone=one.phone, postcode=one.postcode)
