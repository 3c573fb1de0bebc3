"""The register of meetings: what was planned and held, and the cases that fed it (source-facts 2.6, N4)."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


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
