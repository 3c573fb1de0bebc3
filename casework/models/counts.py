"""The annual counts: one run per request, one figure per measure and breakdown value, the ids behind each."""

import datetime as dt
from typing import Any

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


class SatisfactionSample(Base):
    """The sample of one month. With its seed and the ids that it was drawn from anybody can draw it again."""

    __tablename__ = "satisfaction_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[dt.date] = mapped_column(unique=True)
    """Its first day."""
    share: Mapped[int]
    """Per cent of the closed cases."""
    seed: Mapped[str] = mapped_column(String(32))
    closed: Mapped[int]
    """Cases closed for the first time in the month."""
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Reason -> how many of them were not asked for it."""
    drawn_from: Mapped[list[int]] = mapped_column(default=list)
    """The ids of the others."""
    drawn_at: Mapped[dt.datetime]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SampledCase(Base):
    """One case of a sample: whom to ask about it, and whether they answered. `outcome`: answered, declined or
    not_reached; None while nobody has asked."""

    __tablename__ = "sampled_case"
    __table_args__ = (
        UniqueConstraint("sample_id", "case_id"),
        CheckConstraint("outcome IN ('answered', 'declined', 'not_reached')", name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (asked_on IS NULL)", name="outcome_has_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_sample.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(15))
    asked_on: Mapped[dt.date | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


class SatisfactionAnswer(Base):
    """What was answered to one question: 1 (very poor) to 5 (very good). Of several rows the newest holds."""

    __tablename__ = "satisfaction_answer"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sampled_id: Mapped[int] = mapped_column(ForeignKey("sampled_case.id"), index=True)
    question: Mapped[str] = mapped_column(String(15))
    score: Mapped[int]
    recorded_at: Mapped[dt.datetime]
    is_replaced: Mapped[bool] = mapped_column(default=False)
    """It was keyed wrongly, and another row says what was answered."""
