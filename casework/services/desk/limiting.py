"""Limiting somebody's contact, keeping the limit or lifting it, each with the letter that tells them (section 7.6)."""

from sqlalchemy import select

from casework.access import Actor, Permission, require
from casework.errors import Conflict
from casework.extensions import db
from casework.models import Case, ContactLimit, Party
from casework.services.letters import choosing, drafts
from casework.services.people import limits
from casework.services.people.limits import LETTERS, LimitEntry
from casework.services.record import tokens
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent

HAS_CASE = "The letter about this limit goes from its case. Open the case to read it."


def limit_contact(reference: str, person_id: int, entry: LimitEntry, *, sent: Sent, actor: Actor) -> int | None:
    """The limit, and the draft of its letter, which a manager signs; without a case ("") the letter waits for one.
    Returns the id of the draft. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    return _write(limits.impose(reference, person_id, entry, actor=actor), sent=sent, actor=actor)


def look_again(limit_id: int, entry: LimitEntry, *, lift: bool, sent: Sent, actor: Actor) -> int | None:
    """Keep or lift it, with the draft of the letter that says so: its id. Raises `NotFound`, `Conflict`, `Invalid`."""
    limit = limits.look_again(limit_id, entry, lift=lift, sent=sent, actor=actor)
    return _write(limit, sent=sent, actor=actor)


def tell(limit_id: int, reference: str, *, sent: Sent, actor: Actor) -> int | None:
    """Draft the letter about a limit that was decided of somebody without a case, now that they have one. Raises
    `NotFound`, `Invalid`, `Conflict` where it belongs to a case already."""
    require(actor, Permission.CONTACT_LIMIT)
    limit = limits.load(limit_id, actor=actor)
    if limit.case_id is not None:
        raise Conflict(HAS_CASE)
    limits.attach(limit, limits.case_of(limit.person_id, reference, actor=actor), actor=actor)
    return _write(limit, sent=sent, actor=actor)


def _write(limit: ContactLimit, *, sent: Sent, actor: Actor) -> int | None:
    """The id of the draft; None where they are in no case that it could go from."""
    theirs = (Party.person_id == limit.person_id, Party.case_id == Case.id)
    query = select(Case.reference).where(Case.id == limit.case_id, select(Party.id).where(*theirs).exists())
    reference = db.session.scalar(query)
    if reference is None:
        tokens.use(sent, actor=actor)
        return None
    code = LETTERS[limits.last_decision(limit.id).decided]
    recipient = choosing.first(reference, code, f"person:{limit.person_id}", actor=actor)
    return drafts.write(Address(reference), code, recipient, sent=sent, actor=actor).id
