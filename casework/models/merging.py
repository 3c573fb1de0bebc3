"""Two records that were made one, so that it can be undone; pairs that may be one person or are two."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from casework.models.people import Person
from casework.models.users import User


class Merge(Base):
    """One record of a person (`merged_id`) made part of another that stands (`stands_id`).

    `before` and `after`: what the columns of the one that stands said. `marks`: place -> the last row that was there,
    so that what came meanwhile is known when it is undone.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("stands_id <> merged_id", name="two_people"),
        CheckConstraint("undone_at IS NOT NULL OR undone_by_id IS NULL", name="undone_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stands_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    marks: Mapped[dict[str, Any]]
    merged_at: Mapped[dt.datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    stands: Mapped[Person] = relationship(foreign_keys=[stands_id])
    merged: Mapped[Person] = relationship(foreign_keys=[merged_id])
    merged_by: Mapped[User | None] = relationship(foreign_keys=[merged_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])


class MergedRow(Base):
    """A row that named the one who was merged. `values`: what it said before, where that was changed, or all of it
    where the one that stands had the same already and it was taken out (`is_taken_out`)."""

    __tablename__ = "merged_row"

    merge_id: Mapped[int] = mapped_column(ForeignKey("person_merge.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Table and column, as `party.person_id`."""
    row_id: Mapped[int] = mapped_column(primary_key=True)
    is_taken_out: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TwoPeople(Base):
    """Somebody looked at two records that seem alike: they are two people, and are not offered again."""

    __tablename__ = "two_people"
    __table_args__ = (CheckConstraint("first_id < second_id", name="in_order"),)

    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    said_at: Mapped[dt.datetime]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class LikelyDouble(Base):
    """Two records that may be of one person, as they were compared (`services/people/doubles/pairs.py`). `reason`: what
    speaks for it, in words without a name."""

    __tablename__ = "likely_double"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        Index("ix_likely_double_points", "points", "first_id", "second_id"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    points: Mapped[int]
    reason: Mapped[str]
