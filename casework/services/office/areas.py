"""Whose office it is: an area file is loaded, compared with what there is, kept in versions and given out again.

What a file says is written into the settings, lists and directory that the rest of the program reads; what it leaves
out stays as it is. Entries of the directory are added and changed, never taken out of use: a person sees to that.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from casework import clock
from casework.access import SYSTEM, Actor, Permission, require
from casework.areas.area import Area
from casework.areas.writing import write
from casework.extensions import db
from casework.models import AreaVersion, DirectoryEntry
from casework.services.office import area_parts, directory
from casework.services.office.directory import Details
from casework.services.record import codes, history, settings
from casework.services.record.codes import Change, Value
from casework.services.record.identity_settings import IDENTITY
from casework.services.record.tokens import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """An organisation that is added to the directory (`now` is None) or changed in it."""

    now: DirectoryEntry | None
    then: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What loading a file would change: settings by name, values of lists, entries of the directory."""

    settings: dict[str, str]
    values: Sequence[Change]
    entries: Sequence[EntryChange]

    @property
    def is_empty(self) -> bool:
        return not (self.settings or self.values or self.entries)


def compare(area: Area, *, on: dt.date) -> Changes:
    """What `load` would do on a day."""
    said = {name: value for name, value in area_parts.settings_of(area).items() if value}
    given = settings.values()
    return Changes(
        settings={name: value for name, value in said.items() if value != given[name]},
        values=[each for name, wanted in _lists(area) for each in codes.changes(name, wanted, on=on)],
        entries=list(_entries(area)),
    )


def load(area: Area, *, source: str, actor: Actor) -> Changes:
    """Make it this area's office from today on. Returns what changed; where nothing did, no version is kept, but for
    that of a trial, by which its mail is known."""
    require(actor, Permission.SETTINGS_MANAGE)
    today = clock.today()
    found = compare(area, on=today)
    for name, value in found.settings.items():
        settings.change(name, value, actor=actor)
    for name, wanted in _lists(area):
        codes.keep(name, wanted, on=today)
    codes.load_shipped_codes()  # what the file leaves out and an office begins with is part of the version
    for entry in found.entries:
        _write(entry)
    if not found.is_empty or source == "trial" or not _has_version():
        keep_version(source, actor=actor)
    return found


def change_identity(given: dict[str, str], *, actor: Actor) -> list[str]:
    """Change what was typed on the page and differs. Returns the names; raises `Invalid` at the first that is wrong."""
    require(actor, Permission.SETTINGS_MANAGE)
    present = settings.values()
    changed = [name for name in IDENTITY if given[name] != present[name]]
    for name in changed:
        settings.change(name, given[name], actor=actor)
    if changed:
        keep_version("page", actor=actor)
    return changed


def check_identity(given: dict[str, str]) -> None:
    """Raise `Invalid` at the first that `change_identity` would refuse."""
    present = settings.values()
    for name in IDENTITY:
        if given[name] != present[name]:
            settings.check(name, given[name])


def keep_version(source: str, *, actor: Actor) -> AreaVersion:
    """Keep the area as it stands now."""
    db.session.flush()
    row = AreaVersion(source=source, content=write(present()), kept_at=clock.now(), kept_by_id=actor.user_id)
    db.session.add(row)
    db.session.flush()
    history.record(history.Kind.AREA_CHANGED, actor=actor, data={"version": row.id, "source": source})
    return row


def present() -> Area:
    """The area as it stands in the settings, lists and directory."""
    lists = {name: codes.values(name) for name in codes.of_the_office()}
    return area_parts.area_of(settings.values(), lists, _organisations())


def _has_version() -> bool:
    return bool(db.session.scalar(select(exists().where(AreaVersion.id.is_not(None)))))


def _lists(area: Area) -> Iterator[tuple[str, list[Value]]]:
    """The lists that a file gives; one that it leaves out stays as it is."""
    return ((name, wanted) for name, wanted in area_parts.lists_of(area).items() if wanted)


def _entries(area: Area) -> Iterator[EntryChange]:
    for wanted in area_parts.entries_of(area):
        now = _find(wanted, is_sole_force=len(area.forces) == 1)
        if now is None:
            yield EntryChange(now=None, then=wanted)
            continue
        then = wanted if _is_another_force(now, wanted) else area_parts.completed(now, wanted)
        if area_parts.details_of(now) != then:
            yield EntryChange(now=now, then=then)


def _find(wanted: Details, *, is_sole_force: bool) -> DirectoryEntry | None:
    """The entry in use or to come that is meant: by its force or name, or as the only one of its kind that can be."""
    present = _organisations(wanted.kind)
    named = [entry for entry in present if entry.name == wanted.name and entry.force in (None, wanted.force or None)]
    own = [entry for entry in present if wanted.force and entry.force == wanted.force]
    unnamed = [entry for entry in present if entry.force is None]
    is_sole = wanted.kind == "iopc" or (wanted.kind == "force" and is_sole_force)
    return next(iter(own or named or (unnamed if is_sole and len(unnamed) == 1 else [])), None)


def _organisations(kind: str = "") -> list[DirectoryEntry]:
    """The entries of one kind or of all that are in use today, then those that will be."""
    today = clock.today()
    query = select(DirectoryEntry).where(or_(DirectoryEntry.valid_to.is_(None), DirectoryEntry.valid_to >= today))
    if kind:
        query = query.where(DirectoryEntry.kind == kind)
    return sorted(db.session.scalars(query.order_by(DirectoryEntry.id)), key=lambda entry: not entry.is_in_use(today))


def _is_another_force(now: DirectoryEntry, wanted: Details) -> bool:
    """Whether an entry was found only as the sole one and is called otherwise: nothing of how the one before was
    reached may stay, or papers go to the wrong force."""
    return wanted.kind == "force" and now.force is None and now.name != wanted.name


def _write(entry: EntryChange) -> None:
    """By the program: an administrator may not change the directory otherwise, and the event of the load says who."""
    if entry.now is None:
        directory.add(entry.then, sent=Sent.fresh(), actor=SYSTEM)
        return
    directory.change(entry.now.id, entry.then, sent=Sent.fresh(entry.now.row_version), actor=SYSTEM)
    db.session.flush()
