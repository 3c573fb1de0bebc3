"""What a mail belongs to, and whether its sender is known there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select

from casework.extensions import db
from casework.models import Case, DirectoryEntry, Message, Party, Person, User

REFERENCE = re.compile(r"(?<![A-Za-z0-9])([ER])[-\u2010-\u2015]?(\d{4})[-\u2010-\u2015](\d{5,7})(?!\d)", re.IGNORECASE)
MOST_REFERENCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`by`: message_id or reference. `person_id`: the party who wrote, None for an organisation or staff.

    `known` is false where nobody with this address belongs to the case: threads get forwarded, and a reference
    stands on every letter.
    """

    case: Case
    by: str
    known: bool
    person_id: int | None = None
    message: Message | None = None


def find(answers: Sequence[str], subject: str, sender_key: str) -> Match | None:
    """By the thread first, then by a reference in the subject. None for new mail."""
    message = message_by_ids(answers)
    case = db.session.get(Case, message.case_id) if message is not None and message.case_id else None
    if case is not None:
        known, person_id = _sender(sender_key, case.id)
        return Match(case=case, by="message_id", known=known, person_id=person_id, message=message)
    matches = []
    for named in cases_named(subject):
        known, person_id = _sender(sender_key, named.id)
        matches.append(Match(case=named, by="reference", known=known, person_id=person_id))
    return next((match for match in matches if match.known), matches[0] if matches else None)


def message_by_ids(ids: Sequence[str]) -> Message | None:
    """Our message with the first of these Message-IDs that is ours."""
    if not ids:
        return None
    found = {row.message_id: row for row in db.session.scalars(select(Message).where(Message.message_id.in_(ids)))}
    return next((found[one] for one in ids if one in found), None)


def references(text: str) -> list[str]:
    """Every reference in a text, as we write it. "E–2026–00012" and "e-2026-00012" are E-2026-00012."""
    found = (f"{kind.upper()}-{year}-{number}" for kind, year, number in REFERENCE.findall(text))
    return list(dict.fromkeys(found))[:MOST_REFERENCES]


def cases_named(subject: str) -> list[Case]:
    """The cases whose references stand in a subject, in that order."""
    named = references(subject)
    if not named:
        return []
    found = {case.reference: case for case in db.session.scalars(select(Case).where(Case.reference.in_(named)))}
    return [found[reference] for reference in named if reference in found]


def party_with(sender_key: str, case_id: int) -> int | None:
    """The party of the case with this address."""
    if not sender_key:
        return None
    query = (
        select(Person.id)
        .join(Party, Party.person_id == Person.id)
        .where(Party.case_id == case_id, Person.email_key == sender_key)
    )
    return db.session.scalar(query.order_by(Party.id).limit(1))


def is_ours_or_partner(sender_key: str) -> bool:
    """Whether the address is that of a colleague, or of an organisation in the directory."""
    staff = exists().where(func.lower(User.email) == sender_key, User.is_enabled)
    partner = exists().where(func.lower(DirectoryEntry.email) == sender_key, DirectoryEntry.is_active)
    return bool(sender_key) and bool(db.session.scalar(select(or_(staff, partner))))


def _sender(sender_key: str, case_id: int) -> tuple[bool, int | None]:
    person_id = party_with(sender_key, case_id)
    return person_id is not None or is_ours_or_partner(sender_key), person_id
