"""The directory: organisations that we write to or send people to, and whether what we know of them is still right.

A letter with somebody's complaint goes to the address that stands here, so a change of an address takes back that
it was checked, and there is one force and one IOPC at a time.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, or_, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.areas.checks import MOST_LINES, PARTNER, NotUsable
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import DirectoryEntry, Letter
from casework.services.people.keys import is_email
from casework.services.record import codes, history, tokens
from casework.services.record.tokens import Sent

KINDS: Mapping[str, str] = {
    "force": "Police force",
    "iopc": "Independent Office for Police Conduct",
    "policing_body": "Other policing bodies",
    "partner": "Partners",
    "support": "Support for people",
}
DAYS = ("valid_from", "valid_to")
ONE_ALONE = ("force", "iopc")
"""Kinds of which one entry at most is in use, one for each force: papers of a complaint must not go to the wrong one
of two."""
CHANGED_MEANWHILE = (
    "Somebody changed this entry after you opened the page. Nothing of yours was saved. "
    "Look at it as it is now, then do it again if it is still right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What was typed about an organisation. `district`, `issues` and `force` are codes of the lists, empty for all of
    them; a force is named of its own department, where the area has several. `source`: where this was found."""

    kind: str
    name: str
    email: str = ""
    address: str = ""
    phone: str = ""
    website: str = ""
    district: str = ""
    issues: Sequence[str] = ()
    source: str = ""
    force: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    """The first and last day on which it is in use; None: it always was, and for as long as nobody ends it."""


def add(details: Details, *, sent: Sent, actor: Actor) -> DirectoryEntry:
    """A new entry, not verified yet. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.DIRECTORY_CHANGE)
    tokens.use(sent, actor=actor)
    entry = DirectoryEntry(**_values(details))
    _refuse_second(entry)
    db.session.add(entry)
    db.session.flush()
    history.record(history.Kind.DIRECTORY_ADDED, actor=actor, data={"entry_id": entry.id, "kind": entry.kind})
    return entry


def change(entry_id: int, details: Details, *, sent: Sent, actor: Actor) -> list[str]:
    """Change what differs and return the names of it; none is fine. It is to be verified anew after that.

    Raises `Invalid`, `NotFound`, `Conflict`.
    """
    entry = _begin(entry_id, sent=sent, actor=actor)
    values = _values(details, now=entry)
    ends = {name: (getattr(entry, name), value) for name, value in values.items() if value != getattr(entry, name)}
    changed = list(ends)
    if not changed:
        return []
    for name, value in values.items():
        setattr(entry, name, value)
    _refuse_second(entry)
    if changed != ["valid_to"]:
        entry.verified_on, entry.verified_by_id = None, None
    data = {"entry_id": entry.id, "changed": changed, "changes": history.ends(ends)}
    history.record(history.Kind.DIRECTORY_CHANGED, actor=actor, data=data)
    return changed


def verify(entry_id: int, source: str, *, sent: Sent, actor: Actor) -> None:
    """Somebody has checked today that all of it is right, and says where. Raises `Invalid`, `NotFound`, `Conflict`."""
    entry = _begin(entry_id, sent=sent, actor=actor)
    if not entry.is_in_use(clock.today()):
        raise Invalid("", "This entry is not in use today. Put it back into use before you check it.")
    where = " ".join(source.split())
    if not where:
        raise Invalid("source", "Say where you checked it, for example: on their website, or by ringing them.")
    _check_as_in_file("source", where)
    entry.verified_on, entry.verified_by_id, entry.source = clock.today(), actor.user_id, where
    data = {"entry_id": entry.id, "on": clock.today().isoformat()}
    history.record(history.Kind.DIRECTORY_VERIFIED, actor=actor, data=data)


def deactivate(entry_id: int, *, sent: Sent, actor: Actor) -> None:
    """Take an entry out of use from today on: it is offered no more, and stays. Raises `NotFound`, `Conflict`."""
    entry = _begin(entry_id, sent=sent, actor=actor)
    yesterday = clock.today() - dt.timedelta(days=1)
    if entry.valid_to is None or entry.valid_to > yesterday:
        begun = entry.valid_from if entry.valid_from and entry.valid_from <= yesterday else None
        _use(entry, begun, yesterday, actor=actor)


def reactivate(entry_id: int, *, sent: Sent, actor: Actor) -> None:
    """Put an entry back into use from today on. It is to be verified anew. Raises `Invalid`, `NotFound`, `Conflict`."""
    entry = _begin(entry_id, sent=sent, actor=actor)
    if not entry.is_in_use(clock.today()):
        entry.verified_on, entry.verified_by_id = None, None
        _use(entry, clock.today(), None, actor=actor)
        _refuse_second(entry)


def changes(entry_id: int, details: Details) -> dict[str, tuple[Any, Any]]:
    """What `change` would change: name -> what stands there and what would. Raises `Invalid`, `NotFound`."""
    entry = db.session.get(DirectoryEntry, entry_id)
    if entry is None:
        raise NotFound
    values = _values(details, now=entry)
    return {name: (getattr(entry, name), value) for name, value in values.items() if value != getattr(entry, name)}


def letters_begun(entry_id: int) -> int:
    """How many letters to it are begun and have not gone, whoever may see their cases."""
    begun = (Letter.directory_entry_id == entry_id, Letter.status.in_(Letter.OPEN))
    return db.session.scalar(select(func.count()).select_from(Letter).where(*begun)) or 0


def find_force(force: str = "") -> DirectoryEntry | None:
    """The department of a force that we write to, by the code of the force. One that is named of no force serves while
    the area has one force at most. None where there is none, or where nobody could say which of several."""
    found = list(db.session.scalars(select(DirectoryEntry).where(_in_use("force")).order_by(DirectoryEntry.id)))
    own = [entry for entry in found if entry.force == force] if force else []
    if own:
        return own[0]
    if len(codes.choices("force", clock.today())) > 1:
        return None
    unnamed = [entry for entry in found if entry.force is None] if force else found
    return unnamed[0] if len(unnamed) == 1 else None


def find_iopc() -> DirectoryEntry | None:
    """The Independent Office for Police Conduct as we write to it, or None."""
    return _only("iopc")


def named(name: str) -> DirectoryEntry | None:
    """The one entry in use of this name, or None."""
    query = select(DirectoryEntry).where(DirectoryEntry.in_use(clock.today()), DirectoryEntry.name == name)
    found = db.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def choices(kind: str = "") -> list[tuple[str, str]]:
    """The entries in use, of one kind or of all, by name: (id, name) for a select."""
    query = select(DirectoryEntry.id, DirectoryEntry.name).where(DirectoryEntry.in_use(clock.today()))
    if kind:
        query = query.where(DirectoryEntry.kind == kind)
    rows = db.session.execute(query.order_by(func.lower(DirectoryEntry.name), DirectoryEntry.id))
    return [(str(row.id), row.name) for row in rows]


def _begin(entry_id: int, *, sent: Sent, actor: Actor) -> DirectoryEntry:
    """Permission, lock, token, version."""
    require(actor, Permission.DIRECTORY_CHANGE)
    query = select(DirectoryEntry).where(DirectoryEntry.id == entry_id).with_for_update()
    entry = db.session.scalar(query.execution_options(populate_existing=True))
    if entry is None:
        raise NotFound
    tokens.use(sent, actor=actor)
    if entry.row_version != sent.row_version:
        raise Conflict(CHANGED_MEANWHILE)
    return entry


def _use(entry: DirectoryEntry, first: dt.date | None, last: dt.date | None, *, actor: Actor) -> None:
    entry.valid_from, entry.valid_to = first, last
    data = {"entry_id": entry.id, "changed": ["valid_from", "valid_to"], "is_active": last is None}
    history.record(history.Kind.DIRECTORY_CHANGED, actor=actor, data=data)


def _only(kind: str) -> DirectoryEntry | None:
    query = select(DirectoryEntry).where(_in_use(kind)).order_by(DirectoryEntry.id).limit(1)
    return db.session.scalar(query)


def _in_use(kind: str) -> ColumnElement[bool]:
    return (DirectoryEntry.kind == kind) & DirectoryEntry.in_use(clock.today())


def _refuse_second(entry: DirectoryEntry) -> None:
    """Raise `Invalid` where another one is in use for the same on any of its days from today on."""
    last = entry.valid_to or dt.date.max
    if entry.kind not in ONE_ALONE or last < clock.today():
        return
    same = (DirectoryEntry.kind == entry.kind, DirectoryEntry.force.is_not_distinct_from(entry.force))
    first = max(entry.valid_from or dt.date.min, clock.today())
    ends_later = or_(DirectoryEntry.valid_to.is_(None), DirectoryEntry.valid_to >= first)
    begins_earlier = or_(DirectoryEntry.valid_from.is_(None), DirectoryEntry.valid_from <= last)
    query = select(DirectoryEntry.name).where(*same, ends_later, begins_earlier, DirectoryEntry.id != (entry.id or 0))
    with db.session.no_autoflush:
        present = db.session.scalar(query.limit(1))
    if present is not None:
        raise Invalid("kind", f"{present} is in use for this already. Change that entry, or take it out of use first.")


def _values(details: Details, *, now: DirectoryEntry | None = None) -> dict[str, Any]:
    """The columns. Raises `Invalid` at the field that cannot be used. What stands in an entry from before stays."""
    given = {name: value for name, value in dataclasses.asdict(details).items() if name not in (*DAYS, "issues")}
    typed = {name: str(value or "").strip() for name, value in given.items()}
    if typed["kind"] not in KINDS:
        raise Invalid("kind", "Choose what kind of organisation it is.")
    if not typed["name"]:
        raise Invalid("name", "Enter the name of the organisation.")
    if typed["email"] and not is_email(typed["email"]):
        raise Invalid("email", "Enter a whole e-mail address, like name@example.com, or leave it empty.")
    if typed["website"] and not _is_website(typed["website"]):
        raise Invalid("website", "Enter the whole address of the website, like https://www.example.com.")
    issues = list(dict.fromkeys(details.issues))
    if not set(issues) <= codes.labels("issue").keys():
        raise Invalid("issues", "Choose from the list of issues.")
    for name in ("name", "phone", "address", "email", "website", "source"):
        if now is None or typed[name] != (getattr(now, name) or ""):
            _check_as_in_file(name, typed[name])
    if typed["force"] and typed["kind"] != "force":
        raise Invalid("force", "Leave this empty: it is for the department of a police force.")
    if details.valid_from and details.valid_to and details.valid_to < details.valid_from:
        raise Invalid("valid_to", "The last day must not be before the first.")
    days = {name: getattr(details, name) for name in DAYS}
    return {**{name: value or None for name, value in typed.items()}, "issues": issues, **days}


def _check_as_in_file(name: str, text: str) -> None:
    """What an area file could not say again is refused here too."""
    try:
        PARTNER[name].reads(text)
    except NotUsable as problem:
        several = f"Write {MOST_LINES} lines at most, each of 100 characters that can be printed or fewer."
        raise Invalid(name, several if name == "address" else str(problem)) from None


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not any(mark.isspace() for mark in text)
