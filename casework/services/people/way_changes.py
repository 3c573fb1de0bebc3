"""Several names, addresses and numbers of one person, kept up from their page: added, put right, preferred, ended."""

import datetime as dt
from dataclasses import dataclass, replace

from casework.access import Actor
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Person, PersonWay
from casework.services.people import ways
from casework.services.people.changes import CHANGED_MEANWHILE, PUT_RIGHT, begin_on_person, tell
from casework.services.people.people import check_email
from casework.services.record.tokens import Sent
from workflows.calendars import written

LABELS = {"name": "Name", "email": "E-mail", "phone": "Phone", "address": "Postal address"}
NEEDED = {
    "name": "Enter the name.",
    "email": "Enter the e-mail address.",
    "phone": "Enter the phone number.",
    "address": "Enter the address or its postcode.",
}
THERE = "This is known of them already. Go back and change the one that is there."
LAST_NAME = "They need one name that is theirs. Prefer another one first, or correct this one."


@dataclass(frozen=True, slots=True, kw_only=True)
class WayEntry:
    """One name, address or number as it was typed. `until_on`: the day from which it is theirs no more."""

    value: str
    postcode: str = ""
    unsafe: bool = False
    preferred: bool = False
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    source: str = ""


def add(person_id: int, kind: str, entry: WayEntry, *, sent: Sent, actor: Actor) -> PersonWay:
    """Another one beside those that are known. Raises `NotFound`, and `Invalid` for one that is known already."""
    person = begin_on_person(person_id, sent=sent, actor=actor)
    known = ways.of_person(person.id)
    _check(kind, entry, known)
    if not any(each.kind == kind and each.until_on is None for each in known):
        # that this way is not safe may have been said before there was an address
        entry = replace(entry, unsafe=entry.unsafe or getattr(person, ways.UNSAFE.get(kind, ""), False))
    way = ways.new(person, kind, actor=actor)
    return _keep(person, way, entry, [*known, way], before="", actor=actor)


def change(person_id: int, way_id: int, entry: WayEntry, *, sent: Sent, actor: Actor) -> PersonWay:
    """Put one right, prefer it, say that it is not safe or theirs no more. Raises `NotFound`, `Conflict`, `Invalid`."""
    person = begin_on_person(person_id, sent=sent, actor=actor)
    known = ways.of_person(person.id)
    way = next((each for each in known if each.id == way_id), None)
    if way is None:
        raise NotFound
    if sent.row_version != ways.fingerprint(way):
        raise Conflict(CHANGED_MEANWHILE)
    _check(way.kind, entry, [each for each in known if each is not way])
    return _keep(person, way, entry, known, before=in_words(way), actor=actor)


def in_words(way: PersonWay) -> str:
    """One line of all that is said of it: "0113 496 0123, not safe, preferred, from 3 May 2026"."""
    said = [" ".join(filter(None, (" ".join(way.value.split()), way.postcode)))]
    said += ["not safe"] if way.unsafe else ["safe"] if way.kind != "name" else []
    said += ["preferred"] if way.preferred else []
    said += [f"from {written(way.from_on)}"] if way.from_on else []
    said += [f"until {written(way.until_on)}"] if way.until_on else []
    return ", ".join([*said, *filter(None, [way.source])])


def _check(kind: str, entry: WayEntry, others: list[PersonWay]) -> None:
    """Raise `Invalid` at the field for what cannot be."""
    value = entry.value.strip()
    if not value and not (kind == "address" and entry.postcode.strip()):
        raise Invalid("value", NEEDED[kind])
    if kind == "email":
        try:
            check_email(value)
        except Invalid as error:
            raise Invalid("value", str(error)) from None
    if ways.find(others, kind, value, postcode=entry.postcode) is not None:
        raise Invalid("value", THERE)
    if entry.from_on and entry.until_on and entry.until_on < entry.from_on:
        raise Invalid("until_on", "The last day cannot be before the first.")
    if entry.preferred and entry.until_on:
        raise Invalid("preferred", "What is theirs no more cannot be preferred. Take one of the two away.")
    if kind == "name" and entry.until_on and not any(each.kind == kind and not each.until_on for each in others):
        raise Invalid("until_on", LAST_NAME)


def _keep(
    person: Person, way: PersonWay, entry: WayEntry, known: list[PersonWay], *, before: str, actor: Actor
) -> PersonWay:
    if way.kind == "address":
        ways.say(way, entry.value.strip(), entry.postcode.strip().upper()[:10] or None)
    else:
        ways.say(way, " ".join(entry.value.split()), None)
    way.unsafe, way.preferred = entry.unsafe and way.kind != "name", entry.preferred
    way.from_on, way.until_on = entry.from_on, entry.until_on
    way.source = entry.source.strip() or PUT_RIGHT
    ways.lead(person, way, known)
    now = in_words(way)
    if now != before:
        text = f"{LABELS[way.kind]}: was {before}, now {now}" if before else f"{LABELS[way.kind]} added: {now}"
        tell(person, changed=[ways.COLUMNS[way.kind]], text=text, actor=actor)
    db.session.flush()
    return way
