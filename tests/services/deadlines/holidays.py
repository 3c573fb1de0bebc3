"""What tests of bank holidays share: an office on Saturday 28 November 2026, and days that become bank holidays."""

import datetime as dt

from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Clock
from casework.services.deadlines import bank_holidays
from casework.services.deadlines.bank_holidays import ELSEWHERE, EVERYWHERE, Moving
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from workflows.calendars import CalendarName

TODAY = dt.date(2026, 11, 28)
MONDAY = dt.date(2026, 12, 7)
CHRISTMAS, SUBSTITUTE = dt.date(2026, 12, 25), dt.date(2026, 12, 28)
NAME = "An invented bank holiday"


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=clock.LONDON)


def add(day: dt.date = MONDAY, *, elsewhere: bool = False, actor: Actor = SYSTEM) -> Moving:
    with unit_of_work():
        where = ELSEWHERE if elsewhere else EVERYWHERE
        return bank_holidays.add(day, NAME, where=where, sent=Sent.fresh(), actor=actor)


def take_away(day: dt.date, *, in_england_alone: bool = False) -> Moving:
    with unit_of_work():
        where = (CalendarName.ENGLAND_AND_WALES,) if in_england_alone else EVERYWHERE
        return bank_holidays.take_away(day, where=where, sent=Sent.fresh(), actor=SYSTEM)


def dues(case: Case) -> dict[str, dt.date | None]:
    """The days of the clocks of a case as they are kept, by their short names."""
    db.session.rollback()
    rows = db.session.execute(select(Clock.code, Clock.due_on).where(Clock.case_id == case.id).order_by(Clock.id))
    return {row.code.partition(".")[2]: row.due_on for row in rows}


def nearest(case: Case) -> dt.date | None:
    """The day by which lists put the case in order."""
    return db.session.scalar(select(Case.next_due_on).where(Case.id == case.id))


def moved_events(case: Case) -> list[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "case_dates_moved")
    return list(db.session.scalars(query.order_by(CaseEvent.id)))
