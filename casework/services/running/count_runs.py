"""Count runs that nobody is working on, as the sweep sees them. They are computed by `casework/statistics`."""

import datetime as dt

from sqlalchemy import and_, or_, select

from casework.extensions import db
from casework.models import CountRun

PATIENCE = dt.timedelta(minutes=1)
"""How long a run that was asked for may wait before it is offered again."""
LONGEST_RUN = dt.timedelta(minutes=31)
"""The queue ends a job after 30 minutes, so a run that is older has nobody working on it."""


def find_unattended(now: dt.datetime) -> list[int]:
    query = select(CountRun.id).where(
        or_(
            and_(CountRun.state == "queued", CountRun.requested_at < now - PATIENCE),
            and_(CountRun.state == "running", CountRun.started_at < now - LONGEST_RUN),
        )
    )
    return list(db.session.scalars(query.order_by(CountRun.id)))
