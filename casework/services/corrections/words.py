"""The words of a contact, how and when it was and from whom to whom; and the words of a note."""

import datetime as dt
from dataclasses import dataclass

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Contact, Note
from casework.services.corrections import day_of_receipt
from casework.services.deadlines import putting_right
from casework.services.desk import contacts, corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.people import contact_rows
from casework.services.record import codes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

CONTACT, NOTE = "contact", "note"
"""What these corrections are called in their events."""
OF_CONTACT = ("direction", "with_whom", "channel", "happened_on", "happened_time", "summary")
BEFORE_RECEIPT = "That is before the case was received. Check the day, or put that one right first."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """A contact as it should have been recorded."""

    direction: str
    channel: str
    happened_on: dt.date
    summary: str
    with_whom: str = "person"
    happened_time: dt.time | None = None


def contact_of(case: Case, contact_id: int) -> Contact:
    """One contact of the case. Raises `NotFound`."""
    row = db.session.get(Contact, contact_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    return row


def check_contact(case: Case, contact: Contact, entry: ContactEntry) -> list[Change]:
    """What would be another. Raises `Invalid` at the field that cannot be."""
    if not entry.summary.strip():
        raise Invalid("summary", "Write down what was said or written.")
    if entry.channel != contact.channel and entry.channel not in codes.labels("channel"):
        raise Invalid("channel", "Choose a channel from the list.")
    if is_first(case, contact) and (entry.direction, entry.happened_on) != (contact.direction, contact.happened_on):
        raise Invalid("happened_on", "The case was received with it: put right the day on which the case was received.")
    contacts.check_day("happened_on", entry.happened_on, "The day of the contact")
    contacts.check_time("happened_time", entry.happened_on, entry.happened_time)
    if entry.happened_on != contact.happened_on and entry.happened_on < case.received_on:
        raise Invalid("happened_on", BEFORE_RECEIPT)
    values = {name: getattr(entry, name) for name in OF_CONTACT if name != "summary"}
    values["summary"] = entry.summary.strip()
    return corrections.changed(contact, values, words={"summary": "What was said"})


def put_contact_right(
    reference: str, contact_id: int, entry: ContactEntry, *, reason: str, sent: Sent, actor: Actor
) -> Contact:
    """Put a contact right. With the contact that a case was logged with goes how the case came; what counts from the
    last update counts anew. Raises `Invalid`, `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, row = corrections.reason(reason), contact_of(case, contact_id)
    changes = check_contact(case, row, entry)
    before = {"is_update": contact_rows.is_update(row), "happened_on": row.happened_on}
    if is_first(case, row) and case.channel == row.channel:
        case.channel = entry.channel
    corrections.apply(row, changes)
    contact_rows.keep_person(row, case)
    db.session.flush()
    moved = []
    if before != {"is_update": contact_rows.is_update(row), "happened_on": row.happened_on}:
        moved = putting_right.update_again(case, row, before, actor=actor)
    letters = drafts_of_case.renew(case, actor=actor)
    data = {"of_contact": row.id, "clocks": day_of_receipt.clocks_of(moved), **letters.data}
    corrections.keep(case, CONTACT, changes, reason=why, actor=actor, data=data)
    return row


def note_of(case: Case, note_id: int) -> Note:
    """One note of the case; what is kept of a reason or of former words is none. Raises `NotFound`."""
    row = db.session.get(Note, note_id)
    if row is None or row.case_id != case.id or row.kind != "note":
        raise NotFound
    return row


def check_note(note: Note, text: str) -> list[Change]:
    """Raises `Invalid` at "text"."""
    if not text.strip():
        raise Invalid("text", "Write the note.")
    return corrections.changed(note, {"text": text.strip()}, words={"text": "The note"})


def put_note_right(reference: str, note_id: int, text: str, *, reason: str, sent: Sent, actor: Actor) -> Note:
    """Give a note the words that are right. Raises as `put_contact_right` does."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, row = corrections.reason(reason), note_of(case, note_id)
    changes = check_note(row, text)
    corrections.apply(row, changes)
    corrections.keep(case, NOTE, changes, reason=why, actor=actor, data={"of_note": row.id})
    return row


def is_first(case: Case, contact: Contact) -> bool:
    """Whether the case was logged with it, so that its day is the day of receipt."""
    first = day_of_receipt.first_contact(case)
    return first is not None and first.id == contact.id
