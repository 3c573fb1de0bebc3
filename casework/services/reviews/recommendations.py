"""Recommendations: drafted during the assessment, issued with the decision, answered by the force (3.4, 3.5).

Their moves are made in `moves.py`; more time for an answer is a line in the ledger and can be taken back.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from casework import clock as wall
from casework.access import Actor
from casework.case_types import facts_of
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Clock, ClockEvent, Recommendation
from casework.services.deadlines import clocks
from casework.services.record import cases, history, notes, states, subjects
from casework.services.record.activities import begin
from casework.services.record.subjects import Address, Subject
from casework.services.record.tokens import Sent
from casework.services.types import recommendation
from workflows.activities import Activity
from workflows.complaint_review import ASSESSED_IN
from workflows.engine import sentence
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.recommendation import may_extend, response_clock
from workflows.recommendation_types import ALLOWED
from workflows.registry import WORKFLOWS


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationEntry:
    rec_type: str
    text: str
    addressed_to: str


def add(reference: str, entry: RecommendationEntry, *, sent: Sent, actor: Actor) -> Recommendation:
    """Draft a recommendation, which is issued when the decision is signed. Raises `Invalid`."""
    case = begin(reference, Activity.ADD_RECOMMENDATION, sent=sent, actor=actor)
    if case.case_type != "complaint_review":
        raise NotFound
    if case.state != ASSESSED_IN:
        raise Invalid("", "A recommendation is drafted while the review is being assessed.")
    if entry.rec_type not in ALLOWED.get(cases.review(case).review_type or "", frozenset()):
        raise Invalid("rec_type", "This kind of recommendation is not open to this type of review (section 3.4).")
    if not entry.text.strip() or not entry.addressed_to.strip():
        raise Invalid("text", "Say what is recommended, and to whom.")
    last = db.session.scalar(select(func.max(Recommendation.number)).where(Recommendation.case_id == case.id)) or 0
    row = Recommendation(
        case_id=case.id,
        number=last + 1,
        rec_type=entry.rec_type,
        text=entry.text.strip(),
        addressed_to=entry.addressed_to.strip(),
    )
    states.begin(row, WORKFLOWS["recommendation"])
    db.session.add(row)
    db.session.flush()
    data = {"recommendation": row.number, "rec_type": row.rec_type}
    history.record(history.Kind.RECOMMENDATION_ADDED, actor=actor, case_id=case.id, data=data)
    return row


def extend(
    reference: str, number: int, *, new_due_on: dt.date, reason: str, sent: Sent, actor: Actor
) -> Recommendation:
    """Give the force more time, before the time has run out (R3.7). Raises `Invalid`."""
    case = begin(reference, Activity.EXTEND_RECOMMENDATION, sent=sent, actor=actor)
    subject, clock = _with_clock(case, number)
    today = wall.today()
    given = facts_of(subject, actor=actor, answers={}, today=today)
    if clock.due_on is None or not may_extend(given):
        raise Invalid("new_due_on", sentence(may_extend))
    if not clock.due_on < new_due_on <= clock.due_on + dt.timedelta(days=366):
        raise Invalid("new_due_on", "Choose a day after the present one, within a year.")
    note = notes.write(case, "reason", reason, actor=actor, field="reason")
    days = (new_due_on - clock.due_on).days
    clocks.write(clock, LedgerEntry(kind=LedgerKind.EXTENDED, on=today, days=days), actor=actor)
    _derive(case, clock)
    data = {"recommendation": number, "days": days, "due_on": new_due_on.isoformat()}
    history.record(history.Kind.RECOMMENDATION_EXTENDED, actor=actor, case_id=case.id, note_id=note.id, data=data)
    return recommendation.of(subject)


def remove_extension(reference: str, number: int, *, sent: Sent, actor: Actor) -> Recommendation:
    """Take back the latest extension; the due date is worked out again without it."""
    case = begin(reference, Activity.EXTEND_RECOMMENDATION, sent=sent, actor=actor)
    subject, clock = _with_clock(case, number)
    latest = latest_extension(clock)
    if latest is None:
        raise Invalid("", "There is no extension to take back.")
    entry = clocks.write(clock, LedgerEntry(kind=LedgerKind.EXTENSION_REMOVED, on=wall.today()), actor=actor)
    entry.removes_id = latest.id
    db.session.flush()
    _derive(case, clock)
    data = {"recommendation": number, "days": latest.days}
    history.record(history.Kind.RECOMMENDATION_EXTENSION_REMOVED, actor=actor, case_id=case.id, data=data)
    return recommendation.of(subject)


def latest_extension(clock: Clock) -> ClockEvent | None:
    """The latest extension that has not been taken back."""
    rows = list(db.session.scalars(select(ClockEvent).where(ClockEvent.clock_id == clock.id).order_by(ClockEvent.id)))
    removed = {row.removes_id for row in rows}
    standing = [row for row in rows if row.kind == "extended" and row.id not in removed]
    return standing[-1] if standing else None


def _with_clock(case: Case, number: int) -> tuple[Subject, Clock]:
    subject = subjects.find(case, Address(case.reference, Recommendation.__tablename__, number))
    clock = clocks.find(subject, response_clock(recommendation.of(subject).rec_type))
    if clock is None or clock.state == "met":
        raise Invalid("", "Only a recommendation that waits for an answer can be given more time.")
    return subject, clock


def _derive(case: Case, clock: Clock) -> None:
    clocks.derive(clock)
    clocks.keep_next_due(case)
    cases.touch(case)
