"""The bulk writer of cases, beside `moves.py` the only one that sets a state: for imported registers.

An imported case carries its history as one event, keeps its own dates and its old reference, and starts no clock:
thousands of reminders about old dates would help nobody.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.access import Actor
from casework.case_types import CASE_TYPES, CaseType
from casework.extensions import db
from casework.models import Case
from casework.services.record import history, references
from casework.services.types.imported import ImportedCase
from workflows.engine import Category
from workflows.registry import WORKFLOWS

BATCH = 1000


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
        _write_details(CASE_TYPES[case_type], part, ids)
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


def _write_details(of: CaseType, rows: Sequence[ImportedCase], ids: dict[str | None, int]) -> None:
    if of.detail is not None:
        values = [{"case_id": ids[row.old_reference], **of.imported(row)} for row in rows]
        db.session.execute(insert(of.detail), values)
