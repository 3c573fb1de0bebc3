"""Mail that came in, kept whole before anything is done with it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from casework.models.files import Document

INCOMING_KINDS = "('new', 'reply', 'bounce', 'automatic')"
INCOMING_STATES = "('unread', 'waiting', 'held', 'filed', 'set_aside')"


class IncomingMail(Base):
    """One mail. `raw_sha256` is the mail as it came, so that the same mail fetched twice is kept once.

    `kind`: new, reply, bounce, automatic (an out-of-office). `state`: unread (kept, nothing more), waiting (to be
    sorted), held (it names a case and its sender is not known there, or it mentions a restricted case), filed (on
    `case_id`), set_aside (not casework, or no answer needed). `matched_by`: message_id, reference, several
    (references), mention (of a restricted case), copy (of a mail that came before) or person (somebody put it there).
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        CheckConstraint(f"kind IN {INCOMING_KINDS}", name="kind_known"),
        CheckConstraint(f"state IN {INCOMING_STATES}", name="state_known"),
        CheckConstraint("state <> 'filed' OR case_id IS NOT NULL", name="filed_has_case"),
        Index("ix_incoming_mail_state_id", "state", "id"),
        Index("ix_incoming_mail_kind_id", "kind", "id"),
        Index("ix_incoming_mail_state_arrived_at", "state", "arrived_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    raw_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    arrived_at: Mapped[dt.datetime]
    message_id: Mapped[str | None] = mapped_column(String(300), index=True)
    sender: Mapped[str] = mapped_column(String(254))
    sender_name: Mapped[str] = mapped_column(String(200))
    sender_key: Mapped[str] = mapped_column(String(254), index=True)
    """What the sender is known by; empty where it is not certain who wrote."""
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    reply_to_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300))
    written_at: Mapped[dt.datetime | None]
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    about_message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    """Our message that this answers or bounces."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    matched_by: Mapped[str | None] = mapped_column(String(20))
    problem: Mapped[str | None] = mapped_column(String(300))
    not_casework: Mapped[str | None] = mapped_column(String(30))
    """What kind of mail it is, of the list of that name, where somebody set it aside and said so."""
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[dt.datetime | None]
    disposed_on: Mapped[dt.date | None]
    """The day on which what it said was destroyed (rule 8.5). It still counts, and is shown nowhere."""
    is_from_machine: Mapped[bool] = mapped_column(default=False)
    """No machine of ours answers it (RFC 3834)."""
    readings: Mapped[int] = mapped_column(default=1)
    """How often it was begun to be read: what ends the process that reads it is not read for ever."""
    row_version: Mapped[int] = mapped_column(default=1)

    attachments: Mapped[list[Document]] = relationship(order_by="Document.position")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class NamedInMail(Base):
    """What a mail names that says whom it is for: `what` is a reference (anywhere in it), or an address (of whoever
    wrote it, or wants the answer). Whether that leads to a restricted case is asked when somebody looks at the mail."""

    __tablename__ = "named_in_mail"
    __table_args__ = (CheckConstraint("what IN ('reference', 'address')", name="what_known"),)

    incoming_id: Mapped[int] = mapped_column(ForeignKey("incoming_mail.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(254), primary_key=True)
