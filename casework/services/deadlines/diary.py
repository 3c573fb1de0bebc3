"""Days that only stand in the diary (R3.12): nobody has to do anything by then, so a clock ends once its day is over.

Otherwise each review that was ever decided would have a running clock, and be looked at every minute for ever.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.access import SYSTEM
from casework.extensions import db
from casework.models import Case, Clock
from casework.services.deadlines import clocks
from workflows.clocks import Reminded
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.registry import clock_rules

KEPT_FOR = dt.timedelta(days=14)
"""After the day: a reminder of the day itself may wait for the end of quiet days, or for the mail server."""


def passed(today: dt.date) -> list[int]:
    """The clocks whose day is long enough over."""
    codes = sorted(name for name, rule in clock_rules().items() if rule.reminded is Reminded.DIARY)
    query = select(Clock.id).where(Clock.state == "running", Clock.code.in_(codes), Clock.due_on < today - KEPT_FOR)
    return list(db.session.scalars(query.order_by(Clock.id)))


def end(ids: Sequence[int]) -> None:
    """On the day that each stood for, unless somebody was faster."""
    query = select(Clock).where(Clock.id.in_(ids), Clock.state == "running").order_by(Clock.id)
    for clock in db.session.scalars(query.with_for_update(of=Clock)).all():
        if clock.due_on is None:
            continue
        clocks.write(clock, LedgerEntry(kind=LedgerKind.MET, on=clock.due_on), actor=SYSTEM)
        clocks.derive(clock)
        clocks.keep_next_due(db.session.get_one(Case, clock.case_id))
