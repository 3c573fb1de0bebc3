"""The sounds of the names of people: the rows that somebody is found by whose name is written another way."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from casework.extensions import db
from casework.models import NameSound, PersonWay
from casework.services.people.matching.words import sounds


def write(names: Iterable[tuple[int, str]]) -> None:
    """The rows of people who were just made: (id, name)."""
    found = {(person_id, *each) for person_id, name in names for each in sounds(name)}
    if found:
        rows = [{"person_id": person_id, "sound": sound, "first": first} for person_id, sound, first in sorted(found)]
        db.session.execute(insert(NameSound), rows)


def rewrite(*people_ids: int) -> None:
    """Let the rows of these people be those of all names that are known of them now."""
    db.session.flush()
    db.session.execute(delete(NameSound).where(NameSound.person_id.in_(people_ids)))
    names = select(PersonWay.person_id, PersonWay.value)
    names = names.where(PersonWay.person_id.in_(people_ids), PersonWay.kind == "name")
    write((row.person_id, row.value) for row in db.session.execute(names))
