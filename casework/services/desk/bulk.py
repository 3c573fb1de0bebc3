"""The bulk writer of cases, beside `moves.py` the only one that sets a state: for imported registers.

An imported case carries its history as one event, keeps its own dates and its old reference, and starts no clock:
thousands of reminders about old dates would help nobody.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.extensions import db
from casework.models import Case, EnquiryDetail, ReviewDetail
from casework.services.record import history, references
from workflows.complaint_review import State
from workflows.engine import Category
from workflows.registry import WORKFLOWS

BATCH = 1000
ACCEPTED = frozenset(
    {
        State.VALID,
        State.AWAITING_PAPERS,
        State.ASSESSMENT,
        State.ESCALATED,
        State.SIGN_OFF,
        State.DECIDED_NOT_REASONABLE,
    }
)
"""A review that stands in one of these was found valid on the way (rulebook 10.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """One case of an old register, checked. Days are local dates; codes are of the office's lists."""

    old_reference: str
    state: str
    about: str
    channel: str
    received_on: dt.date
    decided_on: dt.date | None = None
    closed_on: dt.date | None = None
    issue: str | None = None
    district: str | None = None
    finding: str | None = None
    investigating_body: str | None = None
    conducted_by_office: bool = True
    invalid_reason: str | None = None
    """Of a review that ends in `closed_invalid`, and of no other."""


def known_references(old_references: Sequence[str]) -> set[str]:
    """Those of the old references that some case carries already."""
    known: set[str] = set()
    for start in range(0, len(old_references), BATCH):
        part = old_references[start : start + BATCH]
        known |= {
            one for one in db.session.scalars(select(Case.old_reference).where(Case.old_reference.in_(part))) if one
        }
    return known


def write_cases(case_type: str, rows: Sequence[ImportedCase], *, batch_id: int, actor: Actor) -> int:
    """Insert the cases with their details and one event each, in the caller's transaction."""
    if not rows:
        return 0
    year, numbers = references.take(case_type, count=len(rows))
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        values = [
            _case(case_type, row, year, number, batch_id)
            for row, number in zip(part, numbers[start : start + BATCH], strict=True)
        ]
        inserted = db.session.execute(insert(Case).returning(Case.id, Case.old_reference), values)
        ids = {row.old_reference: row.id for row in inserted}
        _write_details(case_type, part, ids)
        events = [
            {
                "case_id": ids[row.old_reference],
                "on": row.received_on,
                "to_state": row.state,
                "data": {"batch": batch_id},
            }
            for row in part
        ]
        history.record_many(history.Kind.CASE_IMPORTED, events, actor=actor)
    return len(rows)


def _case(case_type: str, row: ImportedCase, year: int, number: int, batch_id: int) -> dict[str, Any]:
    workflow = WORKFLOWS[case_type]
    category = workflow.category(workflow.states(row.state))
    closed_on = row.closed_on if category is Category.CLOSED else None
    return {
        "case_type": case_type,
        "year": year,
        "number": number,
        "reference": references.render(CASE_TYPES[case_type].prefix, year, number),
        "old_reference": row.old_reference,
        "_state": row.state,
        "category": category.value,
        "workflow_version": workflow.version,
        "row_version": 1,
        "about": row.about,
        "issue": row.issue,
        "district": row.district,
        "channel": row.channel,
        "import_batch_id": batch_id,
        "received_on": row.received_on,
        "logged_at": clock.now(),
        "decided_on": row.decided_on,
        "closed_on": closed_on,
        "first_closed_on": closed_on,
    }


def _write_details(case_type: str, rows: Sequence[ImportedCase], ids: dict[str | None, int]) -> None:
    if case_type == "enquiry":
        values = [{"case_id": ids[row.old_reference]} for row in rows]
        db.session.execute(insert(EnquiryDetail), values)
        return
    db.session.execute(insert(ReviewDetail), [_review(row, ids[row.old_reference]) for row in rows])


def _review(row: ImportedCase, case_id: int) -> dict[str, Any]:
    """What the state says of the way there. When a review was found valid an old register does not tell, so the day
    of receipt stands for it; one that was passed on or withdrawn was so on the day of its end."""
    validity = "valid" if row.decided_on is not None or row.state in ACCEPTED else "pending"
    if row.state == State.CLOSED_INVALID:
        validity = "invalid"
    return {
        "case_id": case_id,
        "made_on": row.received_on,
        "validity": validity,
        "valid_on": row.received_on if validity == "valid" else None,
        "invalid_reason": row.invalid_reason if validity == "invalid" else None,
        "forwarded_on": row.closed_on if row.state == State.FORWARDED_TO_IOPC else None,
        "withdrawn_on": row.closed_on if row.state == State.WITHDRAWN else None,
        "finding": row.finding,
        "investigating_body": row.investigating_body,
        "conducted_by_office": row.conducted_by_office,
    }
