"""Letters: the templates that managers approve, the drafts made from them, and what was sent.

A template is never changed once it was approved: a new wording is a new version. A letter keeps the version that
it was made from. Every saved state of a draft is a `LetterVersion`, which the database refuses to change.
"""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from casework.models.users import User

TEMPLATE_STATES = "('draft', 'given_up', 'approved', 'retired')"
NEVER_APPROVED = "('draft', 'given_up')"
LETTER_STATES = "('draft', 'submitted', 'signed', 'sent', 'dropped')"
CHANNELS = "('email', 'post')"


class LetterTemplate(Base):
    """One version of the wording of one letter code. `format`: text (body) or word (a .docx with the same fields).
    In force: the approved version with the latest `effective_on` that is not after the day."""

    __tablename__ = "letter_template"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint(f"status IN {TEMPLATE_STATES}", name="status_known"),
        CheckConstraint("format IN ('text', 'word')", name="format_known"),
        CheckConstraint("(format = 'word') = (file_sha256 IS NOT NULL)", name="word_has_file"),
        CheckConstraint(f"status IN {NEVER_APPROVED} OR effective_on IS NOT NULL", name="approved_has_day"),
        CheckConstraint(
            f"status IN {NEVER_APPROVED} OR shipped OR approved_by_id IS NOT NULL", name="approved_has_approver"
        ),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> author_id", name="approved_by_another"),
        CheckConstraint("(status = 'retired') = (retired_on IS NOT NULL)", name="retired_has_day"),
        Index("ix_letter_template_in_force", "code", "status", "effective_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(10), default="draft")
    format: Mapped[str] = mapped_column(String(10), default="text")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    what_changed: Mapped[str | None]
    shipped: Mapped[bool] = mapped_column(default=False)
    effective_on: Mapped[dt.date | None]
    retired_on: Mapped[dt.date | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[dt.datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class Letter(Base):
    """One letter to one recipient, from draft to sent. An edit after sign-off takes the signature away.

    `status`: draft, submitted (waits for sign-off), signed, sent, dropped. Of a letter that is made from an office's
    own Word template `body` is what its document says. The address is the one that it goes (or went) to, whatever the
    person's is now.
    """

    OPEN: ClassVar = ("draft", "submitted", "signed")
    """The status of one that has not gone and was not given up."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint(f"status IN {LETTER_STATES}", name="status_known"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel_known"),
        CheckConstraint("status <> 'signed' OR signed_by_id IS NOT NULL", name="signed_has_signer"),
        CheckConstraint("signed_by_id IS NULL OR signed_at IS NOT NULL", name="signer_has_time"),
        CheckConstraint(
            "(status = 'sent') = (sent_at IS NOT NULL AND coalesce(frozen_sha256, document_sha256) IS NOT NULL)",
            name="sent_is_frozen",
        ),
        CheckConstraint("(locked_by_id IS NULL) = (locked_at IS NULL)", name="lock_has_time"),
        Index("ix_letter_case_id_status", "case_id", "status"),
        Index("ix_letter_waiting", "status", "edited_at"),
        Index("ix_letter_code_case_id", "code", "case_id"),
        # without the empty ones, or SQLite looks through all of them for the letters of one case
        Index(
            "ix_letter_recommendation_id",
            "recommendation_id",
            sqlite_where=text("recommendation_id IS NOT NULL"),
            postgresql_where=text("recommendation_id IS NOT NULL"),
        ),
        Index(
            "ix_letter_partner_question_id",
            "partner_question_id",
            sqlite_where=text("partner_question_id IS NOT NULL"),
            postgresql_where=text("partner_question_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"))
    partner_question_id: Mapped[int | None] = mapped_column(ForeignKey("partner_question.id"))
    code: Mapped[str] = mapped_column(String(10))
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_template.id"))
    status: Mapped[str] = mapped_column(String(12), default="draft")

    audience: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    directory_entry_id: Mapped[int | None] = mapped_column(ForeignKey("directory_entry.id"))
    channel: Mapped[str] = mapped_column(String(10))
    to_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    postal_address: Mapped[str | None]
    large_print: Mapped[bool] = mapped_column(default=False)

    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    edited_by_hand: Mapped[bool] = mapped_column(default=False)
    row_version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[dt.datetime]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    locked_at: Mapped[dt.datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    frozen_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """What its document is made of, kept when it was sent: text, frame and wording (`letters/frozen.py`)."""
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    """Its document, once that is made: soon after it was sent, and never again."""
    document_type: Mapped[str | None] = mapped_column(String(100))

    template: Mapped[LetterTemplate] = relationship()
    edited_by: Mapped[User | None] = relationship(foreign_keys=[edited_by_id])
    locked_by: Mapped[User | None] = relationship(foreign_keys=[locked_by_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class LetterEnclosure(Base):
    """A document of the case that goes out with a letter."""

    __tablename__ = "letter_enclosure"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)


class LetterVersion(Base):
    """A draft as it was saved. Never changed (a trigger refuses)."""

    __tablename__ = "letter_version"
    __table_args__ = (UniqueConstraint("letter_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[dt.datetime]

    edited_by: Mapped[User | None] = relationship()


class LetterComment(Base):
    """What a colleague says about a draft. `kind`: comment, or sent_back (a sign-off refused)."""

    __tablename__ = "letter_comment"
    __table_args__ = (CheckConstraint("kind IN ('comment', 'sent_back')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="comment")
    text: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[dt.datetime]

    written_by: Mapped[User | None] = relationship()


class PreparedMove(Base):
    """The answers to a move whose letters are being written: kept, so that a colleague can go on with it.
    `answers`: code -> text, day (ISO) or true/false. One open row per case, trigger and part."""

    __tablename__ = "prepared_move"
    __table_args__ = (Index("ix_prepared_move_case_id_trigger", "case_id", "trigger"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"))
    partner_question_id: Mapped[int | None] = mapped_column(ForeignKey("partner_question.id"))
    trigger: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
