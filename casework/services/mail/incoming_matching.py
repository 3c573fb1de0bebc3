"""What a mail belongs to, and whether its sender is known there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, func, or_, select

from casework.extensions import db
from casework.models import Case, DirectoryEntry, Message, Party, Person, User

DASH = r" ?[-\u2010-\u2015\u2212/]"
REFERENCE = re.compile(
    rf"(?<![A-Za-z0-9])([A-Z]{{1,2}})(?:{DASH})? ?(\d{{4}})(?:{DASH} ?| )(\d{{5,7}})(?!\d)", re.IGNORECASE
)
MOST_REFERENCES = 5
MOST_MENTIONED = 200
LOOKED_THROUGH = 200_000
"""Characters of each part in which a restricted case may be mentioned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`by`: message_id, reference, or several (references). `person_id`: the party who wrote, None for an organisation,
    staff, or two parties who share an address.

    `known` is false where nobody with this address belongs to the case: threads get forwarded, and a reference
    stands on every letter. It is false, too, where a person has to choose between cases.
    """

    case: Case
    by: str
    known: bool
    person_id: int | None = None
    message: Message | None = None


def find(answers: Sequence[str], subject: str, sender_key: str) -> Match | None:
    """By the thread first, then by a reference in the subject. None for new mail.

    Of several references a restricted case comes first, whoever wrote: what names it is for its people alone.
    """
    message = message_by_ids(answers)
    case = db.session.get(Case, message.case_id) if message is not None and message.case_id else None
    if case is not None:
        known, person_id = _sender(sender_key, case.id)
        return Match(case=case, by="message_id", known=known, person_id=person_id, message=message)
    matches = []
    for named in cases_named(subject):
        known, person_id = _sender(sender_key, named.id)
        matches.append(Match(case=named, by="reference", known=known, person_id=person_id))
    best = min(matches, key=lambda match: (not match.case.restricted, not match.known), default=None)
    if best is not None and best.known and sum(match.known for match in matches) > 1:
        return replace(best, by="several", known=False)
    return best


def message_by_ids(ids: Sequence[str]) -> Message | None:
    """Our message with the first of these Message-IDs that is ours."""
    if not ids:
        return None
    found = {row.message_id: row for row in db.session.scalars(select(Message).where(Message.message_id.in_(ids)))}
    return next((found[one] for one in ids if one in found), None)


def references(text: str) -> list[str]:
    """Every reference in a text, as we write it. "E–2026–00012" and "e-2026-00012" are E-2026-00012."""
    return list(dict.fromkeys(_all_references(text)))[:MOST_REFERENCES]


def cases_named(subject: str) -> list[Case]:
    """The cases whose references stand in a subject, in that order."""
    named = references(subject)
    if not named:
        return []
    found = {case.reference: case for case in db.session.scalars(select(Case).where(Case.reference.in_(named)))}
    return [found[reference] for reference in named if reference in found]


def restricted_case(texts: Iterable[str], sender_key: str) -> Case | None:
    """The restricted case that a mail mentions, or through which alone its sender is known: such a mail is for the
    people named on that case, as the case itself is."""
    mentioned = {one for text in texts for one in _all_references(text[:LOOKED_THROUGH])}
    query = select(Case).where(Case.reference.in_(sorted(mentioned)[:MOST_MENTIONED]), Case.restricted)
    found = db.session.scalar(query.order_by(Case.id).limit(1)) if mentioned else None
    if found is not None or not sender_key:
        return found
    theirs = select(Case).join(Party, Party.case_id == Case.id).join(Person, Person.id == Party.person_id)
    theirs = theirs.where(Person.email_key == sender_key).order_by(Case.restricted, Case.id.desc())
    first = db.session.scalar(theirs.limit(1))
    return first if first is not None and first.restricted else None


def party_with(sender_key: str, case_id: int) -> int | None:
    """The one party of the case with this address; None where two share it, and nobody knows which of them wrote."""
    found = _parties_with(sender_key, case_id)
    return found[0] if len(found) == 1 else None


def is_known(sender_key: str, case_id: int) -> bool:
    """Whether a party of the case, a colleague or an organisation of the directory has this address."""
    return _sender(sender_key, case_id)[0]


def is_ours_or_partner(sender_key: str) -> bool:
    """Whether the address is that of a colleague, or of an organisation in the directory."""
    staff = exists().where(func.lower(User.email) == sender_key, User.is_enabled)
    partner = exists().where(func.lower(DirectoryEntry.email) == sender_key, DirectoryEntry.is_active)
    return bool(sender_key) and bool(db.session.scalar(select(or_(staff, partner))))


def _sender(sender_key: str, case_id: int) -> tuple[bool, int | None]:
    found = _parties_with(sender_key, case_id)
    return bool(found) or is_ours_or_partner(sender_key), found[0] if len(found) == 1 else None


def _parties_with(sender_key: str, case_id: int) -> list[int]:
    """The people of the case with this address, each once."""
    if not sender_key:
        return []
    query = select(Person.id).join(Party, Party.person_id == Person.id)
    query = query.where(Party.case_id == case_id, Person.email_key == sender_key)
    return list(db.session.scalars(query.distinct().limit(2)))


def _all_references(text: str) -> Iterator[str]:
    return (f"{kind.upper()}-{year}-{number}" for kind, year, number in REFERENCE.findall(text))
