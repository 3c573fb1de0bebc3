"""What was done where somebody may be at risk of harm."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class RiskAction(Base):
    """One thing that was done: who was told, when, and what they said. Never changed; another may follow."""

    __tablename__ = "risk_action"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    """A code of `services/people/risks.py`."""
    told: Mapped[str] = mapped_column(String(200))
    """Who was told; empty where nobody had to be."""
    reference: Mapped[str] = mapped_column(String(60))
    """The number that they gave, e.g. of the police log."""
    words: Mapped[str]
    done_on: Mapped[dt.date]
    done_time: Mapped[dt.time]
    """By the clock in Europe/London."""
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
