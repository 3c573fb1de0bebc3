"""Signing in as an auditor sees it: passwords that were wrong, by account and address, and who signed in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from casework import clock
from casework.extensions import db
from casework.models import SignInFailure, User, UserSession

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRow:
    """Tries that failed for one account from one address on one day. No `name`: there is no such account."""

    name: str | None
    address: str
    known_device: bool
    tries: int
    last_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunRow:
    """Somebody signed in. `until`: when the session ended; None while it is open."""

    name: str
    browser: str
    begun_at: dt.datetime
    until: dt.datetime | None


def failed() -> list[FailedRow]:
    """The newest, many tries of one kind in one line."""
    known = SignInFailure.device.is_not(None)
    query = (
        select(
            User.name,
            SignInFailure.address,
            known.label("known_device"),
            func.count().label("tries"),
            func.max(SignInFailure.at).label("last_at"),
        )
        .outerjoin(User, User.id == SignInFailure.user_id)
        .group_by(SignInFailure.account, User.name, SignInFailure.address, known)
        .order_by(func.max(SignInFailure.at).desc())
        .limit(PAGE)
    )
    return [FailedRow(**{**row, "known_device": bool(row["known_device"])}) for row in _mappings(query)]


def begun() -> list[BegunRow]:
    """The newest first."""
    columns = (User.name, UserSession.browser, UserSession.begun_at, UserSession.ended_at)
    query = select(*columns, UserSession.idle_until_at, UserSession.ends_at)
    query = query.join(User, User.id == UserSession.user_id).order_by(UserSession.id.desc()).limit(PAGE)
    return [
        BegunRow(name=row["name"], browser=row["browser"], begun_at=row["begun_at"], until=_until(row))
        for row in _mappings(query)
    ]


def _until(row: Any) -> dt.datetime | None:
    ended: dt.datetime = row["ended_at"] or min(row["idle_until_at"], row["ends_at"])
    return ended if ended <= clock.now() else None


def _mappings(query: Any) -> Any:
    return db.session.execute(query).mappings()
