"""What leaves the office: a row first, sent by a job, then marked. The database decides who sends."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base

MESSAGE_STATES = "('pending', 'claimed', 'sent', 'uncertain', 'failed', 'given_up', 'bundled')"


class Message(Base):
    """One mail or one letter for the post.

    To staff (`recipient_id`): a reminder, an escalation, a digest of several, a notice. It names a reference and a
    date, never a person or a matter, and is unique per `about` (clock:7, letter:3 ...), rule, due date, offset and
    recipient: an extended clock reminds again. To the public (`letter_id`): the letter is the text.
    `bundled`: told in the digest `digest_id`.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("about", "rule", "due_on", "offset_days", "recipient_id"),
        CheckConstraint(f"state IN {MESSAGE_STATES}", name="state_known"),
        CheckConstraint("channel IN ('email', 'post')", name="channel_known"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_has_time"),
        CheckConstraint("(kind = 'letter') = (letter_id IS NOT NULL)", name="letter_has_letter"),
        CheckConstraint("(recipient_id IS NULL) = (letter_id IS NOT NULL)", name="either_staff_or_letter"),
        CheckConstraint("state <> 'bundled' OR digest_id IS NOT NULL", name="bundled_has_digest"),
        CheckConstraint("channel = 'email' OR state <> 'sent' OR posted_on IS NOT NULL", name="posted_has_day"),
        Index("ix_message_waiting", "state", "next_attempt_at", "id"),
        Index("ix_message_state_channel", "state", "channel", "id"),
        Index("ix_message_recipient_id_id", "recipient_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """due_soon, due_today, overdue, escalation, notice, digest, letter."""
    rule: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10), default="email")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    due_on: Mapped[dt.date | None]
    offset_days: Mapped[int | None]
    """Days from the due date: -5 is five days before, 0 the day itself, 1 the day after."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    to_address: Mapped[str] = mapped_column(String(254))
    """The e-mail address; empty for the post, whose address stands on the letter."""
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    """The Message-ID header, fixed from the start, so that a second sending is recognised as the same mail."""
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_attempt_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[dt.datetime | None]
    posted_on: Mapped[dt.date | None]
    provided_on: Mapped[dt.date | None]
    """When the recipient had it: the day of sending for e-mail, deemed delivery for the post (section 2.2)."""
    adapter: Mapped[str | None] = mapped_column(String(10))
    provider_id: Mapped[str | None] = mapped_column(String(100))
    last_error: Mapped[str | None] = mapped_column(String(300))
