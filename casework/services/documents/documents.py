"""The rows of documents: made here alone, whatever they came with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import delete, select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.incoming.attachments import ParsedAttachment
from casework.models import Case, Contact, Document, IncomingMail, Note
from casework.services.documents import virus_checks
from casework.services.record import files
from casework.services.record.files import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file under its safe name, that lies where it will be kept. `media_type` is what it is, and octets for whatever
    must not be opened; `problem` says why."""

    file_name: str
    media_type: str
    file: Prepared
    problem: str | None = None


COPIED = (
    "file_name",
    "description",
    "source",
    "conditions",
    "return_on",
    "media_type",
    "size",
    "file_sha256",
    "problem",
    "added_at",
    "added_by_id",
)


def add(file: Checked, case: Case, values: Mapping[str, Any], *, actor: Actor) -> Document:
    """A document of a case alone. `values` are of its columns."""
    row = _add(file, case_id=case.id, added_by_id=actor.user_id, **values)
    db.session.flush()
    return row


def keep_with(found: Sequence[Checked], where: Contact | Note, *, actor: Actor) -> None:
    """Keep files with a contact or a note of a case."""
    is_contact = isinstance(where, Contact)
    for file in found:
        contact_id, note_id = (where.id, None) if is_contact else (None, where.id)
        _add(file, case_id=where.case_id, contact_id=contact_id, note_id=note_id, added_by_id=actor.user_id)
    db.session.flush()


def keep_of_mail(found: Sequence[ParsedAttachment], mail: IncomingMail) -> None:
    """Keep the files that came with a mail, in their order."""
    for position, each in enumerate(found, start=1):
        file = Checked(
            file_name=each.file_name,
            media_type=each.media_type,
            file=files.prepare(BytesIO(each.content)),
            problem=each.problem,
        )
        _add(file, incoming_id=mail.id, position=position)
    db.session.flush()


def copy(source_id: int, contact: Contact) -> None:
    """Put the files of a contact with its copy, too."""
    whole = Document.contact_id == source_id, Document.destroyed_at.is_(None)
    for row in db.session.scalars(select(Document).where(*whole).order_by(Document.id)):
        values = {name: getattr(row, name) for name in COPIED}
        db.session.add(Document(case_id=contact.case_id, contact_id=contact.id, **values))
    db.session.flush()


def go_with_contact(contact_id: int, case: Case) -> None:
    """A contact that was logged on the wrong case takes its files along."""
    files = update(Document).where(Document.contact_id == contact_id).values(case_id=case.id)
    db.session.execute(files)


def _add(file: Checked, **of: Any) -> Document:
    row = Document(
        file_name=file.file_name,
        media_type=file.media_type,
        size=file.file.size,
        file_sha256=files.keep_prepared(file.file),
        problem=file.problem,
        added_at=clock.now(),
        **of,
    )
    db.session.add(row)
    virus_checks.ask_soon()
    return row


def destroy_of_mail(mail_id: int) -> list[str]:
    """Delete for good what came with a mail that is on no case. Returns the names of its files, which stay as yet."""
    of_mail = Document.incoming_id == mail_id
    names = list(db.session.scalars(select(Document.file_sha256).where(of_mail)))
    db.session.execute(delete(Document).where(of_mail))
    return names
