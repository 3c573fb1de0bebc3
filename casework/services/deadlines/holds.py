"""Holds: a line in the ledger of each clock that is stopped, and a day to look at the hold again.

A hold stops the office's own targets that run, never a clock in law and never its own review date. It blocks no
ordinary work (rulebook section 10). While a case waits for the person (`waiting.py`) it is on a hold of another kind.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from casework import clock as wall
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Hold
from casework.services.deadlines import clocks, waiting
from casework.services.record import cases, history, notes
from casework.services.record.activities import begin
from casework.services.record.subjects import Subject
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.clocks import HOLD_REVIEW
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.registry import WORKFLOWS, clock_rule

REASONS: Mapping[str, str] = {
    "criminal_proceedings": "Criminal proceedings",
    "inquest": "Inquest",
    "judicial_review": "Judicial review",
    "waiting_for_applicant": "Waiting for the person",
    "other": "Other",
}
HELD = "{} is on hold already. Release that hold first."
WAITS = "{} waits for the person. First record their answer, or go on without it."


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEntry:
    reason_code: str
    reason: str
    review_on: dt.date | None = None


def hold(reference: str, entry: HoldEntry, *, sent: Sent, actor: Actor) -> Hold:
    """Put a case on hold. Raises `Invalid` where it is on hold already or the review day is not ahead."""
    case = begin(reference, Activity.HOLD, sent=sent, actor=actor)
    today = wall.today()
    there = cases.hold_of(case)
    if there is not None:
        raise Invalid("", (WAITS if there.reason_code == cases.WAITING else HELD).format(case.reference))
    if entry.reason_code not in reasons_for(case.case_type):
        raise Invalid("reason_code", "Choose the reason for the hold.")
    review_on = entry.review_on or today + dt.timedelta(days=HOLD_REVIEW.length)
    if not today < review_on <= today + dt.timedelta(days=366):
        raise Invalid("review_on", "Choose a day to look at the hold again, after today and within a year.")
    note = notes.write(case, "reason", entry.reason, actor=actor, field="reason")
    row = Hold(
        case_id=case.id,
        reason_code=entry.reason_code,
        note_id=note.id,
        held_on=today,
        review_on=review_on,
        placed_by_id=actor.user_id,
    )
    db.session.add(row)
    stopped = _write(case, LedgerEntry(kind=LedgerKind.HELD, on=today), actor=actor)
    started = LedgerEntry(kind=LedgerKind.STARTED, on=today, due=review_on)
    clocks.add_entry(Subject(case), _review_of(case), started, actor=actor)
    clocks.keep_next_due(case)
    history.record(
        history.Kind.CASE_HELD,
        actor=actor,
        case_id=case.id,
        note_id=note.id,
        data={"reason": entry.reason_code, "review_on": review_on.isoformat(), "clocks": stopped},
    )
    return row


def release(reference: str, *, sent: Sent, actor: Actor) -> Hold:
    """Release the hold; every clock that it stopped runs on with the days added. Raises `Invalid` without one."""
    case = begin(reference, Activity.RELEASE, sent=sent, actor=actor)
    row = cases.hold_of(case)
    if row is None or row.reason_code == cases.WAITING:
        raise Invalid("", f"{case.reference} is not on hold.")
    today = wall.today()
    row.released_on = today
    started = _write(case, LedgerEntry(kind=LedgerKind.RELEASED, on=today), actor=actor)
    clocks.add_entry(Subject(case), _review_of(case), LedgerEntry(kind=LedgerKind.MET, on=today), actor=actor)
    clocks.keep_next_due(case)
    history.record(history.Kind.CASE_RELEASED, actor=actor, case_id=case.id, data={"clocks": started})
    return row


def end_with(case: Case, *, on: dt.date, actor: Actor) -> bool:
    """End the hold of a case that closes; its clocks are met by then. True if there was one."""
    row = cases.hold_of(case)
    if row is not None and row.reason_code == cases.WAITING:
        waiting.end(case, on=on, actor=actor)
    elif row is not None:
        row.released_on = on
        db.session.flush()
    return row is not None


def reasons_for(case_type: str) -> Mapping[str, str]:
    """What can be chosen for a case of this type: where its table has steps for it, not that we wait for the person."""
    has_steps = WORKFLOWS[case_type].waits is not None
    return {code: words for code, words in REASONS.items() if not (has_steps and code == "waiting_for_applicant")}


def _write(case: Case, line: LedgerEntry, *, actor: Actor) -> list[str]:
    """Add the line to each clock that a hold stops. Returns their codes."""
    wanted = "running" if line.kind is LedgerKind.HELD else "held"
    written = []
    for clock in clocks.of_case(case):
        if clock.state == wanted and clock_rule(clock.code).stopped_by_hold:
            clocks.write(clock, line, actor=actor)
            clocks.derive(clock)
            written.append(clock.code)
    return written


def _review_of(case: Case) -> str:
    """The clock for looking at the hold again."""
    return WORKFLOWS[case.case_type].clock_name(HOLD_REVIEW.code)
