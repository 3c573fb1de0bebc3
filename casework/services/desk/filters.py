"""Filters of the list of cases that people keep: for themselves, or for everybody. One that was shared stays when
whoever kept it leaves, and then a manager may change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import SavedFilter, User
from casework.services.record import tokens
from casework.services.record.tokens import Sent
from workflows.roles import Role

MOST, LONGEST = 30, 80
GONE = (
    "This filter is no longer kept, or not shared any more. Look at the others, or set the list up again and keep it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterEntry:
    name: str
    is_shared: bool


def keep(entry: FilterEntry, query: Mapping[str, str], words: str, *, sent: Sent, actor: Actor) -> SavedFilter:
    """Keep what a list is limited to. Raises `Invalid` for a name that is empty or taken, and for too many filters."""
    require(actor, Permission.CASE_READ)
    tokens.use(sent, actor=actor)
    mine = select(func.count()).select_from(SavedFilter).where(SavedFilter.owner_id == actor.user_id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise Invalid("name", f"You keep {MOST} filters already. Delete one that you no longer need.")
    if actor.user_id is None:
        raise NotAllowed("A person keeps a filter.")
    row = SavedFilter(
        owner_id=actor.user_id,
        name=_name(entry.name, actor.user_id),
        is_shared=entry.is_shared,
        query=dict(query),
        words=words,
        kept_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def change(filter_id: int, entry: FilterEntry, *, sent: Sent, actor: Actor) -> SavedFilter:
    """Another name, shared or not. Raises `NotFound`, `NotAllowed`, `Conflict`, and `Invalid` for the name."""
    row = _changeable(filter_id, sent=sent, actor=actor)
    row.name, row.is_shared = _name(entry.name, row.owner_id, but=row.id), entry.is_shared
    return row


def delete(filter_id: int, *, sent: Sent, actor: Actor) -> str:
    """Returns its name. No case is touched."""
    row = _changeable(filter_id, sent=sent, actor=actor)
    db.session.delete(row)
    return row.name


def load(filter_id: int, *, actor: Actor) -> SavedFilter:
    """One of one's own or a shared one. Raises `NotFound`."""
    open_to = or_(SavedFilter.owner_id == actor.user_id, SavedFilter.is_shared)
    row = db.session.scalar(select(SavedFilter).where(SavedFilter.id == filter_id, open_to))
    if row is None:
        raise NotFound(GONE)
    return row


def may_change(owner_id: int, *, owner_is_here: bool, actor: Actor) -> bool:
    """Whoever kept it; a manager where they cannot any more."""
    return owner_id == actor.user_id or (not owner_is_here and Role.MANAGER in actor.roles)


def _changeable(filter_id: int, *, sent: Sent, actor: Actor) -> SavedFilter:
    require(actor, Permission.CASE_READ)
    row = load(filter_id, actor=actor)
    owner = db.session.get_one(User, row.owner_id)
    if not may_change(row.owner_id, owner_is_here=owner.is_enabled, actor=actor):
        raise NotAllowed(f"This is a filter of {owner.name}. Keep one of your own under another name.")
    tokens.use(sent, actor=actor)
    if row.row_version != sent.row_version:
        raise Conflict("Somebody changed this filter after you opened the page. Look at it as it is now.")
    return row


def _name(name: str, owner_id: int, *, but: int = 0) -> str:
    kept = " ".join(name.split())
    if not kept:
        raise Invalid("name", "Give the filter a name.")
    if len(kept) > LONGEST:
        raise Invalid("name", f"Shorten the name to {LONGEST} characters or fewer.")
    same = select(SavedFilter.id).where(SavedFilter.owner_id == owner_id, SavedFilter.id != but)
    if db.session.scalar(same.where(func.lower(SavedFilter.name) == kept.lower()).limit(1)):
        raise Invalid("name", "There is a filter of this name already.")
    return kept
