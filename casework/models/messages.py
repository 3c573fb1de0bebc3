"""What leaves the office: a row first, sent by a job, then marked. The database decides who sends."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base

MESSAGE_STATES = "('pending', 'claimed', 'sent', 'uncertain', 'failed', 'given_up')"


class Message(Base):
    """One reminder or escalation to one member of staff. It names a reference and a date, never a person
    or a matter. Unique per clock, due date, offset and recipient: an extended clock reminds again."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("clock_id", "due_on", "offset_days", "recipient_id"),
        CheckConstraint(f"state IN {MESSAGE_STATES}", name="state_known"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_has_time"),
        Index("ix_message_waiting", "state", "next_attempt_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    due_on: Mapped[dt.date]
    offset_days: Mapped[int]
    """Days from the due date: -5 is five days before, 0 the day itself, 1 the day after."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    """The Message-ID header, fixed from the start, so that a second sending is recognised as the same mail."""
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_attempt_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))
