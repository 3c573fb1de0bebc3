"""The one place that writes event rows: one per command, in the same transaction as the change.

The vocabulary is closed: every kind has a timeline template, which a test checks.
"""

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import PARTS, AccessLog, CaseEvent
from casework.openings import Shown

IN_A_LIST = "list: "
"""Before the endpoint in the access log, where a list showed a case among others."""


class Kind(StrEnum):
    """Event kinds, past tense."""

    ACTING_RECORDED = "acting_recorded"
    ABSENCE_ENDED = "absence_ended"
    ABSENCE_RECORDED = "absence_recorded"
    ACCOUNT_LINK_MADE = "account_link_made"
    ALLEGATION_ADDED = "allegation_added"
    ALLEGATION_ASSESSED = "allegation_assessed"
    AREA_CHANGED = "area_changed"
    BANK_HOLIDAYS_CHANGED = "bank_holidays_changed"
    CASE_ASSIGNED = "case_assigned"
    CASE_DATES_MOVED = "case_dates_moved"
    CASE_EDITED = "case_edited"
    CASE_HELD = "case_held"
    CASE_IMPORTED = "case_imported"
    CASE_LOGGED = "case_logged"
    CASE_MOVED = "case_moved"
    CASE_RELEASED = "case_released"
    CASE_RESTRICTED = "case_restricted"
    CASE_UNRESTRICTED = "case_unrestricted"
    CONTACT_LIMITED = "contact_limited"
    CONTACT_LIMIT_REVIEWED = "contact_limit_reviewed"
    CONFLICT_DECLARED = "conflict_declared"
    CONTACT_LOGGED = "contact_logged"
    COUNTS_REQUESTED = "counts_requested"
    DIRECTORY_ADDED = "directory_added"
    DIRECTORY_CHANGED = "directory_changed"
    DIRECTORY_VERIFIED = "directory_verified"
    DOCUMENTS_ADDED = "documents_added"
    DOCUMENT_DESTROYED = "document_destroyed"
    DOCUMENT_DESTRUCTION_ASKED = "document_destruction_asked"
    DOCUMENT_KEPT = "document_kept"
    DOCUMENT_DESCRIBED = "document_described"
    DOCUMENT_REDACTED = "document_redacted"
    EQUALITY_DELETED = "equality_deleted"
    EQUALITY_OPENED = "equality_opened"
    EQUALITY_RECORDED = "equality_recorded"
    HISTORY_EXPORTED = "history_exported"
    JOB_DISMISSED = "job_dismissed"
    JOB_RETRIED = "job_retried"
    LETTER_COMMENTED = "letter_commented"
    LETTER_DRAFTED = "letter_drafted"
    LETTER_DROPPED = "letter_dropped"
    LETTER_EDITED = "letter_edited"
    LETTER_ENCLOSED = "letter_enclosed"
    LETTER_POSTED = "letter_posted"
    LETTER_SENT = "letter_sent"
    LETTER_SENT_BACK = "letter_sent_back"
    LETTER_SIGNED = "letter_signed"
    LETTER_SUBMITTED = "letter_submitted"
    LIST_CHANGED = "list_changed"
    LIST_EXPORTED = "list_exported"
    MAIL_FILED = "mail_filed"
    MAIL_DISPOSED = "mail_disposed"
    MAIL_SET_ASIDE = "mail_set_aside"
    MEETING_CHANGED = "meeting_changed"
    MEETING_FED = "meeting_fed"
    MEETING_NOT_FED = "meeting_not_fed"
    MEETING_RECORDED = "meeting_recorded"
    MESSAGE_BOUNCED = "message_bounced"
    MESSAGE_CONFIRMED = "message_confirmed"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_GIVEN_UP = "message_given_up"
    MESSAGE_RESENT = "message_resent"
    MOVE_PREPARED = "move_prepared"
    NEW_CONTACT_SETTLED = "new_contact_settled"
    NOTE_ADDED = "note_added"
    PARTNER_QUESTION_ASKED = "partner_question_asked"
    PARTNER_QUESTION_FILES = "partner_question_files"
    PARTNER_QUESTION_MOVED = "partner_question_moved"
    PARTY_ADDED = "party_added"
    PASSWORD_SET = "password_set"  # noqa: S105 - an event kind
    PEOPLE_MERGED = "people_merged"
    PEOPLE_NAMED = "people_named"
    PEOPLE_TAKEN_APART = "people_taken_apart"
    PERSON_CHANGED = "person_changed"
    PUT_RIGHT = "put_right"
    RECOMMENDATION_ADDED = "recommendation_added"
    RECOMMENDATION_EXTENDED = "recommendation_extended"
    RECOMMENDATION_EXTENSION_REMOVED = "recommendation_extension_removed"
    RECOMMENDATION_MOVED = "recommendation_moved"
    RISK_ACTION_RECORDED = "risk_action_recorded"
    SATISFACTION_DRAWN = "satisfaction_drawn"
    SATISFACTION_RECORDED = "satisfaction_recorded"
    SETTING_CHANGED = "setting_changed"
    SURGERY_CHANGED = "surgery_changed"
    SURGERY_PLANNED = "surgery_planned"
    SUGGESTION_DECLINED = "suggestion_declined"
    TASK_DONE = "task_done"
    TASK_OPENED = "task_opened"
    TEAM_ADDED = "team_added"
    TEAM_CHANGED = "team_changed"
    TEMPLATE_APPROVED = "template_approved"
    TEMPLATE_DRAFTED = "template_drafted"
    TEMPLATE_EDITED = "template_edited"
    TEMPLATE_GIVEN_UP = "template_given_up"
    TEMPLATE_RETIRED = "template_retired"
    TRIAGE_CONFIRMED = "triage_confirmed"
    TRIAGE_RECORDED = "triage_recorded"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_SIGNED_OUT = "user_signed_out"


MOVED: Mapping[str, str] = {Kind.CASE_MOVED: ""} | {f"{part}_moved": part for part in PARTS}
"""The kind of event that a step leaves -> the part it was made on, by the name of its workflow, or the case ("")."""


def moved(part: str) -> Kind:
    """The kind of event that a step of this part leaves, or one of the case itself ("")."""
    return Kind(f"{part}_moved") if part else Kind.CASE_MOVED


def record(
    kind: Kind,
    *,
    actor: Actor,
    case_id: int | None = None,
    on: dt.date | None = None,
    note_id: int | None = None,
    move: tuple[str, str, str] | None = None,
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """Append one event. `move` is (trigger, from state, to state). `data` holds ids, codes and dates only."""
    trigger, source, target = move or (None, None, None)
    event = CaseEvent(
        case_id=case_id,
        kind=kind.value,
        at=clock.now(),
        on=on or clock.today(),
        actor_id=actor.user_id,
        trigger=trigger,
        from_state=source,
        to_state=target,
        note_id=note_id,
        data=data or {},
    )
    db.session.add(event)
    db.session.flush()
    return event


def ends(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """What was and what is of all that is another, name by name, as an event keeps it."""
    return {name: [_plain(before), _plain(now)] for name, (before, now) in changes.items() if before != now}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def record_many(kind: Kind, rows: list[dict[str, Any]], *, actor: Actor) -> None:
    """Append one event for each row of `case_id`, `on`, `data` and perhaps `to_state`: the way of bulk writers."""
    at = clock.now()
    common = {"kind": kind.value, "at": at, "actor_id": actor.user_id}
    db.session.execute(insert(CaseEvent), [{**common, **row} for row in rows])


def latest_actor_id(case_id: int, kind: Kind) -> int | None:
    """Who did this last on the case, or None."""
    query = select(CaseEvent.actor_id).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind.value)
    return db.session.scalar(query.order_by(CaseEvent.id.desc()).limit(1))


def conflicted_ids(case_id: int) -> set[int | None]:
    """The people who declared a conflict of interest in the case (R1.9)."""
    query = select(CaseEvent.actor_id)
    query = query.where(CaseEvent.case_id == case_id, CaseEvent.kind == Kind.CONFLICT_DECLARED.value)
    return set(db.session.scalars(query))


def note_openings(shown: Shown, actor: Actor, endpoint: str) -> None:
    """Note in the access log which restricted cases somebody saw (R8.9): each time one is opened, with the document,
    letter or mail that it was, and once a day for each list that shows its name and matter."""
    who: dict[str, Any] = {"user_id": actor.user_id, "at": clock.now()}
    listed = shown.listed - {each.case_id for each in shown.opened} - _listed_today(shown.listed, actor, endpoint)
    db.session.add_all(AccessLog(**asdict(each), endpoint=endpoint, **who) for each in shown.exactly)
    in_a_list = f"{IN_A_LIST}{endpoint}"
    db.session.add_all(AccessLog(case_id=case_id, endpoint=in_a_list, **who) for case_id in sorted(listed))


def _listed_today(case_ids: Set[int], actor: Actor, endpoint: str) -> set[int]:
    if not case_ids:
        return set()
    day = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    here = (AccessLog.user_id == actor.user_id, AccessLog.endpoint == f"{IN_A_LIST}{endpoint}", AccessLog.at >= day)
    return set(db.session.scalars(select(AccessLog.case_id).where(AccessLog.case_id.in_(case_ids), *here)))
