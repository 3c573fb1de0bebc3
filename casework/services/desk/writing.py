"""What is written in the box of a case: a note or a contact, with files and a day to come back to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from casework.access import Actor
from casework.models import Contact, Note
from casework.services.desk import come_backs, contacts
from casework.services.desk.come_backs import ComeBack
from casework.services.documents import documents
from casework.services.documents.documents import Checked
from casework.services.people.contact_rows import Said
from casework.services.record import cases, notes
from casework.services.record.tokens import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`said` is None for a note, which `words` are."""

    words: str
    come_back: ComeBack
    said: Said | None = None
    urgent: bool = False
    files: Sequence[Checked] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was made of it: the id of the note or of the contact, and the day on which somebody comes back to it."""

    is_note: bool
    row_id: int
    come_back_on: dt.date | None


def write(reference: str, written: Written, *, sent: Sent, actor: Actor) -> Kept:
    """Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`; then nothing of it is kept."""
    row: Contact | Note
    if written.said is None:
        row = notes.add_note(reference, written.words, sent=sent, actor=actor, urgent=written.urgent)
    else:
        row = contacts.log_contact(reference, written.said, sent=sent, actor=actor, urgent=written.urgent)
    documents.keep_with(written.files, row, actor=actor)
    case = cases.load_for_change(reference, actor=actor)
    contacts.mark_urgent(case, written.urgent)
    task = come_backs.arrange(case, written.come_back, row, actor=actor)
    return Kept(is_note=written.said is None, row_id=row.id, come_back_on=task.due_on if task is not None else None)
