"""The bulk writer of cases, beside `moves.py` the only one that sets a state: for imported registers.

An imported case carries its history as one event, keeps its own dates and its old reference, and starts no clock:
thousands of reminders about old dates would help nobody.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.access import Actor
from casework.case_types import CASE_TYPES, CaseType
from casework.extensions import db
from casework.models import Case, Contact, Party
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


def old_references() -> list[str]:
    """The old reference of every case that has one."""
    return [one for one in db.session.scalars(select(Case.old_reference).where(Case.old_reference.is_not(None))) if one]


def write_cases(
    case_type: str, rows: Sequence[ImportedCase], persons: Sequence[int] = (), *, batch_id: int, actor: Actor
) -> int:
    """Insert the cases with their details, people and one event each, in the caller's transaction.

    `persons`: the ids of the people of the rows, in their order.
    """
    if not rows:
        return 0
    year, numbers = references.take(case_type, count=len(rows))
    of_rows = _people_of(rows, persons)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        values = [
            _case(case_type, row, year, number, batch_id) | {"person_id": next(iter(of_rows[row.old_reference]), None)}
            for row, number in zip(part, numbers[start : start + BATCH], strict=True)
        ]
        inserted = db.session.execute(insert(Case).returning(Case.id, Case.old_reference), values)
        ids = {row.old_reference: row.id for row in inserted}
        _write_details(CASE_TYPES[case_type], part, ids)
        _write_people(CASE_TYPES[case_type], part, ids, of_rows, actor=actor)
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


def _people_of(rows: Sequence[ImportedCase], persons: Sequence[int]) -> dict[str, list[int]]:
    """Old reference -> the people of the row, each once."""
    left = iter(persons)
    return {row.old_reference: list(dict.fromkeys(next(left) for _ in row.people)) for row in rows}


def _write_people(
    of: CaseType, rows: Sequence[ImportedCase], ids: Mapping[str | None, int], of_rows: Mapping[str, list[int]],
    *, actor: Actor,
) -> None:  # fmt: skip
    """Each is a person of the case, and contacted the office on the day of receipt: counts of people rest on that."""
    at, whose = clock.now(), [(row, person) for row in rows for person in of_rows[row.old_reference]]
    if not whose:
        return
    parties = [
        {"case_id": ids[row.old_reference], "person_id": person, "part": of.workflow.person_is, "added_at": at,
         "added_by_id": actor.user_id}
        for row, person in whose
    ]  # fmt: skip
    contacts = [
        {"case_id": ids[row.old_reference], "person_id": person, "direction": "in", "with_whom": "person",
         "channel": row.channel, "happened_on": row.received_on, "summary": row.about, "recorded_at": at,
         "recorded_by_id": actor.user_id}
        for row, person in whose
    ]  # fmt: skip
    db.session.execute(insert(Party), parties)
    db.session.execute(insert(Contact), contacts)


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


def _write_details(of: CaseType, rows: Sequence[ImportedCase], ids: Mapping[str | None, int]) -> None:
    if of.detail is not None:
        values = [{"case_id": ids[row.old_reference], **of.imported(row)} for row in rows]
        db.session.execute(insert(of.detail), values)
