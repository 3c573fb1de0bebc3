"""The files that came with mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from casework import openings
from casework.errors import KeptShut, NotFound
from casework.extensions import db, read
from casework.models import Contact, Document, FileCheck, IncomingMail
from casework.pages.record.case import Head
from casework.pages.record.case_files import amount
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    id: int
    incoming_id: int
    file_name: str
    media_type: str
    size: int
    file_sha256: str
    problem: str | None
    is_shut: bool

    @property
    def amount(self) -> str:
        """Its size as people say it."""
        return amount(self.size)


def find(files: Sequence[FileRow], file_id: int, *, noted: Sequence[int]) -> FileRow:
    """A file of a mail that somebody opens, which is `noted` for these restricted cases. Raises `NotFound` for a file
    that is not among those of the mail, and `KeptShut`."""
    for file in files:
        if file.id == file_id:
            if file.is_shut:
                raise KeptShut(file.problem or "")
            for case_id in noted:
                openings.mark_opened(case_id, document_id=file_id, incoming_id=file.incoming_id)
            return file
    raise NotFound


def _row(values: dict[str, Any]) -> FileRow:
    """Where nobody may open it, that is its problem."""
    why = files.why_shut(values.pop("check"))
    return FileRow(**values | {"problem": why or values["problem"], "is_shut": bool(why)})


def _columns() -> list[Any]:
    return [
        *(getattr(Document, name) for name in FileRow.__slots__ if name != "is_shut"),
        files.check_of_document().label("check"),
    ]


def of_contacts(head: Head, contact_ids: Collection[int]) -> dict[int, list[FileRow]]:
    """The files that came with contacts of a case."""
    found: dict[int, list[FileRow]] = {}
    for row in read(_of_contacts(), case=head.id, contacts=contact_ids).mappings() if contact_ids else ():
        values = dict(row)
        found.setdefault(values.pop("contact_id"), []).append(_row(values))
    return found


@cache
def _of_contacts() -> Select[*tuple[Any, ...]]:
    came_with = func.coalesce(Contact.copied_from_id, Contact.id)
    return (
        select(Contact.id.label("contact_id"), *_columns())
        .join(IncomingMail, IncomingMail.contact_id == came_with)
        .join(Document, Document.incoming_id == IncomingMail.id)
        .outerjoin(FileCheck, FileCheck.sha256 == Document.file_sha256)
        .where(Contact.case_id == bindparam("case"), Contact.id.in_(bindparam("contacts", expanding=True)))
        .order_by(Document.incoming_id, Document.position)
    )


def of_mails(mail_ids: Collection[int]) -> list[FileRow]:
    query = select(*_columns()).outerjoin(FileCheck, FileCheck.sha256 == Document.file_sha256)
    query = query.where(Document.incoming_id.in_(mail_ids))
    rows = db.session.execute(query.order_by(Document.incoming_id, Document.position)).mappings()
    return [_row(dict(row)) for row in rows]
