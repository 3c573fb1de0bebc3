"""The days of the clocks of a case as a letter names them: as they will be once its step is made."""

import datetime as dt

from sqlalchemy import select

from casework.case_types import CASE_TYPES
from casework.extensions import db
from casework.models import Clock
from casework.services.deadlines import foreseen
from casework.services.letters.values.occasion import Occasion, Used, Values, asks, day
from casework.services.record.calendars import calendar
from casework.services.record.subjects import Key
from workflows import ledger
from workflows.clocks import ClockRule


def fields(occasion: Occasion, today: dt.date, used: Used) -> Values:
    """The days of clocks that run, as they will be after the step."""
    case = occasion.case
    of = CASE_TYPES[case.case_type]
    clocks = {f"due.{name.rpartition('.')[2]}": name for name in of.workflow.clock_rules}
    clocks |= {field: of.workflow.clock_name(code) for field, code in of.due_fields.items()}
    if not asks(used, *clocks):
        return {}
    running = db.session.execute(
        select(Clock.code, Clock.due_on).where(Key(case.id).owns(Clock), Clock.state == "running")
    )
    known = {row.code: row.due_on for row in running}
    if occasion.move is not None:
        after = foreseen.after(occasion.move, occasion.subject.key, today=today, answers=occasion.answers)
        known |= {name: result.on for name, result in after.items()}
    return {field: day(known.get(name)) for field, name in clocks.items()}


def from_today(rule: ClockRule, today: dt.date, length: int | None) -> dt.date | None:
    entry = ledger.LedgerEntry(kind=ledger.LedgerKind.STARTED, on=today)
    return ledger.due(rule, [entry], calendar(rule.calendar), length=length).on
