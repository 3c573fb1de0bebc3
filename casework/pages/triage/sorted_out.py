"""The triage of a case as it is read: its tags, and the words under the headings; and what its form offers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.extensions import db
from casework.models import CaseTag, DirectoryEntry, Person, TriageNote, User
from casework.pages.record.case import Head
from casework.services.matters import districts, priorities
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
    """Two queries, and none where nobody has sorted out anything."""
    if not head.has_triage:
        return Sorted(tags=(), words=())
    labels, under = codes.labels("tag"), _under(head)
    return Sorted(
        tags=sorted(labels.get(tag, tag) for tag in _tags(head)),
        words=[
            Words(heading=label, words=row.words, at=row.recorded_at, who=row.name or "Casework")
            for heading, (label, _) in HEADINGS.items()
            if (row := under.get(heading)) is not None
        ],
    )


def given(head: Head) -> dict[str, Any]:
    """What the form shows at first."""
    columns = {name: getattr(head, name) for name in ("issue", "district", "district_source", "concerns", "lead_id")}
    chosen = head.priority if head.priority_chosen else ""
    under = {heading: row.words for heading, row in _under(head).items()}
    return {**columns, "priority": chosen, "tags": _tags(head), "row_version": head.row_version, **under}


def offered(head: Head) -> Offered:
    suggested = priorities.suggested(head.issue, head.received_on)
    label = codes.labels("priority").get(suggested or "")
    return Offered(
        leads=[(str(row.id), row.name) for row in db.session.scalars(_leads()) if _may_lead(row, head)],
        priorities=priorities.offered(head.received_on),
        hint=f"The issue suggests: {label}" if label else "Of the plan that was in force when the case was received",
    )


def placed(head: Head) -> str:
    """The name of the district that the person's postcode says now, where the case says another or none."""
    if head.person_id is None or not districts.is_of_postcode(head.district, head.district_source):
        return ""
    postcode = db.session.scalar(select(Person.postcode).where(Person.id == head.person_id))
    found = districts.following(head.district, head.district_source, postcode)
    return codes.labels("district").get(found or "", "")


def _tags(head: Head) -> list[str]:
    return list(db.session.scalars(select(CaseTag.tag).where(CaseTag.case_id == head.id)))


def _under(head: Head) -> dict[str, Any]:
    """Heading -> what stands under it, with who wrote it and when; what was emptied is left out."""
    query = select(TriageNote.heading, TriageNote.words, TriageNote.recorded_at, User.name)
    query = query.outerjoin(User, User.id == TriageNote.recorded_by_id)
    query = query.where(TriageNote.case_id == head.id, TriageNote.words != "")
    return {row.heading: row for row in db.session.execute(query)}


def _leads() -> Any:
    return select(DirectoryEntry).where(DirectoryEntry.kind.in_(MAY_LEAD)).order_by(DirectoryEntry.name)


def _may_lead(entry: DirectoryEntry, head: Head) -> bool:
    return entry.id == head.lead_id or entry.is_in_use(clock.today())
