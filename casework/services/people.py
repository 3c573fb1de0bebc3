"""People: finding the one who has been in touch before, and making a new one only then."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import or_, select

from casework import clock
from casework.access import Actor, scope_people
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Party, Person

MATCHES_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What was typed about a person. All optional but the name."""

    full_name: str = ""
    kind: str = "individual"
    email: str = ""
    phone: str = ""
    postcode: str = ""
    adjustments: str = ""
    safe_contact: str = ""
    invented: bool = False


def name_key(name: str) -> str:
    """Lower case, without marks and punctuation: "Zoë O'Brien" and "ZOE OBRIEN" are alike."""
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark) and (mark.isalnum() or mark.isspace()))
    return " ".join(kept.casefold().split())[:200]


def phone_key(phone: str) -> str:
    """Digits alone; +44 and 0044 are the same as 0."""
    digits = re.sub(r"\D", "", phone.replace("+44", "0", 1))
    if digits.startswith("0044"):
        digits = "0" + digits[4:]
    return digits.replace("00", "0", 1)[:20] if digits.startswith("00") else digits[:20]


def email_key(email: str) -> str:
    """Lower case, cut to its column: folding can make some letters two."""
    return email.strip().casefold()[:254]


def postcode_key(postcode: str) -> str:
    return re.sub(r"\s", "", postcode).upper()[:10]


def likely_matches(entry: PersonEntry, *, actor: Actor) -> list[Person]:
    """People with the same e-mail, phone, name or postcode, the strongest match first."""
    keys = (
        (Person.email_key, email_key(entry.email)),
        (Person.phone_key, phone_key(entry.phone)),
        (Person.name_key, name_key(entry.full_name)),
        (Person.postcode_key, postcode_key(entry.postcode)),
    )
    conditions = [column == key for column, key in keys if key]
    if not conditions:
        return []
    found = db.session.scalars(scope_people(select(Person).where(or_(*conditions)), actor).limit(100)).all()

    def strength(person: Person) -> tuple[int, int]:
        present = (person.email_key, person.phone_key, person.name_key, person.postcode_key)
        return -sum(bool(key) and key == mine for (_, key), mine in zip(keys, present, strict=True)), person.id

    return sorted(found, key=strength)[:MATCHES_SHOWN]


def add_person(entry: PersonEntry, *, actor: Actor) -> Person:
    name = " ".join(entry.full_name.split())
    if not name:
        raise Invalid("full_name", "Enter the person's name, or say that the contact is anonymous.")
    person = Person(
        kind=entry.kind,
        full_name=name[:200],
        name_key=name_key(name),
        email=entry.email.strip() or None,
        email_key=email_key(entry.email) or None,
        phone=entry.phone.strip() or None,
        phone_key=phone_key(entry.phone) or None,
        postcode=entry.postcode.strip().upper()[:10] or None,
        postcode_key=postcode_key(entry.postcode) or None,
        adjustments=entry.adjustments.strip() or None,
        safe_contact=entry.safe_contact.strip() or None,
        invented=entry.invented,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(person)
    db.session.flush()
    return person


def complete(person: Person, entry: PersonEntry) -> str:
    """Fill in what was not known of a person. Returns what differs from what is known, as lines for the file."""
    differing = []
    for name, label, key in (
        ("full_name", "name", name_key),
        ("email", "e-mail", email_key),
        ("phone", "phone", phone_key),
        ("postcode", "postcode", postcode_key),
    ):
        known, typed = getattr(person, name) or "", getattr(entry, name).strip()
        if key(typed) and not known:
            setattr(person, name, typed.upper()[:10] if name == "postcode" else typed)
            setattr(person, f"{name}_key", key(typed))
        elif key(typed) and key(typed) != key(known):
            differing.append(f"Gave another {label}: {typed}")
    return "\n".join(differing)


def load_person(person_id: int, *, actor: Actor) -> Person:
    """Raises `NotFound`, also for somebody who is known through restricted cases alone."""
    person = db.session.scalar(scope_people(select(Person).where(Person.id == person_id), actor))
    if person is None:
        raise NotFound
    return person


def add_party(case: Case, person: Person, part: str, *, actor: Actor) -> Party:
    party = Party(case_id=case.id, person_id=person.id, part=part, added_at=clock.now(), added_by_id=actor.user_id)
    db.session.add(party)
    db.session.flush()
    return party
