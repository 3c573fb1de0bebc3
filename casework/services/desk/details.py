"""Correcting what was logged: every change is an event, and the text that stood there before is kept as a note."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.errors import Invalid
from casework.models import Case, EnquiryDetail, ReviewDetail
from casework.services.desk import applications
from casework.services.record import cases, history, notes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

OF_CASE = ("about", "issue", "district", "urgent", "sensitive")
OF_REVIEW = (
    "complaint_made_on",
    "complaint_details",
    "force_named",
    "force_reference",
    "review_type",
    "letter_named_body",
    "letter_dated_on",
    "outcome_channel",
    "outcome_sent_on",
    "provided_on",
    "wrong_body_received_on",
    "wrong_body_forwarded_on",
)
IN_WORDS = frozenset({"about", "complaint_details", "force_named", "force_reference"})
"""Fields of free text: their former words go into a note, never into the event."""


def correct(reference: str, values: Mapping[str, Any], *, sent: Sent, actor: Actor) -> list[str]:
    """Change the fields that differ. Returns their names; none is fine. Raises `Invalid` for an impossible date."""
    case = begin(reference, Activity.EDIT, sent=sent, actor=actor, as_seen=True)
    detail: ReviewDetail | EnquiryDetail | None = None
    if CASE_TYPES[case.case_type].is_review:
        detail = cases.review(case)
        applications.check_dates(case.received_on, values)
    if not str(values.get("about") or case.about).strip():
        raise Invalid("about", "Say in one line what it is about.")
    changed = _change(case, OF_CASE, values) | _change(detail, OF_REVIEW, values)
    if not changed:
        return []
    former = [f"{name.replace('_', ' ').capitalize()}: {old}" for name, (old, _) in changed.items() if name in IN_WORDS]
    note = notes.write(case, "before", "\n\n".join(former), actor=actor, field="") if former else None
    data = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items() if name not in IN_WORDS}
    cases.touch(case)
    history.record(
        history.Kind.CASE_EDITED,
        actor=actor,
        case_id=case.id,
        note_id=note.id if note else None,
        data={"fields": sorted(changed), "changes": data},
    )
    return sorted(changed)


def _change(
    row: Case | ReviewDetail | EnquiryDetail | None, names: tuple[str, ...], values: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    changed: dict[str, tuple[Any, Any]] = {}
    for name in names if row is not None else ():
        old, new = getattr(row, name), values.get(name)
        new = (new.strip() if isinstance(new, str) else new) or (False if isinstance(old, bool) else None)
        if name in values and new != old:
            setattr(row, name, new)
            changed[name] = (old, new)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
