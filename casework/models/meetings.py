"""The register of meetings, and the cases that fed them (source-facts 2.6, N4); public surgeries, their times, and who
has which of them (rulebook 10.4, source-facts 1.4)."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base

STANDS, KEPT = text("state <> 'freed'"), text("state IN ('offered', 'booked')")


class Meeting(Base):
    """One meeting. `kind`: a code of the list of kinds, which says under which group the report counts it. `held_on`
    is the day that it is planned for until it is held. `topics` and `why` name nobody: they are read out of doors."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    held_on: Mapped[dt.date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    topics: Mapped[str] = mapped_column(default="")
    website: Mapped[str | None] = mapped_column(String(200))
    """Where its agenda and reports are published."""
    why: Mapped[str | None]
    """Of a cancelled one: why it was not held."""
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class MeetingCase(Base):
    """A case that fed a meeting."""

    __tablename__ = "meeting_case"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class Surgery(Base):
    """A day on which somebody of the office meets the public. `held_on` is the day that it is planned for until it is
    held. Its times are those of a clock in Europe/London. What stands here names nobody who comes."""

    __tablename__ = "surgery"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state_known"),
        CheckConstraint("way IN ('in_person', 'phone', 'video')", name="way_known"),
        CheckConstraint("(state = 'cancelled') = (why IS NOT NULL)", name="cancelled_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[dt.date] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(String(10), default="in_person")
    place: Mapped[str] = mapped_column(String(200))
    """Where it is, or how one takes part in it from elsewhere."""
    access: Mapped[str]
    """How people get in and take part, as the letters say it."""
    host: Mapped[str] = mapped_column(String(200))
    """Whoever holds it, by their office or name."""
    state: Mapped[str] = mapped_column(String(10), default="planned")
    why: Mapped[str | None]
    """Of a cancelled one: why it was not held."""
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class SurgeryTime(Base):
    """One time of a surgery, for one appointment."""

    __tablename__ = "surgery_time"
    __table_args__ = (
        UniqueConstraint("surgery_id", "begins"),
        CheckConstraint("minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    surgery_id: Mapped[int] = mapped_column(ForeignKey("surgery.id"))
    begins: Mapped[dt.time]
    """By the clock in Europe/London."""
    minutes: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Not offered any more. It stays, because it may have been kept for somebody."""


class SurgeryBooking(Base):
    """That a time was kept for a case, and what became of it. The database lets nobody else have a time that is not
    freed, and no case keep two."""

    __tablename__ = "surgery_booking"
    __table_args__ = (
        CheckConstraint("state IN ('offered', 'booked', 'held', 'did_not_attend', 'freed')", name="state_known"),
        Index("uq_surgery_booking_time", "time_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index("uq_surgery_booking_case", "case_id", unique=True, sqlite_where=KEPT, postgresql_where=KEPT),
        Index("ix_surgery_booking_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    time_id: Mapped[int] = mapped_column(ForeignKey("surgery_time.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    state: Mapped[str] = mapped_column(String(20), default="offered")
    booked_on: Mapped[dt.date | None]
    """The day on which the person said that the time suits."""
