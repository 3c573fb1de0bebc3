"""The register of meetings: planned, held or cancelled, and what fed them (source-facts 2.6, 3.7 rows 13, 14).

The annual report counts the meetings that were held by the group of their kind, in the year of the day they were held.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.areas.checks import REACHED, NotUsable
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Meeting, MeetingCase
from casework.services.record import cases, codes, history, references, tokens
from casework.services.record.tokens import Sent

WEBSITE = REACHED["website"]
STATES: Mapping[str, str] = {"planned": "Planned", "held": "Held", "cancelled": "Cancelled"}
LONGEST_TOPICS, LONGEST_REASON = 4_000, 1_000
FIRST_DAY = dt.date(1990, 1, 1)
CHANGED_MEANWHILE = (
    "Somebody changed this meeting after you opened the page. Nothing of yours was saved. "
    "Look at it as it is now, then do it again if it is still right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEntry:
    """What was typed of a meeting. `state` is a key of `STATES`; `why` is asked of a cancelled one, `reason` of a
    change to one that was held or cancelled."""

    kind: str
    held_on: dt.date
    state: str = "planned"
    topics: str = ""
    website: str = ""
    why: str = ""
    reason: str = ""


def add(entry: MeetingEntry, *, sent: Sent, actor: Actor) -> Meeting:
    """Record a meeting. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.MEETING_RECORD)
    tokens.use(sent, actor=actor)
    row = Meeting(**_checked(entry, now=None))
    db.session.add(row)
    db.session.flush()
    data = {"meeting_id": row.id, "state": row.state}
    history.record(history.Kind.MEETING_RECORDED, on=row.held_on, actor=actor, data=data)
    return row


def change(meeting_id: int, entry: MeetingEntry, *, sent: Sent, actor: Actor) -> list[str]:
    """Change what differs, say that it was held, or that it was cancelled. Returns the names of what changed; none is
    fine. Raises `Invalid`, also for a change without a reason to one that is over, `NotAllowed`, `NotFound`,
    `Conflict`, `Replayed`."""
    row = _begin(meeting_id, sent=sent, actor=actor)
    values, reason = _checked(entry, now=row), " ".join(entry.reason.split())
    ends = {name: (getattr(row, name), value) for name, value in values.items() if value != getattr(row, name)}
    if ends and row.state != "planned" and not reason:
        raise Invalid("reason", f"This meeting is recorded as {row.state}. Say why that changes.")
    for name, (_, value) in ends.items():
        setattr(row, name, value)
    if ends:
        data: dict[str, Any] = {"meeting_id": row.id, "changed": list(ends), "changes": history.ends(ends)}
        if reason:
            data["reason"] = reason
        history.record(history.Kind.MEETING_CHANGED, actor=actor, data=data)
    return list(ends)


def add_case(meeting_id: int, typed: str, *, sent: Sent, actor: Actor) -> Case:
    """A case that fed this meeting, by its reference as somebody types it. Raises `Invalid` where there is none that
    the actor may see, or it stands there already; `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    row = _begin(meeting_id, sent=sent, actor=actor)
    try:
        case = cases.load_for_change(references.typed(typed), actor=actor)
    except NotFound:
        raise Invalid("reference", references.NO_SUCH_CASE) from None
    if db.session.get(MeetingCase, (row.id, case.id)) is not None:
        raise Invalid("reference", f"{case.reference} stands here already.")
    db.session.add(MeetingCase(meeting_id=row.id, case_id=case.id))
    history.record(history.Kind.MEETING_FED, case_id=case.id, actor=actor, data=_named(row))
    return case


def remove_case(meeting_id: int, reference: str, *, sent: Sent, actor: Actor) -> None:
    """Take a case off again that did not feed this meeting; both stay in its history. Raises `NotAllowed`, `NotFound`,
    `Conflict`, `Replayed`."""
    row = _begin(meeting_id, sent=sent, actor=actor)
    case = cases.load_for_change(reference, actor=actor)
    gone = delete(MeetingCase).where(MeetingCase.meeting_id == row.id, MeetingCase.case_id == case.id)
    if db.session.execute(gone.returning(MeetingCase.case_id)).first() is None:
        raise NotFound
    history.record(history.Kind.MEETING_NOT_FED, case_id=case.id, actor=actor, data=_named(row))


def _named(row: Meeting) -> dict[str, Any]:
    return {"meeting_id": row.id, "kind": row.kind, "held_on": row.held_on.isoformat()}


def _begin(meeting_id: int, *, sent: Sent, actor: Actor) -> Meeting:
    """Permission, lock, token, version."""
    require(actor, Permission.MEETING_RECORD)
    query = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    tokens.use(sent, actor=actor)
    if row.row_version != sent.row_version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _checked(entry: MeetingEntry, *, now: Meeting | None) -> dict[str, Any]:
    """The columns that an entry makes. Raises `Invalid` at the field that is wrong."""
    offered = dict(codes.choices("meeting", entry.held_on))
    if entry.kind not in offered and not (now and now.kind == entry.kind):
        raise Invalid("kind", "Choose a kind of meeting that there was on this day.")
    if entry.held_on < FIRST_DAY:
        raise Invalid("held_on", "Check the year of this day.")
    if entry.state == "held" and entry.held_on > clock.today():
        raise Invalid("held_on", "This day is still to come, so the meeting is planned and was not held yet.")
    why = entry.why.strip() if entry.state == "cancelled" else ""
    if entry.state == "cancelled" and not why:
        raise Invalid("why", "Say why it was cancelled.")
    try:
        website = WEBSITE.reads(entry.website)
    except NotUsable as problem:
        raise Invalid("website", str(problem)) from None
    return {
        "kind": entry.kind,
        "held_on": entry.held_on,
        "state": entry.state,
        "topics": entry.topics.strip(),
        "website": website or None,
        "why": why or None,
    }
