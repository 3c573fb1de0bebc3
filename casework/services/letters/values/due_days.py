"""The days of the clocks of a case as a letter names them: as they will be once its step is made."""

import datetime as dt

from sqlalchemy import select

from casework.extensions import db
from casework.models import Clock
from casework.services.deadlines import foreseen
from casework.services.letters.values.occasion import Occasion, Values, day
from casework.services.record.calendars import calendar
from casework.services.record.subjects import Key
from workflows import ledger
from workflows.clocks import ClockRule
from workflows.registry import WORKFLOWS

CLOCKS = {
    "enquiry.reply_due_on": "enquiry.reply",
    "enquiry.partner_due_on": "enquiry.partner",
    "enquiry.closes_on": "enquiry.comeback",
    "review.information_due_on": "complaint_review.information",
    "review.late_reasons_due_on": "complaint_review.late_reasons",
    "review.papers_due_on": "complaint_review.papers",
    "review.referral_due_on": "complaint_review.escalation",
    "review.completion_due_on": "complaint_review.completion",
    "review.next_update_on": "complaint_review.update",
}


def fields(occasion: Occasion, today: dt.date) -> Values:
    """The days of clocks that run, as they will be after the step."""
    case = occasion.case
    running = db.session.execute(
        select(Clock.code, Clock.due_on).where(Key(case.id).owns(Clock), Clock.state == "running")
    )
    known = {row.code: row.due_on for row in running}
    if occasion.move is not None:
        after = foreseen.after(occasion.move, occasion.subject.key, today=today, answers=occasion.answers)
        known |= {name: result.on for name, result in after.items()}
    rules = WORKFLOWS[case.case_type].clock_rules
    return {name: day(known.get(code)) for name, code in CLOCKS.items() if code in rules}


def from_today(rule: ClockRule, today: dt.date, length: int | None) -> dt.date | None:
    entry = ledger.LedgerEntry(kind=ledger.LedgerKind.STARTED, on=today)
    return ledger.due(rule, [entry], calendar(rule.calendar), length=length).on
