"""Whose office it is, as its administrator sees it: details, lists, and the versions so far."""

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from casework import clock
from casework.areas.writing import write
from casework.errors import NotFound
from casework.extensions import db
from casework.models import AreaVersion, User
from casework.services.office import areas
from casework.services.record import codes, identity, settings
from casework.services.record.identity_settings import IDENTITY as IDENTITY

SOURCES = {"file": "From an area file", "page": "Changed in the browser", "trial": "The worked example, for trying out"}
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One of the office's own details. `is_missing`: nothing is sent to the public before it is there."""

    name: str
    label: str
    hint: str
    value: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list that the office keeps, with the values that may be chosen today."""

    name: str
    heading: str
    labels: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The area as it stood from a moment on. `number` counts from 1."""

    number: int
    source: str
    kept_at: dt.datetime
    kept_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFile:
    """The file of one version, and what differs from the one before: lines that begin with + or -."""

    number: int
    content: str
    changed_lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page Area."""

    details: Sequence[Detail]
    lists: Sequence[KeptList]
    versions: Sequence[Version]


def find() -> Page:
    given, today = settings.values(), clock.today()
    rows = db.session.execute(_versions().order_by(AreaVersion.id.desc()).limit(MOST_VERSIONS))
    return Page(
        details=[
            Detail(
                name=name,
                label=each.label,
                hint=each.hint,
                value=given[name],
                is_missing=each.is_needed and not given[name],
            )
            for name, each in IDENTITY.items()
        ],
        lists=[
            KeptList(name=name, heading=heading, labels=[label for _, label in codes.choices(name, today)])
            for name, heading in codes.OF_THE_OFFICE.items()
        ],
        versions=[
            Version(number=row.id, source=SOURCES[row.source], kept_at=row.kept_at, kept_by=row.name or "Casework")
            for row in rows
        ],
    )


def problem() -> str | None:
    """What is missing, as a sentence for an administrator; None where nothing is."""
    return identity.problem()


def file() -> str:
    """The area file of today."""
    return write(areas.present())


def version(number: int) -> VersionFile:
    """Raises `NotFound`."""
    row = db.session.get(AreaVersion, number)
    if row is None:
        raise NotFound
    before = select(AreaVersion.content).where(AreaVersion.id < number).order_by(AreaVersion.id.desc()).limit(1)
    old, new = (db.session.scalar(before) or "").splitlines(), row.content.splitlines()
    lines = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]  # without the two that would name files
    return VersionFile(
        number=number, content=row.content, changed_lines=[line for line in lines if not line.startswith("@@")]
    )


def _versions() -> Select[int, str, dt.datetime, str]:
    columns = (AreaVersion.id, AreaVersion.source, AreaVersion.kept_at, User.name)
    return select(*columns).outerjoin(User, User.id == AreaVersion.kept_by_id)
