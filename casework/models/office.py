"""What an office sets up: codes with labels, settings, bank holidays, kept searches, imported registers."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class Code(Base):
    """One value of a list (issue, district, channel, force, plan, finding ...) with its dates. `source`: office (given
    in the area file or kept by people), standard (shipped) or import (came with an old register)."""

    __tablename__ = "code"

    list_name: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(10), default="standard")
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    """The last day on which it may be chosen."""
    relates_to_policing: Mapped[bool] = mapped_column(default=True)
    """Of an issue: whether it is about policing and crime."""
    belongs_to: Mapped[str | None] = mapped_column(String(60))
    """The code of another list that it is a part of: of a district its force, of a priority its plan."""
    matches: Mapped[list[str]] = mapped_column(default=list)
    """Of a district what its postcodes begin with; of a priority the codes of the issues that it is suggested for."""
    replaced_by: Mapped[str | None] = mapped_column(String(60))
    """The code of the value of the same list that is chosen instead, once this one has ended."""


class FormerLabel(Base):
    """What a value of a list was called up to and with a day. A year that had ended by then is counted in these
    words."""

    __tablename__ = "former_label"

    list_name: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    until: Mapped[dt.date] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))


class AreaVersion(Base):
    """Whose office it is, as it stood from a moment on: the area file that says so. `source`: file (given to the
    setup), page (changed in the browser) or trial (the worked example, for trying things out)."""

    __tablename__ = "area_version"
    __table_args__ = (CheckConstraint("source IN ('file', 'page', 'trial')", name="source_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    content: Mapped[str]
    """TOML."""
    kept_at: Mapped[dt.datetime]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Setting(Base):
    """One setting of the office, e.g. the reminder offsets. Absent means the shipped default."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class BankHoliday(Base):
    """A non-working day besides weekends. `calendar`: england_and_wales, or uk (freedom of information).

    One that was taken away stays and `is_worked`, so that a newer list does not bring it back. `version`:
    "office", or that of the package that it came with.
    """

    __tablename__ = "bank_holiday"

    calendar: Mapped[str] = mapped_column(String(20), primary_key=True)
    on: Mapped[dt.date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    is_worked: Mapped[bool] = mapped_column(default=False)
    version: Mapped[str] = mapped_column(String(40), default="office")
    edition: Mapped[str] = mapped_column(String(40), index=True)
    """That of all calendars since this row was last changed: the highest one is today's."""
    changed_at: Mapped[dt.datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SavedSearch(Base):
    """The words of a search, kept here so that no name stands in a URL. Private to the person who typed it."""

    __tablename__ = "saved_search"

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    searched_at: Mapped[dt.datetime]


class SavedFilter(Base):
    """A filter of the list of cases under a name: for its owner, or shared with everybody who reads cases. `query`:
    what stands in the address of such a list, without the words of a search, which are kept here alone."""

    __tablename__ = "saved_filter"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(String(200), default="")
    kept_at: Mapped[dt.datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy


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


class DirectoryEntry(Base):
    """An organisation that we write to or send people to: the force, the IOPC, councils, support services.
    `kind`: force, iopc, policing_body, partner, support. Whether it is still right is verified from time to time."""

    __tablename__ = "directory_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('force', 'iopc', 'policing_body', 'partner', 'support')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    address: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    website: Mapped[str | None] = mapped_column(String(200))
    district: Mapped[str | None] = mapped_column(String(30))
    issues: Mapped[list[str]] = mapped_column(default=list)
    """Codes of the issues that it is for; none: for every one."""
    source: Mapped[str | None] = mapped_column(String(200))
    """Where what stands here was found, or checked last."""
    force: Mapped[str | None] = mapped_column(String(60))
    """Of a department of a force: the code of that force, where the area has several."""
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    """The last day on which it is in use."""
    verified_on: Mapped[dt.date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy

    def is_in_use(self, on: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @classmethod
    def in_use(cls, on: "dt.date | ColumnElement[dt.date]") -> ColumnElement[bool]:
        """The same as a condition."""
        begun = or_(cls.valid_from.is_(None), cls.valid_from <= on)
        return and_(begun, or_(cls.valid_to.is_(None), cls.valid_to >= on))


class KeyVersion(Base):
    """By which version of its rules the keys of one kind are made that are kept beside rows, so that older ones are
    written anew (`services/running/kept_keys.py`)."""

    __tablename__ = "key_version"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    version: Mapped[int]
    done_to: Mapped[int | None]
    """The last id that was written by this version; empty once all are."""


class PeriodicRun(Base):
    """When each periodic job last began and ended, for the health check and the jobs page."""

    __tablename__ = "periodic_run"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None] = mapped_column(String(300))
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def has_ended(self) -> bool:
        """Whether the run that began last has ended."""
        return self.ended_at is not None and self.ended_at >= self.began_at
