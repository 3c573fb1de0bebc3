"""Documents that somebody puts on a case itself: what they are, whom they are from, and their versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Document, IncomingMail
from casework.services.documents import documents
from casework.services.documents.documents import Checked
from casework.services.record import history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

SOURCES = {
    "person": "The person, or somebody for them",
    "force": "The police force",
    "partner": "A partner organisation",
    "office": "This office",
}
"""Whom a document is from: what is the force's is tagged so (rule 8.3)."""
NONE_CHOSEN = "Choose a file."
ONE_ALONE = "A newer version is one file. Choose one."
HAS_NEWER = "Somebody put a newer version of this document here meanwhile. Open that one, and put yours after it."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`source` is a key of `SOURCES`, or empty where nobody says."""

    description: str = ""
    source: str = ""


def add(reference: str, about: About, found: Sequence[Checked], *, sent: Sent, actor: Actor) -> None:
    """Put documents on a case. Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`; then nothing is kept."""
    if not found:
        raise Invalid("files", NONE_CHOSEN)
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    values = {"description": about.description, "source": about.source or None}
    rows = [documents.add(each, case, values, actor=actor) for each in found]
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
    values = {"description": old.description, "source": old.source, "follows_id": old.id}
    row = documents.add(found[0], case, values, actor=actor)
    _record(history.Kind.DOCUMENTS_ADDED, case, [row], actor=actor, follows=old.id)
    return row


def describe(reference: str, document_id: int, about: About, *, sent: Sent, actor: Actor) -> None:
    """Say what a document is. What was said before stays in the history. Raises as `add` does."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = find(case, document_id)
    before = {"description": row.description, "source": row.source}
    row.description, row.source = about.description, about.source or None
    db.session.flush()
    data = {"document": row.id, "before": before, "now": {"description": row.description, "source": row.source}}
    history.record(history.Kind.DOCUMENT_DESCRIBED, actor=actor, case_id=case.id, data=data)


def find(case: Case, document_id: int) -> Document:
    """A document of this case, also one that came with its mail. Raises `NotFound` for any other."""
    row = db.session.get(Document, document_id)
    if row is None:
        raise NotFound
    mail = db.session.get(IncomingMail, row.incoming_id) if row.incoming_id is not None else None
    if case.id != (row.case_id if mail is None else mail.case_id):
        raise NotFound
    return row


def _record(kind: history.Kind, case: Case, rows: Sequence[Document], *, actor: Actor, **more: int) -> None:
    data = {"documents": [row.id for row in rows], **more}
    history.record(kind, actor=actor, case_id=case.id, data=data)
