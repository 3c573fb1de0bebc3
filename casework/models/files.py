"""Files kept whole in the database: what was sent, what came in, what an office uploaded (ADR 11)."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class StoredFile(Base):
    """Bytes under their SHA-256. The same bytes are kept once, and never changed (a trigger refuses)."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_is_not_negative"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[dt.datetime]


class CaseFile(Base):
    """A file that somebody put with a contact or a note, under a name that is safe to show and to save."""

    __tablename__ = "case_file"
    __table_args__ = (CheckConstraint("(contact_id IS NULL) <> (note_id IS NULL)", name="with_one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
