"""Who is signed in: each session is a row, so that it ends when it is told to, wherever its cookie may be."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db, read
from casework.models import User, UserRole, UserSession
from casework.services.record import settings
from workflows.roles import Role

SEEN_EVERY = dt.timedelta(minutes=5)
"""So old may the time be at which somebody was last seen: not every page writes."""

KEPT_FOR = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """The session behind a request, and whose it is."""

    id: int
    actor: Actor
    last_seen_at: dt.datetime

    @property
    def is_to_be_noted(self) -> bool:
        return clock.now() - self.last_seen_at >= SEEN_EVERY


def begin(user_id: int, browser: str) -> str:
    """Sign somebody in on one device. Returns what the cookie carries; `browser` is what they will know it by."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        UserSession(
            token_hash=_digest(token),
            user_id=user_id,
            browser=browser[:60],
            begun_at=now,
            last_seen_at=now,
            idle_until_at=now + _idle(),
            ends_at=now + dt.timedelta(hours=settings.value("session_hours")),
        )
    )
    db.session.flush()
    return token


def find(token: str) -> OpenSession | None:
    """The session with its person, in one query, or None where it has ended or the account is closed."""
    found = read(_open_with_person(), token=_digest(token), present=clock.now()).all()
    if not found:
        return None
    first, roles = found[0], frozenset(Role(row.role) for row in found)
    actor = Actor(user_id=first.user_id, name=first.name, roles=roles, team_id=first.team_id)
    return OpenSession(id=first.id, actor=actor, last_seen_at=first.last_seen_at)


def whose(token: str) -> int | None:
    """Whose session this is or was."""
    return db.session.scalar(select(UserSession.user_id).where(UserSession.token_hash == _digest(token)))


def note_seen(session_id: int) -> None:
    """Somebody is at work on this device."""
    now = clock.now()
    values = {"last_seen_at": now, "idle_until_at": now + _idle()}
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(**values))


def end(session_id: int) -> None:
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(ended_at=clock.now()))


def end_all(user_id: int, *, but: int | None = None) -> int:
    """End every session of somebody, or every other one. Returns how many."""
    of_theirs = [UserSession.user_id == user_id, *_is_open(clock.now()), UserSession.id != (but or 0)]
    return len(
        db.session.execute(
            update(UserSession).where(*of_theirs).values(ended_at=clock.now()).returning(UserSession.id)
        ).all()
    )


def old_ids() -> list[int]:
    """Sessions that ended so long ago that an auditor need not see them any more."""
    return list(db.session.scalars(select(UserSession.id).where(UserSession.ends_at < clock.now() - KEPT_FOR)))


def forget(ids: Sequence[int]) -> None:
    db.session.execute(delete(UserSession).where(UserSession.id.in_(ids)))


def open_of(user_id: int) -> list[Any]:
    """The open sessions of somebody, the one that was seen last first."""
    columns = (UserSession.id, UserSession.browser, UserSession.begun_at, UserSession.last_seen_at)
    query = select(*columns).where(UserSession.user_id == user_id, *_is_open(clock.now()))
    return list(db.session.execute(query.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def _is_open(present: dt.datetime | BindParameter[dt.datetime]) -> list[ColumnElement[bool]]:
    return [UserSession.ended_at.is_(None), UserSession.ends_at > present, UserSession.idle_until_at > present]


@cache
def _open_with_person() -> Select[int, int, str, int | None, str, dt.datetime]:
    present = bindparam("present", type_=UserSession.ends_at.type)
    return (
        select(UserSession.id, UserSession.user_id, User.name, User.team_id, UserRole.role, UserSession.last_seen_at)
        .join(User, User.id == UserSession.user_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserSession.token_hash == bindparam("token"), User.is_enabled, *_is_open(present))
    )


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=settings.value("session_idle_minutes"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
