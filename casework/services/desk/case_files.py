"""Files that somebody puts with a contact or a note: of the kinds that are known from mail, and no others."""

from collections.abc import Sequence

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.incoming import attachments
from casework.incoming.attachments import ParsedAttachment
from casework.models import CaseFile, Contact, Note
from casework.services.record import files

MOST = 10
TOO_MANY = f"Put no more than {MOST} files with it at once. Send the others with a second note."
UNKNOWN = "“{name}” is of a kind that is not kept here. Save it as PDF or as a picture, and choose it again."
REFUSED = "“{name}” is not kept. {why}"
Upload = tuple[str, bytes]
"""The name of a file as it was sent, and its bytes."""


def check(uploads: Sequence[Upload]) -> list[ParsedAttachment]:
    """What they are. Raises `Invalid` at "files" for one that could do harm, or that nobody knows how to open."""
    if len(uploads) > MOST:
        raise Invalid("files", TOO_MANY)
    found = [attachments.describe(name, content) for name, content in uploads]
    for file in found:
        if file.problem is not None:
            raise Invalid("files", REFUSED.format(name=file.file_name, why=file.problem))
        if file.media_type == attachments.OCTETS:
            raise Invalid("files", UNKNOWN.format(name=file.file_name))
    return found


def keep(found: Sequence[ParsedAttachment], where: Contact | Note, *, actor: Actor) -> None:
    """Put files that were checked with a contact or a note."""
    is_contact = isinstance(where, Contact)
    for file in found:
        row = CaseFile(
            case_id=where.case_id,
            contact_id=where.id if is_contact else None,
            note_id=None if is_contact else where.id,
            file_name=file.file_name,
            media_type=file.media_type,
            size=len(file.content),
            file_sha256=files.keep(file.content),
            added_at=clock.now(),
            added_by_id=actor.user_id,
        )
        db.session.add(row)
    db.session.flush()


def copy(source_id: int, contact: Contact) -> None:
    """Put the files of a contact with its copy, too."""
    names = ("file_name", "media_type", "size", "file_sha256", "added_at", "added_by_id")
    for row in db.session.scalars(select(CaseFile).where(CaseFile.contact_id == source_id).order_by(CaseFile.id)):
        values = {name: getattr(row, name) for name in names}
        db.session.add(CaseFile(case_id=contact.case_id, contact_id=contact.id, **values))
    db.session.flush()
