"""Notes on a case."""

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Note
from casework.services.record import history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

LONGEST_REASON = 1000


def add_note(reference: str, text: str, *, sent: Sent, actor: Actor, urgent: bool = False) -> Note:
    """`urgent`: somebody may be at risk of harm. Raises `Invalid` for an empty note, `Replayed` for a form sent
    twice."""
    case = begin(reference, Activity.ADD_NOTE, sent=sent, actor=actor)
    note = write(case, "note", text, actor=actor, field="text")
    data = {"urgent": True} if urgent else {}
    history.record(history.Kind.NOTE_ADDED, actor=actor, case_id=case.id, note_id=note.id, data=data)
    return note


def reason(text: str, *, field: str, needed: str) -> str:
    """Why something is not sent, as kept. Raises `Invalid` at `field` where it is empty (`needed`) or too long."""
    kept = text.strip()
    if not kept:
        raise Invalid(field, needed)
    if len(kept) > LONGEST_REASON:
        raise Invalid(field, f"Shorten the reason to {LONGEST_REASON:,} characters or fewer.")
    return kept


def write(case: Case, kind: str, text: str, *, actor: Actor, field: str) -> Note:
    """A row of free text: a note, a reason, a comment. Raises `Invalid` at `field` when it is empty."""
    kept = text.strip()
    if not kept:
        raise Invalid(field, "Write something here, or go back to the case.")
    return keep(case.id, kind, kept, actor=actor)


def keep(case_id: int, kind: str, text: str, *, actor: Actor) -> Note:
    """The row of a text that was checked."""
    note = Note(case_id=case_id, kind=kind, text=text, written_at=clock.now(), written_by_id=actor.user_id)
    db.session.add(note)
    db.session.flush()
    return note
