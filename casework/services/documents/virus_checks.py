"""Which files go to the virus scanner, and what it said of them."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union

from casework import clock, outbox
from casework.extensions import db
from casework.models import Document, FileCheck, IncomingMail, StoredFile
from casework.services.record.files import DESTROYED, Check
from casework.storing import store
from casework.storing.scanner import Verdict

CHECK_JOB = "casework.jobs.stored_files.scan"
AGAIN_AFTER = dt.timedelta(hours=1)
"""When a file is tried again that the scanner could not look at."""
TOO_LONG = dt.timedelta(minutes=15)
"""After which a scanner that has looked at nothing is an alarm."""
MOST = 1000


def may_be_read() -> ColumnElement[bool]:
    """Of whatever names a file, whose check is joined: by a worker, so that it is found."""
    not_infected = FileCheck.state.is_distinct_from(Check.INFECTED.value)
    return not_infected if store.current().scanner is None else FileCheck.state == Check.CLEAN.value


def ask_soon() -> None:
    """Have what just came checked, once it is committed."""
    if store.current().scanner is not None:
        bucket = str(int(clock.now().timestamp()))
        outbox.after_commit(db.session, "counts", CHECK_JOB, bucket=bucket)


def waiting(*, most: int) -> list[str]:
    """Files that came from elsewhere and nobody has looked at, the newest first."""
    whole = select(Document.file_sha256.label("sha256")).where(Document.destroyed_at.is_(None))
    came = union(whole, select(IncomingMail.raw_sha256)).subquery()
    again = and_(FileCheck.state == Check.NOT_LOOKED_AT.value, FileCheck.checked_at < clock.now() - AGAIN_AFTER)
    query = select(StoredFile.sha256).join(came, came.c.sha256 == StoredFile.sha256)
    query = query.outerjoin(FileCheck, FileCheck.sha256 == StoredFile.sha256)
    query = query.where(or_(FileCheck.sha256.is_(None), again), StoredFile.place != DESTROYED)
    return list(db.session.scalars(query.order_by(StoredFile.stored_at.desc(), StoredFile.sha256).limit(most)))


def note(sha256: str, verdict: Verdict) -> None:
    """Keep what the scanner said of a file."""
    state = Check.INFECTED if verdict.virus else Check.NOT_LOOKED_AT if verdict.problem else Check.CLEAN
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
