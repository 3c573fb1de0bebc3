"""What a mail belongs to, and whether its sender is known there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, func, or_, select

from casework import clock
from casework.extensions import db
from casework.incoming.references import named_in
from casework.models import Case, DirectoryEntry, Message, Party, User
from casework.services.people import ways

MOST_REFERENCES = 5
WROTE_AS = {"representative": "representative", "partner": "partner", "complained_against": "force"}
"""Parts in a case that do not speak as somebody of the public whom it concerns."""


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


def find(answers: Sequence[str], named: Sequence[str], sender_key: str) -> Match | None:
    """By the thread first, then by a reference of those in the subject. None for new mail.

    Of several references a restricted case comes first, whoever wrote: what names it is for its people alone.
    """
    message = message_by_ids(answers)
    case = db.session.get(Case, message.case_id) if message is not None and message.case_id else None
    if case is not None:
        known, person_id = _sender(sender_key, case.id)
        return Match(case=case, by="message_id", known=known, person_id=person_id, message=message)
    matches = []
    for each in cases_with(named):
        known, person_id = _sender(sender_key, each.id)
        matches.append(Match(case=each, by="reference", known=known, person_id=person_id))
    best = min(matches, key=lambda match: (not match.case.restricted, not match.known), default=None)
    if best is not None and best.known and sum(match.known for match in matches) > 1:
        return replace(best, by="several", known=False)
    return best


def message_by_ids(ids: Sequence[str]) -> Message | None:
    """Our message with the first of these Message-IDs that is ours. Some programs change their capitals."""
    if not ids:
        return None
    spellings = {spelt for one in ids for spelt in (one, one.lower())}
    rows = db.session.scalars(select(Message).where(Message.message_id.in_(spellings)))
    found = {row.message_id.lower(): row for row in rows}
    return next((found[one.lower()] for one in ids if one.lower() in found), None)


def cases_named(text: str) -> list[Case]:
    """The cases whose references stand in a text, in that order."""
    return cases_with(list(dict.fromkeys(named_in(text))))


def cases_with(references: Sequence[str]) -> list[Case]:
    """The cases with the first of these references, in their order."""
    asked = references[:MOST_REFERENCES]
    if not asked:
        return []
    found = {case.reference: case for case in db.session.scalars(select(Case).where(Case.reference.in_(asked)))}
    return [found[reference] for reference in asked if reference in found]


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
    partner = exists().where(func.lower(DirectoryEntry.email) == sender_key, DirectoryEntry.in_use(clock.today()))
    return bool(sender_key) and bool(db.session.scalar(select(or_(staff, partner))))


def with_whom(sender_key: str, case_id: int) -> str:
    """Whom a mail on a case is from (`contact_rows.WITH_WHOM`): by their part in it, else by the directory."""
    theirs = Party.person_id.in_(ways.people_by("email", [sender_key]))
    parts = set(db.session.scalars(select(Party.part).where(Party.case_id == case_id, theirs))) if sender_key else set()
    if parts:
        return WROTE_AS.get(parts.pop(), "person") if len(parts) == 1 else "person"
    of_theirs = func.lower(DirectoryEntry.email) == sender_key
    entry = select(DirectoryEntry.kind).where(of_theirs, DirectoryEntry.in_use(clock.today()))
    kind = db.session.scalar(entry.order_by(DirectoryEntry.id).limit(1)) if sender_key else None
    return "person" if kind is None else "force" if kind == "force" else "partner"


def _sender(sender_key: str, case_id: int) -> tuple[bool, int | None]:
    found = _parties_with(sender_key, case_id)
    return bool(found) or is_ours_or_partner(sender_key), found[0] if len(found) == 1 else None


def _parties_with(sender_key: str, case_id: int) -> list[int]:
    """The people of the case with this address, each once."""
    if not sender_key:
        return []
    query = select(Party.person_id).where(Party.case_id == case_id, Party.part != Party.FORMER)
    query = query.where(Party.person_id.in_(ways.people_by("email", [sender_key])))
    return list(db.session.scalars(query.distinct().limit(2)))
