"""What an office sets up: codes with labels, settings, bank holidays, kept searches, imported registers."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class Code(Base):
    """One value of a list (issue, district, channel, finding, investigating_body ...) with its dates.
    `source`: office (kept by people), standard (shipped) or import (came with an old register)."""

    __tablename__ = "code"

    list_name: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(10), default="standard")
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class Setting(Base):
    """One setting of the office, e.g. the reminder offsets. Absent means the shipped default."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class BankHoliday(Base):
    """A non-working day besides weekends. `calendar`: england_and_wales, or uk (freedom of information)."""

    __tablename__ = "bank_holiday"

    calendar: Mapped[str] = mapped_column(String(20), primary_key=True)
    on: Mapped[dt.date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    version: Mapped[str] = mapped_column(String(40))


class SavedSearch(Base):
    """The words of a search, kept here so that no name stands in a URL. Private to the person who typed it."""

    __tablename__ = "saved_search"

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    searched_at: Mapped[dt.datetime]


class ImportBatch(Base):
    """One import of an old register. `fingerprint` is the SHA-256 of file and mapping."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    mapping_name: Mapped[str] = mapped_column(String(100))
    rows_read: Mapped[int]
    cases_made: Mapped[int]
    imported_at: Mapped[dt.datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
