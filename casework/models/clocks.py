"""The ledger of clock events, and per clock the due date that follows from it.

`Clock.due_on` is kept by `services/deadlines/clocks.py`, its one writer, from ledger + calendar + rule; `casework
clocks check` recomputes every one and reports drift.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base

OF_CASE = "recommendation_id IS NULL AND partner_question_id IS NULL"


class Clock(Base):
    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'held', 'met')", name="state_known"),
        CheckConstraint("(state = 'running') = (due_on IS NOT NULL)", name="running_has_due_date"),
        Index(
            "uq_clock_case_code",
            "case_id",
            "code",
            unique=True,
            sqlite_where=text(OF_CASE),
            postgresql_where=text(OF_CASE),
        ),
        Index(
            "uq_clock_recommendation_code",
            "recommendation_id",
            "code",
            unique=True,
            sqlite_where=text("recommendation_id IS NOT NULL"),
            postgresql_where=text("recommendation_id IS NOT NULL"),
        ),
        Index(
            "uq_clock_partner_question_code",
            "partner_question_id",
            "code",
            unique=True,
            sqlite_where=text("partner_question_id IS NOT NULL"),
            postgresql_where=text("partner_question_id IS NOT NULL"),
        ),
        Index("ix_clock_due", "state", "due_on", "id"),
        Index("ix_clock_code_due", "state", "code", "due_on", "length"),
        Index("ix_clock_case_due", "case_id", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"))
    partner_question_id: Mapped[int | None] = mapped_column(ForeignKey("partner_question.id"))
    code: Mapped[str] = mapped_column(String(80))
    """With its workflow, e.g. "enquiry.reply": no two types share a clock."""
    state: Mapped[str] = mapped_column(String(10))
    started_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    met_on: Mapped[dt.date | None]
    length: Mapped[int]
    """The rule's length when the clock started: a later change of the setting binds later clocks only."""
    calendar_version: Mapped[str] = mapped_column(String(40))


class ClockEvent(Base):
    """One dated line of the ledger: started, held, released, extended, extension removed, restarted, met; or one that
    puts another right (`removes_id`): corrected, taken back."""

    __tablename__ = "clock_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[dt.date]
    days: Mapped[int] = mapped_column(default=0)
    due: Mapped[dt.date | None]
    removes_id: Mapped[int | None] = mapped_column(ForeignKey("clock_event.id"))
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Hold(Base):
    """A hold on a case: it stops the clocks that it names and blocks no ordinary work (rulebook section 10)."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("released_on IS NULL OR released_on >= held_on", name="released_after_held"),
        Index(
            "uq_hold_open_case",
            "case_id",
            unique=True,
            sqlite_where=text("released_on IS NULL"),
            postgresql_where=text("released_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason_code: Mapped[str] = mapped_column(String(30))
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    held_on: Mapped[dt.date]
    review_on: Mapped[dt.date]
    released_on: Mapped[dt.date | None]
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
