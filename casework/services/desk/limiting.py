"""Limiting somebody's contact with the letter that tells them (section 7.6, L-E07)."""

from casework.access import Actor
from casework.models import Letter
from casework.services.letters import choosing, drafts
from casework.services.people import limits
from casework.services.people.limits import LETTER, LimitEntry
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent


def limit_contact(reference: str, person_id: int, entry: LimitEntry, *, sent: Sent, actor: Actor) -> Letter:
    """The limit and the draft of its letter, which a manager signs. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    limits.impose(reference, person_id, entry, actor=actor)
    recipient = choosing.first(reference, LETTER, f"person:{person_id}", actor=actor)
    return drafts.write(Address(reference), LETTER, recipient, sent=sent, actor=actor)
