"""What the steps of a surgery appointment write that no others do: its time, its day, the note of what was said."""

import datetime as dt

from sqlalchemy import select

from casework import clock as wall
from casework.extensions import db
from casework.models import Answer, SurgeryBooking
from casework.services.deadlines import clocks
from casework.services.people import contact_rows
from casework.services.people.contact_rows import Said
from casework.services.record.calendars import calendar
from casework.services.types import surgery_times
from casework.services.types.context import Context, by_name
from casework.services.types.surgery_times import Kept
from workflows.calendars import CalendarName
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.surgery_appointment import WORKFLOW
from workflows.surgery_rules import BRIEFED_DAYS_BEFORE, BRIEFING

CHANNEL = "surgery"


def offer_time(context: Context) -> None:
    kept = surgery_times.offer(context.case, context.answers.get(surgery_times.FIELD))
    context.data.update(kept.data)


def book_time(context: Context) -> None:
    """The person comes: the day, and the briefing that many working days before it, are in the diary from now on."""
    row = surgery_times.latest(context.case, "offered")
    row.state, row.booked_on = "booked", context.today
    kept = _time(row)
    context.data.update(kept.data)
    _start(context, "appointment", LedgerEntry(kind=LedgerKind.STARTED, on=context.today, due=kept.on))
    if not _is_briefed(context):
        due = _briefed_by(kept.on)
        _start(context, "briefing", LedgerEntry(kind=LedgerKind.STARTED, on=context.today, due=due))


def free_time(context: Context) -> None:
    kept = surgery_times.set_free(context.case)
    if kept is not None:
        context.data.update(kept.data)


def mark_held(context: Context) -> None:
    """The note is a contact of the day; what was agreed is followed up from that day on, whenever it is keyed."""
    row = surgery_times.latest(context.case, "booked")
    row.state, kept = "held", _time(row)
    context.data.update(kept.data)
    surgery_times.surgery_is_held(kept.surgery_id, actor=context.actor)
    said = Said(direction="in", channel=CHANNEL, on=kept.on, at_time=kept.begins, summary=context.text("note"))
    contact = contact_rows.add(context.case, said, actor=context.actor)
    contact_rows.record(contact, actor=context.actor)
    _start(context, "follow_up", LedgerEntry(kind=LedgerKind.STARTED, on=kept.on))


def mark_absent(context: Context) -> None:
    row = surgery_times.latest(context.case, "booked")
    row.state = "did_not_attend"
    context.data.update(_time(row).data)


def take_back_day(context: Context) -> None:
    """What was recorded of the day was wrong: it is booked as before."""
    row = surgery_times.latest(context.case, "held", "did_not_attend")
    row.state = "booked"
    _start(context, "appointment", LedgerEntry(kind=LedgerKind.STARTED, on=context.today, due=_time(row).on))


EFFECTS = by_name(offer_time, book_time, free_time, mark_held, mark_absent, take_back_day)


def _time(row: SurgeryBooking) -> Kept:
    kept = surgery_times.find(row.time_id)
    assert kept is not None  # noqa: S101 (a booking has its time)
    return kept


def _start(context: Context, clock: str, line: LedgerEntry) -> None:
    clocks.add_entry(context.subject, WORKFLOW.clock_name(clock), line, actor=context.actor)


def _is_briefed(context: Context) -> bool:
    query = select(Answer.id).where(Answer.case_id == context.case.id, Answer.code == BRIEFING.code).limit(1)
    return db.session.scalar(query) is not None


def _briefed_by(day: dt.date) -> dt.date:
    """So many working days before the day of the appointment, and not before today."""
    days = calendar(CalendarName.ENGLAND_AND_WALES)
    for _ in range(BRIEFED_DAYS_BEFORE):
        day = days.previous_working_day(day - dt.timedelta(days=1))
    return max(day, wall.today())
