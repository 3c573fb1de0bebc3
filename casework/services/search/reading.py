"""What documents say, read once for each file by a worker in a process apart, so that they are found by it."""

from sqlalchemy import exists, func, select

from casework import clock
from casework.extensions import db
from casework.incoming.formats.readable import READABLE
from casework.models import Document, FileCheck, FileText
from casework.services.documents import virus_checks

LARGEST = 50 * 1024 * 1024
"""Bytes. A larger document is found by its name and description alone."""


def waiting(*, most: int) -> list[int]:
    """One document of each file that can be read and has not been, the newest first."""
    is_read = exists().where(FileText.sha256 == Document.file_sha256)
    query = select(func.max(Document.id)).where(Document.media_type.in_(READABLE), Document.size <= LARGEST, ~is_read)
    query = query.outerjoin(FileCheck, FileCheck.sha256 == Document.file_sha256).where(
        virus_checks.may_be_read(), Document.destroyed_at.is_(None)
    )
    newest = func.max(Document.id).desc()
    return list(db.session.scalars(query.group_by(Document.file_sha256).order_by(newest).limit(most)))


def unread(document_id: int) -> tuple[str, str] | None:
    """The SHA-256 of a document and what it is; None where it has been read meanwhile."""
    document = db.session.get_one(Document, document_id)
    is_read = db.session.get(FileText, document.file_sha256) is not None
    return None if is_read else (document.file_sha256, document.media_type)


def keep(sha256: str, words: str | None) -> None:
    """What a file says; None where it could not be read."""
    if db.session.get(FileText, sha256) is None:
        row = FileText(sha256=sha256, words=words or "", is_read=words is not None, tried_at=clock.now())
        db.session.add(row)
