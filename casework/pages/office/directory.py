"""The directory as it is read: by kind, with how long ago each entry was verified."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from casework import clock
from casework.errors import NotFound
from casework.extensions import db
from casework.models import DirectoryEntry, User
from casework.pages.office.lists import between
from casework.services.office import directory
from casework.services.office.directory import KINDS as KINDS
from casework.services.office.directory import Details
from casework.services.record import codes, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One organisation. `is_due`: in use, and never verified or longer ago than the office allows."""

    id: int
    kind: str
    name: str
    email: str | None
    address: str | None
    phone: str | None
    website: str | None
    district: str | None
    issues: Sequence[str]
    source: str | None
    force: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    is_in_use: bool
    verified_on: dt.date | None
    verified_by: str | None
    row_version: int
    is_due: bool

    @property
    def is_to_come(self) -> bool:
        return self.valid_from is not None and self.valid_from > clock.today()

    @property
    def when(self) -> str:
        """always, from 1 April 2026, until 31 March 2027, 1 April 2026 to 31 March 2027"""
        return between(self.valid_from, self.valid_to)

    @property
    def verified(self) -> str:
        """verified 3 months ago, not verified yet"""
        if self.verified_on is None:
            return "not verified yet"
        return f"verified {ago((clock.today() - self.verified_on).days)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The entries of one kind."""

    title: str
    entries: Sequence[EntryRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the list shows, and of all entries how many are due."""

    groups: Sequence[Group]
    due: int
    total: int


def listing(*, kind: str = "", district: str = "", issue: str = "", show: str = "") -> Listing:
    """The entries in use that fit. `show`: due for those to verify, all for those out of use too.

    An entry without a district, or without issues, is for all of them, so it fits each.
    """
    rows = [_row(row, days=_days()) for row in db.session.execute(_query())]
    fitting = [
        row
        for row in rows
        if (row.is_in_use or row.is_to_come or show == "all")
        and (not kind or row.kind == kind)
        and (not district or row.district in (district, None))
        and (not issue or not row.issues or issue in row.issues)
        and (show != "due" or row.is_due)
    ]
    groups = [Group(title=title, entries=[row for row in fitting if row.kind == code]) for code, title in KINDS.items()]
    return Listing(
        groups=[group for group in groups if group.entries],
        due=sum(row.is_due for row in rows),
        total=sum(row.is_in_use for row in rows),
    )


def entry(entry_id: int) -> EntryRow:
    """Raises `NotFound`."""
    row = db.session.execute(_query().where(DirectoryEntry.id == entry_id)).first()
    if row is None:
        raise NotFound
    return _row(row, days=_days())


def said_of_change(now: EntryRow, details: Details, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a change does to an entry, and to what is under way. `labels` of the fields by name. Raises `Invalid` for
    what cannot be kept."""
    changed = directory.changes(now.id, details)
    if not changed:
        return []
    said = [(labels[name], _changed(name, *values)) for name, values in changed.items() if name not in directory.DAYS]
    days = between(now.valid_from, now.valid_to), between(details.valid_from, details.valid_to)
    if days[0] != days[1]:
        said.append(("In use", f"{days[1]} (before: {days[0]})"))
    letters = directory.letters_begun(now.id)
    if letters:
        said.append(("Letters begun to it", f"{letters:,}: each asks to be looked at again before it goes"))
    if set(changed) - {"valid_to"}:
        said.append(("Verified", "To be verified anew"))
    return said


def _changed(name: str, before: Any, then: Any) -> str:
    if name == "issues":
        labels = codes.labels("issue")
        before, then = (", ".join(labels.get(code, code) for code in each).lower() for each in (before, then))
    elif name == "kind":
        before, then = KINDS.get(before or ""), KINDS.get(then or "")
    elif name in ("district", "force"):
        labels = codes.labels(name)
        before, then = labels.get(before or "", before), labels.get(then or "", then)
    return f"{then or 'Nothing'} (before: {before or 'nothing'})"


def ago(days: int) -> str:
    """today, yesterday, 5 days ago, 3 months ago, 2 years ago: as one would say it."""
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    for length, word in ((365, "year"), (30, "month"), (7, "week")):
        number = days // length
        if number and (word != "week" or days >= 14):
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return f"{days} days ago"


def _days() -> int:
    return int(settings.value("directory_verify_days"))


def _query() -> Select[DirectoryEntry, str]:
    query = select(DirectoryEntry, User.name.label("verified_by"))
    query = query.outerjoin(User, User.id == DirectoryEntry.verified_by_id)
    in_use = DirectoryEntry.in_use(clock.today())
    return query.order_by(in_use.desc(), func.lower(DirectoryEntry.name), DirectoryEntry.id)


def _row(row: Any, *, days: int) -> EntryRow:
    found: DirectoryEntry = row.DirectoryEntry
    names = [name for name in EntryRow.__dataclass_fields__ if name not in ("verified_by", "is_in_use", "is_due")]
    old = found.verified_on is None or (clock.today() - found.verified_on).days >= days
    return EntryRow(
        **{name: getattr(found, name) for name in names},
        verified_by=row.verified_by if found.verified_on else None,
        is_in_use=found.is_in_use(clock.today()),
        is_due=found.is_in_use(clock.today()) and old,
    )
