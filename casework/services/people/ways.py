"""Each name, e-mail address, phone number and postal address that is known of somebody: the rows of `PersonWay`.

The columns of `Person` say the preferred of each kind. This is the one place that writes rows, and finds by them.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, insert, select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Compared, Person, PersonWay
from casework.services.people import name_sounds
from casework.services.people.keys import address_key, email_key, name_key, phone_key, phone_keys, postcode_key

LONGEST_KEY = 254
COLUMNS = {"name": "full_name", "email": "email", "phone": "phone", "address": "address"}
"""The column of `Person` that says the preferred of each kind."""
UNSAFE = {"email": "email_unsafe", "phone": "phone_unsafe", "address": "post_unsafe"}
READ = (*COLUMNS.values(), *UNSAFE.values(), "postcode", "unnamed")
"""The columns of `Person` that rows are made of."""
KEYS: Mapping[str, Callable[[str], str]] = {
    "name": name_key,
    "email": email_key,
    "phone": phone_key,
    "address": address_key,
}


def key_of(kind: str, value: str) -> str:
    """What a value of this kind is compared by; empty where nothing could be compared."""
    return KEYS[kind](value)[:LONGEST_KEY]


def key_of_name(full_name: str, *, unnamed: bool) -> str:
    """`Person.name_key`."""
    return "" if unnamed else name_key(full_name)


def keys_of(kind: str, value: str, postcode: str | None) -> dict[str, str | None]:
    """The columns of a row that it is found by."""
    key = key_of(kind, value)
    return {
        "key": key,
        "ending": key[::-1] if kind == "phone" else None,
        "postcode_key": postcode_key(postcode or "") or None,
    }


def say(way: PersonWay, value: str, postcode: str | None) -> None:
    """Let a row say this, with what it is found by."""
    for name, said in {"value": value, "postcode": postcode, **keys_of(way.kind, value, postcode)}.items():
        setattr(way, name, said)


def write_new(known: Iterable[tuple[int, Mapping[str, Any]]], *, source: str, actor: Actor) -> None:
    """The rows of people who were just made, in one statement: (id, columns of `Person`)."""
    common = {"source": source, "recorded_at": clock.now(), "recorded_by_id": actor.user_id}
    rows = [row | common | {"person_id": person_id} for person_id, columns in known for row in _rows(columns)]
    if rows:
        db.session.execute(insert(PersonWay), rows)
        name_sounds.write((row["person_id"], row["value"]) for row in rows if row["kind"] == "name")


def follow(person: Person, *, source: str, actor: Actor) -> None:
    """Let the rows say what the columns of a person say now. What stood there before is kept, as theirs no more."""
    db.session.flush()
    there = of_person(person.id)
    names = _names(there)
    wanted = _rows({name: getattr(person, name) for name in READ})
    for kind in COLUMNS:
        now = next((row for row in wanted if row["kind"] == kind), None)
        for way in there:
            if way.kind == kind and way.preferred and (now is None or not _is(way, now)):
                way.preferred, way.until_on = False, clock.today()
    for row in wanted:
        # the second number of a text that somebody ended stays ended
        if row["preferred"] or not any(_is(way, row) for way in there):
            _keep(person, row, there, source=source, actor=actor)
    _sound(person.id, changed=_names(there) != names)


def add(person: Person, kind: str, value: str, *, source: str, actor: Actor, unsafe: bool = False) -> PersonWay:
    """Another one beside the preferred. One that is there already is kept as it is, and theirs again."""
    row = {"kind": kind, "value": value, "key": key_of(kind, value), "unsafe": unsafe, "preferred": False}
    row |= {"postcode": None, "postcode_key": None}
    way = _keep(person, row, of_person(person.id), source=source, actor=actor)
    _sound(person.id, changed=kind == "name")
    return way


def lead(person: Person, changed: PersonWay, known: list[PersonWay]) -> None:
    """Let the columns of a person say the preferred of a kind after one of it changed: the only one that is preferred,
    else the first that is safe and theirs still."""
    theirs = [way for way in known if way.kind == changed.kind and way.until_on is None]
    _lead(person, changed.kind, changed if changed.preferred else _first(theirs), known)


def settle(person: Person, kind: str) -> None:
    """The same after rows of this kind came from another person or went to one."""
    known = of_person(person.id)
    theirs = [way for way in known if way.kind == kind and way.until_on is None]
    if theirs or kind != "name":
        _lead(person, kind, _first(theirs), known)


def _first(theirs: Sequence[PersonWay]) -> PersonWay | None:
    preferred = [way for way in theirs if way.preferred]
    safe = [way for way in theirs if not way.unsafe]
    return next(iter([*preferred, *safe, *theirs]), None)


def _lead(person: Person, kind: str, first: PersonWay | None, known: Iterable[PersonWay]) -> None:
    person.compared = Compared.NOT_YET
    for way in known:
        if way.kind == kind:
            way.preferred = way is first
    setattr(person, COLUMNS[kind], first.value or None if first else None)
    if kind == "name" and first:
        person.name_key, person.unnamed = name_key(first.value), False
    if kind == "address":
        person.postcode = first.postcode if first else None
    if kind in UNSAFE and first:
        setattr(person, UNSAFE[kind], first.unsafe)
    if kind == "name":
        name_sounds.rewrite(person.id)


def new(person: Person, kind: str, *, actor: Actor) -> PersonWay:
    """A row that says nothing yet."""
    way = PersonWay(person_id=person.id, kind=kind, recorded_at=clock.now(), recorded_by_id=actor.user_id)
    db.session.add(way)
    return way


def find(known: Iterable[PersonWay], kind: str, value: str, *, postcode: str) -> PersonWay | None:
    """The one that says the same, however it is written."""
    row = {"kind": kind, "value": value, "key": key_of(kind, value), "postcode_key": postcode_key(postcode) or None}
    return next((way for way in known if _is(way, row)), None)


def fingerprint(way: Any) -> int:
    """A number of up to nine digits for all that a row says, in place of a row version."""
    known = [getattr(way, name) for name in ("value", "postcode", "unsafe", "preferred", "source")]
    return zlib.crc32(json.dumps([*known, str(way.from_on), str(way.until_on)]).encode()) % 1_000_000_000


def of_person(person_id: int) -> list[PersonWay]:
    """All that are known, the preferred of each kind first, then in the order in which they came."""
    query = select(PersonWay).where(PersonWay.person_id == person_id)
    return list(db.session.scalars(query.order_by(PersonWay.preferred.desc(), PersonWay.id)))


def known_by(kind: str, keys: Collection[str]) -> ColumnElement[bool]:
    """The condition on `Person` that any of these is one of theirs, preferred or not."""
    return Person.id.in_(people_by(kind, keys)) if any(keys) else false()


def people_by(kind: str, keys: Collection[str]) -> Select[int]:
    """The ids of the people of whom any of these is known."""
    wanted = [key[:LONGEST_KEY] for key in keys if key]
    return select(PersonWay.person_id).where(PersonWay.kind == kind, PersonWay.key.in_(wanted))


def rewrite(people_ids: Sequence[int]) -> None:
    """Make anew what these people are found by, from what is known of them."""
    names = select(Person.id, Person.full_name, Person.unnamed, Person.name_key).where(Person.id.in_(people_ids))
    people = db.session.execute(names).all()
    _write_changed(Person, [(row, {"name_key": key_of_name(row.full_name, unnamed=row.unnamed)}) for row in people])
    columns = ("id", "kind", "value", "postcode", "key", "ending", "postcode_key")
    rows = select(*(getattr(PersonWay, name) for name in columns)).where(PersonWay.person_id.in_(people_ids))
    found = db.session.execute(rows).all()
    _write_changed(PersonWay, [(row, keys_of(row.kind, row.value, row.postcode)) for row in found])


def _write_changed(model: type[Person | PersonWay], made: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    changed = [{"id": row.id, **keys} for row, keys in made if any(getattr(row, name) != keys[name] for name in keys)]
    if changed:
        db.session.execute(update(model), changed)


def lives_at(postcode: str) -> ColumnElement[bool]:
    """The condition on `Person` that this is the postcode of one of their addresses."""
    return Person.id.in_(select(PersonWay.person_id).where(PersonWay.postcode_key == postcode_key(postcode)))


def _names(known: Iterable[PersonWay]) -> set[str]:
    return {way.value for way in known if way.kind == "name"}


def _sound(person_id: int, *, changed: bool) -> None:
    """Write the sounds again only for a name that is new or written otherwise; all rows are in the database then."""
    if changed:
        name_sounds.rewrite(person_id)
    else:
        db.session.flush()


def _rows(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of what stands in the columns of somebody. Of a text with two numbers the second is one of its own."""
    rows = [
        {
            "kind": kind,
            "value": columns.get(column) or "",
            "key": key_of(kind, columns.get(column) or ""),
            "postcode": columns.get("postcode") if kind == "address" else None,
            "postcode_key": (postcode_key(columns.get("postcode") or "") or None) if kind == "address" else None,
            "unsafe": bool(columns.get(UNSAFE.get(kind, ""))),
            "preferred": True,
        }
        for kind, column in COLUMNS.items()
        if _is_known(kind, columns)
    ]
    phone = next((row for row in rows if row["kind"] == "phone"), None)
    others = phone_keys(str(phone["value"]))[1:] if phone else []
    return rows + [{**phone, "value": key, "key": key, "preferred": False} for key in others if phone]


def _is_known(kind: str, columns: Mapping[str, Any]) -> bool:
    if kind == "name" and columns.get("unnamed"):
        return False
    return bool(columns.get(COLUMNS[kind]) or (kind == "address" and columns.get("postcode")))


def _is(way: PersonWay, row: Mapping[str, Any]) -> bool:
    """Whether a row says the same, however it is written. What has no key is compared as it stands."""
    if way.kind != row["kind"] or way.key != row["key"]:
        return False
    if way.kind == "address" and way.postcode_key and row["postcode_key"] and way.postcode_key != row["postcode_key"]:
        return False
    return bool(row["key"]) or way.value == row["value"]


def _keep(person: Person, row: Mapping[str, Any], there: list[PersonWay], *, source: str, actor: Actor) -> PersonWay:
    """The row of this value: the one that is there, or a new one."""
    way = next((each for each in there if _is(each, row)), None)
    if way is None:
        way = PersonWay(person_id=person.id, source=source, recorded_at=clock.now(), recorded_by_id=actor.user_id)
        db.session.add(way)
        there.append(way)
        person.compared = Compared.NOT_YET
        for name, value in row.items():
            setattr(way, name, value)
    elif row["preferred"]:
        if way.postcode_key != row["postcode_key"]:
            person.compared = Compared.NOT_YET
        way.value, way.unsafe, way.preferred = row["value"], row["unsafe"], True
        way.postcode, way.postcode_key = row["postcode"], row["postcode_key"]
    way.until_on = None
    return way
