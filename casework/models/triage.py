"""What is found out about a matter at its triage."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class CaseTag(Base):
    """A free label of the office's list that somebody put on a case. The history says who took which off."""

    __tablename__ = "case_tag"
    __table_args__ = (Index("ix_case_tag_tag_case_id", "tag", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True)
    put_on_at: Mapped[dt.datetime]
    put_on_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class TriageNote(Base):
    """A few words under one of the THRIVE headings of an enquiry."""

    __tablename__ = "triage_note"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    heading: Mapped[str] = mapped_column(String(20), primary_key=True)
    """A code of `workflows/thrive.py`."""
    words: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
