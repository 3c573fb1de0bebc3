"""People: finding the one who has been in touch before, making a new one only then, putting right what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, scope_people
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Party, Person
from casework.services.people import candidates, unnamed, ways
from casework.services.people.circumstances import CIRCUMSTANCES as CIRCUMSTANCES
from casework.services.people.keys import (
    address_key,
    email_key,
    is_phone_known,
    name_key,
    phone_key,
    postcode_key,
)
from casework.services.people.keys import is_email as is_email

UNSAFE = {"email_unsafe": "e-mail", "post_unsafe": "post", "phone_unsafe": "the phone"}
LABELS = {
    "full_name": "Name",
    "kind": "Kind",
    "email": "E-mail",
    "phone": "Phone",
    "postcode": "Postcode",
    "address": "Postal address",
    "adjustment_codes": "Adjustments",
    "adjustments": "Adjustments in words",
    "email_unsafe": "E-mail is not safe",
    "post_unsafe": "Post is not safe",
    "phone_unsafe": "The phone is not safe",
    "safe_contact": "Safe contact",
    "circumstances": "Circumstances",
}
"""What can be corrected, with the words for it in the note that keeps what stood there before."""
SAID = "Said to us"
"""Where what was typed on a form is known from."""
WAYS = {column: kind for kind, column in ways.COLUMNS.items()}
NO_EMAIL = "Enter a whole e-mail address, like name@example.com, or leave it empty."


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What was typed about a person. All optional but the name, unless they gave none (`unnamed`)."""

    full_name: str = ""
    unnamed: bool = False
    kind: str = "individual"
    email: str = ""
    phone: str = ""
    postcode: str = ""
    address: str = ""
    adjustment_codes: Sequence[str] = ()
    adjustments: str = ""
    email_unsafe: bool = False
    post_unsafe: bool = False
    phone_unsafe: bool = False
    safe_contact: str = ""
    circumstances: Sequence[str] = ()
    invented: bool = False

    @property
    def says_anything(self) -> bool:
        """Whether they could be reached or known again, or something is to be known of them."""
        reached = ("email", "phone", "postcode", "address")
        names = (*reached, "adjustments", "safe_contact", "adjustment_codes", "circumstances", *UNSAFE)
        return any(getattr(self, name) for name in names)


KEYS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "full_name": ("name", name_key),
    "email": ("e-mail", email_key),
    "phone": ("phone", phone_key),
    "postcode": ("postcode", postcode_key),
    "address": ("postal address", address_key),
}
"""What somebody is known by, with its words and how two ways of writing it are compared."""


def likely(entry: PersonEntry, *, actor: Actor) -> list[tuple[Person, str]]:
    """People who may be this one, the likeliest first, with what speaks for it in words: "Same phone; a name that
    sounds alike"."""
    found = {each.person_id: each.likeness.reason for each in candidates.likely(entry, actor=actor)}
    if not found:
        return []
    people = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(found)))}
    return [(people[person_id], reason) for person_id, reason in found.items()]


def add_person(entry: PersonEntry, *, actor: Actor) -> Person:
    person = Person(invented=entry.invented, recorded_at=clock.now(), recorded_by_id=actor.user_id)
    values = columns(entry)
    check_email(values["email"])
    for name, value in values.items():
        setattr(person, name, value)
    db.session.add(person)
    db.session.flush()
    ways.write_new([(person.id, values)], source=SAID, actor=actor)
    return person


def check_email(email: str | None) -> None:
    """Raise `Invalid` for what no mail could arrive at: the one time that the person is on the phone would be lost."""
    if email and not is_email(email):
        raise Invalid("email", NO_EMAIL)


def complete(person: Person, entry: PersonEntry, *, actor: Actor) -> str:
    """Fill in what was not known of a person. Returns what differs from what is known, as lines for the file. Raises
    `Invalid` for what is no e-mail address.

    What was said about safe contact and adjustments is added to what is known and takes nothing back: a tick that
    was not made when a contact was logged says nothing.
    """
    check_email(entry.email.strip())
    said = [line for name in KEYS if (line := _fill_in(person, name, entry, actor))]
    for name, label in UNSAFE.items():
        if getattr(entry, name) and not getattr(person, name):
            setattr(person, name, True)
            said.append(f"Said that {label} is not safe for them")
    known_codes = person.adjustment_codes
    person.adjustment_codes = [*known_codes, *(code for code in entry.adjustment_codes if code not in known_codes)]
    new = [code for code in entry.circumstances if code not in person.circumstances]
    person.circumstances = [*person.circumstances, *new]
    said += [f"Said to us: {CIRCUMSTANCES[code]}" for code in new]
    for name in ("adjustments", "safe_contact"):
        known, typed = getattr(person, name) or "", getattr(entry, name).strip()
        if typed and typed not in known:
            setattr(person, name, f"{known}\n{typed}".strip())
            said += [f"Added to {LABELS[name].lower()}: {typed}"] if known else []
    ways.follow(person, source=SAID, actor=actor)
    return "\n".join(said)


def as_typed(entry: PersonEntry) -> str:
    """What was typed of somebody who is nobody's record here, as lines for the file."""
    said = [f"{LABELS[name]}: {text}" for name in KEYS if (text := getattr(entry, name).strip())]
    said += [f"Said that {label} is not safe for them" for name, label in UNSAFE.items() if getattr(entry, name)]
    said += [f"Said to us: {CIRCUMSTANCES[code]}" for code in entry.circumstances]
    said += [f"{LABELS[name]}: {text}" for name in ("adjustments", "safe_contact") if (text := getattr(entry, name))]
    return "\n".join(said)


def load_person(person_id: int, *, actor: Actor) -> Person:
    """The record that stands for somebody, also where another one was merged into it, held so that it is not merged
    meanwhile. Raises `NotFound`, also for somebody who is known through restricted cases alone."""
    query = scope_people(select(Person).where(Person.id == person_id), actor)
    person = db.session.scalar(query.with_for_update(read=True, key_share=True, of=Person))
    if person is None:
        raise NotFound
    return person if person.merged_into_id is None else load_person(person.merged_into_id, actor=actor)


def add_party(case: Case, person: Person, part: str, *, actor: Actor) -> Party:
    party = Party(case_id=case.id, person_id=person.id, part=part, added_at=clock.now(), added_by_id=actor.user_id)
    db.session.add(party)
    db.session.flush()
    return party


def columns(entry: PersonEntry) -> dict[str, Any]:
    """The columns of `Person` that an entry fills. Raises `Invalid` where the name is missing."""
    name = " ".join(entry.full_name.split())
    is_unnamed = entry.unnamed and name in ("", unnamed.NAME)
    if not name and not is_unnamed:
        raise Invalid("full_name", "Enter the person's name, or say that the contact is anonymous.")
    texts = ("email", "phone", "address", "adjustments", "safe_contact")
    return {
        "full_name": unnamed.NAME if is_unnamed else name[:200],
        "unnamed": is_unnamed,
        "kind": entry.kind,
        **{text: getattr(entry, text).strip() or None for text in texts},
        "postcode": entry.postcode.strip().upper()[:10] or None,
        "name_key": ways.key_of_name(name, unnamed=is_unnamed),
        "adjustment_codes": list(entry.adjustment_codes),
        "circumstances": list(entry.circumstances),
        **{flag: getattr(entry, flag) for flag in UNSAFE},
    }


def _fill_in(person: Person, name: str, entry: PersonEntry, actor: Actor) -> str:
    """Take what was typed where nothing was known; else keep it beside what is known, if it differs, and return the
    line that says so."""
    (label, key), typed = KEYS[name], getattr(entry, name).strip()
    known = "" if name == "full_name" and person.unnamed else getattr(person, name) or ""
    if not key(typed) or key(typed) == key(known) or (name == "phone" and is_phone_known(typed, known)):
        return ""
    if known:
        if name in WAYS:
            unsafe = getattr(entry, ways.UNSAFE.get(WAYS[name], ""), False)
            ways.add(person, WAYS[name], typed, source=SAID, actor=actor, unsafe=unsafe)
        return f"Gave another {label}: {typed}"
    setattr(person, name, typed.upper()[:10] if name == "postcode" else typed)
    if name == "full_name":
        person.name_key, person.unnamed = key(typed), False
    return ""
