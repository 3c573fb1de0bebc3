"""Whether a file may be opened: where a virus scanner is set, only once it was found clean; infected, never."""

import datetime as dt
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union

from casework import clock, outbox
from casework.errors import KeptShut
from casework.extensions import db
from casework.models import Document, FileCheck, IncomingMail, StoredFile
from casework.services.record import files
from casework.storing import store
from casework.storing.scanner import Verdict

CHECK_JOB = "casework.jobs.virus_checks.check"
WAITS = (
    "It waits to be checked for viruses, which takes a minute or two. Nobody can open it before. Where it takes "
    "longer, tell whoever runs Casework: the scanner may be away."
)
NOT_LOOKED_AT = (
    "The virus scanner could not look at it, so nobody can open it. It is tried again each hour. Whoever runs Casework "
    "sees the reason in the log."
)
INFECTED = "A virus was found in it, so nobody can open it. Ask whoever sent it for another copy."
AGAIN_AFTER = dt.timedelta(hours=1)
"""When a file is tried again that the scanner could not look at."""


TOO_LONG = dt.timedelta(minutes=15)
"""After which a scanner that has looked at nothing is an alarm."""
MOST = 1000


class State(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_LOOKED_AT = "not_looked_at"


def why_shut(state: str | None) -> str:
    """Why nobody may open a file, by the state of its check; "" where it may be opened."""
    if state == State.INFECTED:
        return INFECTED
    if store.current().scanner is None or state == State.CLEAN:
        return ""
    return WAITS if state is None else NOT_LOOKED_AT


def reason(sha256: str) -> str:
    """The same of one file."""
    return why_shut(db.session.scalar(select(FileCheck.state).where(FileCheck.sha256 == sha256)))


def opened(sha256: str) -> BinaryIO:
    """A file for whoever wants to see it. Raises `KeptShut`, `Damaged`, `StoreAway`."""
    why = reason(sha256)
    if why:
        raise KeptShut(why)
    return files.opened(sha256)


def may_be_read() -> ColumnElement[bool]:
    """Of `StoredFile` or whatever else names a file, whose check is joined: by a worker, so that it is found."""
    not_infected = FileCheck.state.is_distinct_from(State.INFECTED.value)
    return not_infected if store.current().scanner is None else FileCheck.state == State.CLEAN.value


def ask_soon() -> None:
    """Have what just came checked, once it is committed."""
    if store.current().scanner is not None:
        bucket = str(int(clock.now().timestamp()))
        outbox.after_commit(db.session, "counts", CHECK_JOB, bucket=bucket)


def waiting(*, most: int) -> list[str]:
    """Files that came from elsewhere and nobody has looked at, the newest first."""
    came = union(select(Document.file_sha256.label("sha256")), select(IncomingMail.raw_sha256)).subquery()
    again = and_(FileCheck.state == State.NOT_LOOKED_AT.value, FileCheck.checked_at < clock.now() - AGAIN_AFTER)
    query = select(StoredFile.sha256).join(came, came.c.sha256 == StoredFile.sha256)
    query = query.outerjoin(FileCheck, FileCheck.sha256 == StoredFile.sha256)
    query = query.where(or_(FileCheck.sha256.is_(None), again))
    return list(db.session.scalars(query.order_by(StoredFile.stored_at.desc(), StoredFile.sha256).limit(most)))


def note(sha256: str, verdict: Verdict) -> None:
    """Keep what the scanner said of a file."""
    state = State.INFECTED if verdict.virus else State.NOT_LOOKED_AT if verdict.problem else State.CLEAN
    row = FileCheck(sha256=sha256, state=state.value, found=verdict.virus[:200], checked_at=clock.now())
    db.session.merge(row)


def is_held_up(now: dt.datetime) -> bool:
    """Whether files wait for long, and the scanner has looked at none meanwhile."""
    if store.current().scanner is None:
        return False
    waited = StoredFile.sha256.in_(waiting(most=MOST)), StoredFile.stored_at < now - TOO_LONG
    looked_at = db.session.scalar(select(func.max(FileCheck.checked_at)))
    is_quiet = looked_at is None or looked_at < now - TOO_LONG
    return is_quiet and bool(db.session.scalar(select(exists().where(*waited))))
