"""Everything that one colleague did on one day: signing in, what was done, and which restricted cases they saw."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.clock import midnight
from casework.errors import NotFound
from casework.extensions import db
from casework.models import User, UserSession
from casework.pages.office import audit, who_opened
from casework.pages.office.audit import EventRow
from casework.pages.office.history_limits import Limits
from casework.pages.office.who_opened import Opening

MOST = 1000
"""Events of one day on one page; nobody does more by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`more`: there are more events than the page shows."""

    user_id: int
    name: str
    on: dt.date
    sessions: Sequence[tuple[dt.datetime, str]]
    """When they signed in, and with which browser."""
    events: Sequence[EventRow]
    seen: Sequence[Opening]
    more: bool

    @property
    def before(self) -> dt.date:
        return self.on - dt.timedelta(days=1)

    @property
    def after(self) -> dt.date:
        return self.on + dt.timedelta(days=1)


def of(user_id: int, on: dt.date, *, actor: Actor) -> Day:
    """In the order of the day. Raises `NotFound` for nobody."""
    name = db.session.scalar(select(User.name).where(User.id == user_id))
    if name is None:
        raise NotFound
    page = audit.events(actor=actor, limits=Limits(user_id=user_id, first=on, last=on), most=MOST)
    return Day(
        user_id=user_id,
        name=name,
        on=on,
        sessions=_sessions(user_id, on),
        events=list(reversed(page.events)),
        seen=who_opened.by(user_id, midnight(on), midnight(on + dt.timedelta(days=1)), actor=actor),
        more=page.older is not None,
    )


def _sessions(user_id: int, on: dt.date) -> list[tuple[dt.datetime, str]]:
    query = select(UserSession.begun_at, UserSession.browser).where(UserSession.user_id == user_id)
    begun = (UserSession.begun_at >= midnight(on), UserSession.begun_at < midnight(on + dt.timedelta(days=1)))
    return [(row.begun_at, row.browser) for row in db.session.execute(query.where(*begun).order_by(UserSession.id))]
