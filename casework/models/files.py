"""Files kept whole: what was sent, what came in, what an office uploaded (ADR 11)."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class StoredFile(Base):
    """Bytes under their SHA-256. The same bytes are kept once, and never changed (a trigger refuses); they may be moved
    from one `place` to another: database, or folder, where a large file lies and `content` is empty."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_is_not_negative"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(String(10), default="database", server_default="database")


class FileText(Base):
    """What a file says, read once by a worker so that it is found. Empty where nothing could be read, e.g. of pictures,
    or of a document that is locked or broken (`is_read` False)."""

    __tablename__ = "file_text"

    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)
    words: Mapped[str]
    is_read: Mapped[bool]
    tried_at: Mapped[dt.datetime]


class FileCheck(Base):
    """What the virus scanner said of a file: clean, infected, or not looked at. Without a row nobody has asked it."""

    __tablename__ = "file_check"

    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    found: Mapped[str] = mapped_column(String(200))
    """The scanner's name of the virus."""
    checked_at: Mapped[dt.datetime]


class Document(Base):
    """A file under a name that is safe to show and to save: put with a contact or a note of a case, or come with a
    mail, at its `position`. What came with mail is on the case that the mail is on."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("(case_id IS NULL) <> (incoming_id IS NULL)", name="of_case_or_mail"),
        CheckConstraint("contact_id IS NULL OR note_id IS NULL", name="with_one_thing"),
        CheckConstraint("incoming_id IS NULL OR (contact_id IS NULL AND note_id IS NULL)", name="mail_has_contact"),
        CheckConstraint("(incoming_id IS NULL) = (position IS NULL)", name="mail_has_position"),
        UniqueConstraint("incoming_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    incoming_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mail.id"))
    position: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    """What its content is, and octets for whatever must not be opened."""
    size: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    description: Mapped[str] = mapped_column(String(300), default="", server_default="")
    source: Mapped[str | None] = mapped_column(String(20))
    """Whom it is from, as far as somebody said so: person, force, partner or office."""
    conditions: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """On what conditions it was given to the office, e.g. by the force (rule 8.3)."""
    return_on: Mapped[dt.date | None]
    """The day by which it is returned or destroyed."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True, unique=True)
    """The document that this is a newer version of."""
    redacted_from_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The document of which this is a redacted copy."""
    redactions: Mapped[dict[str, Any] | None]
    """Of such a copy: how many boxes for which reason, and on which pages."""
    problem: Mapped[str | None] = mapped_column(String(300))
    """Why it is not opened here, e.g. its name says PDF and its content does not."""
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    destroyed_at: Mapped[dt.datetime | None]
    """What is left says neither its name nor what it was, and keeps its hash."""


class Destruction(Base):
    """Somebody asked for a document to be destroyed or returned (rules 8.3, 8.5), and a manager who did not ask
    `destroyed` or `kept` it."""

    __tablename__ = "destruction"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="outcome_has_time"),
        CheckConstraint("outcome <> 'destroyed' OR ended_by_id <> asked_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    how: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class RedactionBox(Base):
    """A part of a page that a redacted copy hides, in thousandths of the page, and why. A draft: what was burnt into a
    copy stands with the copy."""

    __tablename__ = "redaction_box"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    page: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
