"""The allegations of a complaint under review, one category each, and what is found of each (R3.4)."""

from dataclasses import dataclass

from sqlalchemy import func, select

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Allegation, Case
from casework.services.record import cases, codes, history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.complaint_review import ASSESSED_IN
from workflows.complaint_review_rules import FINDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegationEntry:
    category: str
    summary: str
    force_outcome: str | None = None


def add(reference: str, entry: AllegationEntry, *, sent: Sent, actor: Actor) -> Allegation:
    """Add an allegation. Raises `Invalid`."""
    case = begin(reference, Activity.ADD_ALLEGATION, sent=sent, actor=actor)
    _require_review(case)
    if entry.category not in codes.labels("allegation_category"):
        raise Invalid("category", "Choose a category from the list.")
    if not entry.summary.strip():
        raise Invalid("summary", "Say in a sentence what was alleged.")
    last = db.session.scalar(select(func.max(Allegation.number)).where(Allegation.case_id == case.id)) or 0
    row = Allegation(
        case_id=case.id,
        number=last + 1,
        category=entry.category,
        summary=entry.summary.strip(),
        force_outcome=entry.force_outcome or None,
    )
    db.session.add(row)
    db.session.flush()
    data = {"allegation": row.number, "category": row.category}
    history.record(history.Kind.ALLEGATION_ADDED, actor=actor, case_id=case.id, data=data)
    return row


def assess(reference: str, number: int, *, finding: str, reason: str, sent: Sent, actor: Actor) -> Allegation:
    """Record the finding on one allegation, with its reason. Only while the review is being assessed."""
    case = begin(reference, Activity.ASSESS_ALLEGATION, sent=sent, actor=actor)
    row = load(case, number)
    cases.check_version(case, seen=sent.row_version, present=row.row_version)
    if case.state != ASSESSED_IN:
        raise Invalid("", "An allegation is assessed while the review is being assessed.")
    if finding not in FINDINGS:
        raise Invalid("finding", "Choose a finding.")
    if not reason.strip():
        raise Invalid("reason", "Give the reason for the finding.")
    before = row.finding
    row.finding, row.reason = finding, reason.strip()
    db.session.flush()
    data = {"allegation": number, "finding": finding, "finding_before": before}
    history.record(history.Kind.ALLEGATION_ASSESSED, actor=actor, case_id=case.id, data=data)
    return row


def load(case: Case, number: int) -> Allegation:
    """Raises `NotFound`."""
    row = db.session.scalar(select(Allegation).where(Allegation.case_id == case.id, Allegation.number == number))
    if row is None:
        raise NotFound
    return row


def _require_review(case: Case) -> None:
    if case.case_type != "complaint_review":
        raise NotFound
