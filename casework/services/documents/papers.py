"""Documents that somebody puts on a case itself: what they are, whom they are from, and their versions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Document, IncomingMail
from casework.services.documents import documents
from casework.services.documents.documents import Checked
from casework.services.record import history, tasks
from casework.services.record.activities import begin
from casework.services.record.files import IS_DESTROYED
from casework.services.record.tasks import About as TaskAbout
from casework.services.record.tasks import Kind
from casework.services.record.tokens import Sent
from workflows.activities import Activity

SOURCES = {
    "person": "The person, or somebody for them",
    "force": "The police force",
    "partner": "A partner organisation",
    "office": "This office",
}
"""Whom a document is from: what is the force's is tagged so (rule 8.3)."""
KEPT = ("description", "source", "conditions", "return_on")
"""What is said of a document, and of its newer version."""
NONE_CHOSEN = "Choose a file."
ONE_ALONE = "A newer version is one file. Choose one."
HAS_NEWER = "Somebody put a newer version of this document here meanwhile. Open that one, and put yours after it."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`source` is a key of `SOURCES`, or empty where nobody says."""

    description: str = ""
    source: str = ""
    conditions: str = ""
    return_on: dt.date | None = None

    def columns(self) -> dict[str, Any]:
        return {
            "description": self.description,
            "source": self.source or None,
            "conditions": self.conditions,
            "return_on": self.return_on,
        }


def add(reference: str, about: About, found: Sequence[Checked], *, sent: Sent, actor: Actor) -> None:
    """Put documents on a case. Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`; then nothing is kept."""
    if not found:
        raise Invalid("files", NONE_CHOSEN)
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    rows = [documents.add(each, case, about.columns(), actor=actor) for each in found]
    for row in rows:
        _ask_to_return(case, row, actor=actor)
    _record(history.Kind.DOCUMENTS_ADDED, case, rows, actor=actor)


def add_version(reference: str, document_id: int, found: Sequence[Checked], *, sent: Sent, actor: Actor) -> Document:
    """Put a newer version of a document beside it. The older one stays. Raises as `add` does, and `Conflict` where
    somebody else put one meanwhile."""
    if len(found) != 1:
        raise Invalid("files", ONE_ALONE if found else NONE_CHOSEN)
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    old = find(case, document_id)
    if db.session.scalar(select(Document.id).where(Document.follows_id == old.id)) is not None:
        raise Conflict(HAS_NEWER)
    values = {name: getattr(old, name) for name in KEPT} | {"follows_id": old.id}
    row = documents.add(found[0], case, values, actor=actor)
    _ask_to_return(case, row, actor=actor)
    _record(history.Kind.DOCUMENTS_ADDED, case, [row], actor=actor, follows=old.id)
    return row


def describe(reference: str, document_id: int, about: About, *, sent: Sent, actor: Actor) -> None:
    """Say what a document is. What was said before stays in the history. Raises as `add` does."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = find(case, document_id)
    before, return_on = _said(row), row.return_on
    for name, value in about.columns().items():
        setattr(row, name, value)
    db.session.flush()
    if row.return_on != return_on:
        _ask_to_return(case, row, actor=actor)
    data = {"document": row.id, "before": before, "now": _said(row)}
    history.record(history.Kind.DOCUMENT_DESCRIBED, actor=actor, case_id=case.id, data=data)


def find(case: Case, document_id: int) -> Document:
    """A document of this case, also one that came with its mail. Raises `NotFound` for any other, and `Conflict` for
    one that was destroyed."""
    row = db.session.get(Document, document_id)
    if row is None:
        raise NotFound
    mail = db.session.get(IncomingMail, row.incoming_id) if row.incoming_id is not None else None
    if case.id != (row.case_id if mail is None else mail.case_id):
        raise NotFound
    if row.destroyed_at is not None:
        raise Conflict(IS_DESTROYED)
    return row


def _said(row: Document) -> dict[str, str | None]:
    values = {name: getattr(row, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def _ask_to_return(case: Case, row: Document, *, actor: Actor) -> None:
    """The task that asks for it on the day, in place of the one for another day."""
    tasks.end(Kind.PAPERS_TO_RETURN, case_id=case.id, detail=str(row.id), actor=actor)
    if row.return_on is not None:
        about = TaskAbout(due_on=max(row.return_on, clock.today()), detail=str(row.id))
        tasks.open_task(Kind.PAPERS_TO_RETURN, case, about, actor=actor)


def _record(kind: history.Kind, case: Case, rows: Sequence[Document], *, actor: Actor, **more: int) -> None:
    data = {"documents": [row.id for row in rows], **more}
    history.record(kind, actor=actor, case_id=case.id, data=data)
