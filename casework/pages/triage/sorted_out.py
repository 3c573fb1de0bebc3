"""The triage of a case as it is read: its tags, and the words under the headings; and what its form offers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, null, select, union_all

from casework import clock
from casework.extensions import db
from casework.models import CaseTag, DirectoryEntry, TriageNote, User
from casework.pages.record.case import Head
from casework.services.matters import priorities
from casework.services.record import codes
from workflows.thrive import HEADINGS

MAY_LEAD = ("force", "iopc", "policing_body", "partner")
"""Kinds of organisation that may take the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands under one heading, with who wrote it and when."""

    heading: str
    words: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """`tags`: their labels."""

    tags: Sequence[str]
    words: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What may be chosen besides the lists. `hint`: which priority the issue suggests."""

    leads: Sequence[tuple[str, str]]
    priorities: Sequence[tuple[str, str]]
    hint: str


def of_case(head: Head) -> Sorted:
    """One query, and none where nobody has sorted out anything."""
    if not head.has_triage:
        return Sorted(tags=(), words=())
    tags = select(CaseTag.tag.label("name"), null().label("words"), null().label("at"), null().label("who"))
    words = select(TriageNote.heading, TriageNote.words, TriageNote.recorded_at, User.name)
    words = words.outerjoin(User, User.id == TriageNote.recorded_by_id)
    both: CompoundSelect[Any] = union_all(
        words.where(TriageNote.case_id == head.id), tags.where(CaseTag.case_id == head.id)
    )
    rows = db.session.execute(both).all()
    under = {row[0]: row for row in rows if row[1]}
    labels = codes.labels("tag")
    return Sorted(
        tags=sorted(labels.get(row[0], str(row[0])) for row in rows if row[1] is None and row[0] not in HEADINGS),
        words=[
            Words(heading=label, words=under[heading][1], at=under[heading][2], who=under[heading][3] or "Casework")
            for heading, (label, _) in HEADINGS.items()
            if heading in under
        ],
    )


def given(head: Head) -> dict[str, Any]:
    """What the form shows at first."""
    tags = list(db.session.scalars(select(CaseTag.tag).where(CaseTag.case_id == head.id)))
    words = select(TriageNote.heading, TriageNote.words).where(TriageNote.case_id == head.id)
    columns = {name: getattr(head, name) for name in ("issue", "district", "district_source", "concerns", "lead_id")}
    chosen = head.priority if head.priority_chosen else ""
    under = {row.heading: row.words for row in db.session.execute(words)}
    return {**columns, "priority": chosen, "tags": tags, "row_version": head.row_version, **under}


def offered(head: Head) -> Offered:
    suggested = priorities.suggested(head.issue, head.received_on)
    label = codes.labels("priority").get(suggested or "")
    return Offered(
        leads=[(str(row.id), row.name) for row in db.session.scalars(_leads()) if _may_lead(row, head)],
        priorities=priorities.offered(head.received_on),
        hint=f"The issue suggests: {label}" if label else "Of the plan that was in force when the case was received",
    )


def _leads() -> Any:
    return select(DirectoryEntry).where(DirectoryEntry.kind.in_(MAY_LEAD)).order_by(DirectoryEntry.name)


def _may_lead(entry: DirectoryEntry, head: Head) -> bool:
    return entry.id == head.lead_id or entry.is_in_use(clock.today())
