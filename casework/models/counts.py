"""The annual counts: one run per request, one figure per measure and breakdown value, the ids behind each."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class CountRun(Base):
    """One computation of one reporting year (1 April `start_year` to 31 March, Europe/London)."""

    __tablename__ = "count_run"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state_known"),
        CheckConstraint("state <> 'done' OR finished_at IS NOT NULL", name="done_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_year: Mapped[int] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int] = mapped_column(default=0)
    definitions_version: Mapped[str] = mapped_column(String(20))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


class CountFigure(Base):
    """One figure. `breakdown` is "" for a total, else e.g. "issue"; `value_code` "" is the "Not recorded" row
    of a breakdown. `record_kind` says what the ids are: case, person, recommendation, surgery."""

    __tablename__ = "count_figure"
    __table_args__ = (UniqueConstraint("run_id", "measure", "breakdown", "value_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("count_run.id"), index=True)
    position: Mapped[int]
    measure: Mapped[str] = mapped_column(String(60))
    breakdown: Mapped[str] = mapped_column(String(30), default="")
    value_code: Mapped[str] = mapped_column(String(60), default="")
    value_label: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[int]
    record_kind: Mapped[str] = mapped_column(String(20))
    record_ids: Mapped[list[int]] = mapped_column(JSON, deferred=True)
