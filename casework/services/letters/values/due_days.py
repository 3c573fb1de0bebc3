"""The days of the clocks of a case as a letter names them: as they will be once its step is made."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select

from casework.case_types import CASE_TYPES
from casework.extensions import db
from casework.models import PARTS, Case, Clock
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
    clocks |= {field: code if "." in code else of.workflow.clock_name(code) for field, code in of.due_fields.items()}
    if not asks(used, *clocks):
        return {}
    running = db.session.execute(
        select(Clock.code, Clock.due_on).where(Key(case.id).owns(Clock), Clock.state == "running")
    )
    known = {row.code: row.due_on for row in running}
    of_parts = {name for field, name in clocks.items() if name.partition(".")[0] in PARTS and asks(used, field)}
    known |= _of_parts(case, of_parts)
    if occasion.move is not None:
        after = foreseen.after(occasion.move, occasion.subject.key, today=today, answers=occasion.answers)
        known |= {name: result.on for name, result in after.items()}
    return {field: day(known.get(name)) for field, name in clocks.items()}


def from_today(rule: ClockRule, today: dt.date, length: int | None) -> dt.date | None:
    entry = ledger.LedgerEntry(kind=ledger.LedgerKind.STARTED, on=today)
    return ledger.due(rule, [entry], calendar(rule.calendar), length=length).on


def _of_parts(case: Case, names: Collection[str]) -> dict[str, dt.date | None]:
    """The nearest day of each of these clocks of the parts."""
    if not names:
        return {}
    query = select(Clock.code, func.min(Clock.due_on).label("due_on")).group_by(Clock.code)
    query = query.where(Clock.case_id == case.id, Clock.code.in_(names), Clock.state == "running")
    return {row.code: row.due_on for row in db.session.execute(query)}
