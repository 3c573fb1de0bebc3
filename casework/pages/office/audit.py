"""The history of everything, for whoever checks: what was done, by whom, to which case.

An auditor sees that a restricted case exists and who touched it, never what it says. For everybody else such a
case is not there.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from casework import clock
from casework.access import Actor, visible
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, User
from casework.pages.office import what_changed, who_opened
from casework.pages.office.history_limits import Limits
from casework.pages.office.what_changed import Said
from casework.pages.office.who_opened import Opening
from casework.pages.record.changed import FromTo
from casework.services.record.history import MOVED, Kind
from workflows.registry import WORKFLOWS

PAGE = 50
EVERYTHING = Limits()
NOTHING_SAID = Said()

KIND_LABELS: Mapping[str, str] = {
    Kind.ABSENCE_ENDED: "Absence ended",
    Kind.ABSENCE_RECORDED: "Absence recorded",
    Kind.ACCOUNT_LINK_MADE: "Link to set a password made",
    Kind.ALLEGATION_ADDED: "Allegation added",
    Kind.ALLEGATION_ASSESSED: "Allegation assessed",
    Kind.AREA_CHANGED: "Area changed",
    Kind.BANK_HOLIDAYS_CHANGED: "Bank holidays changed",
    Kind.CASE_ASSIGNED: "Case assigned",
    Kind.CASE_DATES_MOVED: "Dates moved by the bank holidays",
    Kind.CASE_EDITED: "Case edited",
    Kind.CASE_HELD: "Case put on hold",
    Kind.CASE_IMPORTED: "Case imported",
    Kind.CASE_LOGGED: "Case logged",
    Kind.CASE_MOVED: "Case moved",
    Kind.CASE_RELEASED: "Case released from hold",
    Kind.CASE_RESTRICTED: "Case restricted",
    Kind.CASE_UNRESTRICTED: "Restriction lifted",
    Kind.CONFLICT_DECLARED: "Conflict of interest declared",
    Kind.ACTING_RECORDED: "For whom somebody acts recorded",
    Kind.CONTACT_LIMITED: "Contact limited",
    Kind.CONTACT_LIMIT_REVIEWED: "Limit on contact looked at again",
    Kind.CONTACT_LOGGED: "Contact logged",
    Kind.COUNTS_REQUESTED: "Counts asked for",
    Kind.DIRECTORY_ADDED: "Directory entry added",
    Kind.DIRECTORY_CHANGED: "Directory entry changed",
    Kind.DIRECTORY_VERIFIED: "Directory entry verified",
    Kind.EQUALITY_DELETED: "Equality data of somebody deleted",
    Kind.EQUALITY_OPENED: "Equality data of somebody looked at",
    Kind.EQUALITY_RECORDED: "Equality data of somebody recorded",
    Kind.HISTORY_EXPORTED: "History taken as a file",
    Kind.JOB_DISMISSED: "Failed job taken off the list",
    Kind.JOB_RETRIED: "Job tried again",
    Kind.DOCUMENTS_ADDED: "Documents added",
    Kind.DOCUMENT_DESTROYED: "Document destroyed or returned",
    Kind.DOCUMENT_DESTRUCTION_ASKED: "Asked for a document to be destroyed or returned",
    Kind.DOCUMENT_KEPT: "Document kept that was to be destroyed",
    Kind.DOCUMENT_DESCRIBED: "Said what a document is",
    Kind.DOCUMENT_REDACTED: "Redacted copy made",
    Kind.LETTER_COMMENTED: "Comment on a letter",
    Kind.LETTER_DRAFTED: "Letter drafted",
    Kind.LETTER_DROPPED: "Letter dropped",
    Kind.LETTER_EDITED: "Letter edited",
    Kind.LETTER_ENCLOSED: "Chose what goes with a letter",
    Kind.LETTER_POSTED: "Letter posted",
    Kind.LETTER_SENT: "Letter sent",
    Kind.LETTER_SENT_BACK: "Letter sent back",
    Kind.LETTER_SIGNED: "Letter signed off",
    Kind.LETTER_SUBMITTED: "Letter sent for sign-off",
    Kind.LIST_CHANGED: "List changed",
    Kind.LIST_EXPORTED: "List of cases taken as a file",
    Kind.MAIL_FILED: "Mail filed",
    Kind.MAIL_DISPOSED: "Mail disposed of",
    Kind.MAIL_SET_ASIDE: "Mail marked as not casework",
    Kind.MEETING_CHANGED: "Meeting changed",
    Kind.MEETING_FED: "Case said to have fed a meeting",
    Kind.MEETING_NOT_FED: "Case taken off a meeting",
    Kind.MEETING_RECORDED: "Meeting recorded",
    Kind.MESSAGE_BOUNCED: "Mail came back",
    Kind.MESSAGE_CONFIRMED: "Uncertain letter settled",
    Kind.MESSAGE_FAILED: "Letter not delivered",
    Kind.MESSAGE_GIVEN_UP: "Reminder given up",
    Kind.MESSAGE_RESENT: "Reminder sent again",
    Kind.MOVE_PREPARED: "Step prepared",
    Kind.NEW_CONTACT_SETTLED: "Said whether a contact needs another answer",
    Kind.NOTE_ADDED: "Note added",
    Kind.PARTNER_QUESTION_ASKED: "Another organisation asked",
    Kind.PARTNER_QUESTION_FILES: "Said which documents an answer came with",
    Kind.PARTNER_QUESTION_MOVED: "Question to another organisation moved",
    Kind.PARTY_ADDED: "Person added",
    Kind.PASSWORD_SET: "Password set",
    Kind.PEOPLE_MERGED: "Two records of one person merged",
    Kind.PEOPLE_NAMED: "People named on a restricted case",
    Kind.PEOPLE_TAKEN_APART: "Two records taken apart again",
    Kind.PERSON_CHANGED: "Person's details changed",
    Kind.PUT_RIGHT: "Put right",
    Kind.RECOMMENDATION_ADDED: "Recommendation added",
    Kind.RECOMMENDATION_EXTENDED: "More time for a recommendation",
    Kind.RECOMMENDATION_EXTENSION_REMOVED: "More time for a recommendation taken back",
    Kind.RECOMMENDATION_MOVED: "Recommendation moved",
    Kind.RISK_ACTION_RECORDED: "Recorded what was done about a risk of harm",
    Kind.SATISFACTION_DRAWN: "Satisfaction sample drawn",
    Kind.SATISFACTION_RECORDED: "What somebody of a satisfaction sample answered recorded",
    Kind.SETTING_CHANGED: "Setting changed",
    Kind.SURGERY_CHANGED: "Surgery changed",
    Kind.SURGERY_PLANNED: "Surgery planned",
    Kind.SUGGESTION_DECLINED: "Decided otherwise than suggested",
    Kind.TASK_DONE: "Task done",
    Kind.TASK_OPENED: "Task opened",
    Kind.TEAM_ADDED: "Team added",
    Kind.TEAM_CHANGED: "Team changed",
    Kind.TEMPLATE_APPROVED: "Letter template approved",
    Kind.TEMPLATE_DRAFTED: "Letter template drafted",
    Kind.TEMPLATE_EDITED: "Letter template edited",
    Kind.TEMPLATE_GIVEN_UP: "Draft of a letter template given up",
    Kind.TEMPLATE_RETIRED: "Letter template retired",
    Kind.TRIAGE_CONFIRMED: "Triage confirmed",
    Kind.TRIAGE_RECORDED: "Triage recorded",
    Kind.USER_ADDED: "Account added",
    Kind.USER_CHANGED: "Account changed",
    Kind.USER_SIGNED_OUT: "Signed out everywhere by an administrator",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One line. `detail` and `changes` are empty where the reader may not know what the case says. `day`: the local
    one, on which it was recorded."""

    id: int
    at: dt.datetime
    day: dt.date
    user_id: int | None
    who: str
    what: str
    reference: str | None
    restricted: bool
    detail: str
    changes: Sequence[FromTo]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    events: Sequence[EventRow]
    older: int | None
    """The id to go on from, or None on the last page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAudit:
    """Who touched one case: what was done, and who opened it while it was restricted."""

    reference: str
    restricted: bool
    events: EventPage
    openings: Sequence[Opening]


def events(*, actor: Actor, limits: Limits = EVERYTHING, before: int | None = None, most: int = PAGE) -> EventPage:
    """The latest events of which the reader may know."""
    return _page(_events(actor).where(limits.condition()), before, most)


def of_office(*, actor: Actor, limits: Limits = EVERYTHING, before: int | None = None, most: int = PAGE) -> EventPage:
    """What happened to accounts, teams, settings and lists alone."""
    return _page(_events(actor).where(CaseEvent.case_id.is_(None), limits.condition()), before, most)


def of_case(reference: str, *, actor: Actor, before: int | None = None) -> CaseAudit:
    """Raises `NotFound`, also where the case is restricted and the reader no auditor."""
    found = db.session.execute(
        select(Case.id, Case.reference, Case.restricted).where(Case.reference == reference, who_opened.known(actor))
    ).first()
    if found is None:
        raise NotFound
    page = _page(_events(actor).where(CaseEvent.case_id == found.id), before)
    openings = who_opened.of_case(found.id, actor=actor)
    return CaseAudit(reference=found.reference, restricted=found.restricted, events=page, openings=openings)


def staff() -> list[tuple[str, str]]:
    """Whose events can be asked for."""
    query = select(User.id, User.name).order_by(User.name, User.id)
    return [(str(row.id), row.name) for row in db.session.execute(query)]


def _events(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CaseEvent.id,
            CaseEvent.at,
            CaseEvent.kind,
            CaseEvent.case_id,
            CaseEvent.actor_id,
            CaseEvent.data,
            CaseEvent.from_state,
            CaseEvent.to_state,
            User.name.label("who"),
            Case.reference,
            Case.case_type,
            Case.restricted,
            visible(actor).label("readable"),
        )
        .outerjoin(User, User.id == CaseEvent.actor_id)
        .outerjoin(Case, Case.id == CaseEvent.case_id)
        .where(or_(CaseEvent.case_id.is_(None), and_(Case.id.is_not(None), who_opened.known(actor))))
    )


def _page(query: Select[*tuple[Any, ...]], before: int | None, most: int = PAGE) -> EventPage:
    if before is not None:
        query = query.where(CaseEvent.id < before)
    found = db.session.execute(query.order_by(CaseEvent.id.desc()).limit(most + 1)).all()
    shown = found[:most]
    said = what_changed.of([row for row in shown if _is_readable(row)])
    events = [_row(row, said.get(row.id, NOTHING_SAID)) for row in shown]
    return EventPage(events=events, older=shown[-1].id if len(found) > most else None)


def _is_readable(row: Any) -> bool:
    """Whether the reader may know what it says: of the office, or of a case that they may see."""
    return row.case_id is None or bool(row.readable)


def _row(row: Any, said: Said) -> EventRow:
    return EventRow(
        id=row.id,
        at=row.at,
        day=clock.local(row.at).date(),
        user_id=row.actor_id,
        who=row.who or "Casework",
        what=KIND_LABELS.get(row.kind, row.kind),
        reference=row.reference,
        restricted=bool(row.restricted),
        detail=said.subject or (_detail(row) if row.readable else ""),
        changes=said.changes,
    )


def _detail(row: Any) -> str:
    if not row.to_state:
        return ""
    labels: Mapping[Any, str] = WORKFLOWS[MOVED.get(row.kind) or row.case_type].labels
    ends = [labels.get(state, state) for state in (row.from_state, row.to_state) if state]
    return " to ".join(ends)
