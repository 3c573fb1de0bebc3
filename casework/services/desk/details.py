"""Correcting what was logged: every change is an event with what stood there and what stands there now."""

from collections.abc import Mapping, Sequence
from typing import Any

from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Case, Person, ReviewDetail
from casework.services.desk import applications, corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.matters import districts, priorities
from casework.services.people import risks
from casework.services.record import answers, cases, history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.engine import Category

OF_CASE = ("about", "issue", "district", "district_source", "urgent", "sensitive")
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
FOLLOWS = frozenset({"priority", "priority_chosen", "district_source"})
"""What follows from something else, or is no fact that was recorded: it is changed without a reason."""
POSTCODE_CAME = "It follows the postcode of the person as it is known now"
IN_WORDS: Mapping[str, str] = {
    "about": "What it is about",
    "complaint_details": "What the complaint was",
    "force_named": "Force or body that decided",
    "force_reference": "The force's reference",
}
"""Fields of free text, with their labels: what they said stands beside the event, never in it."""


def correct(reference: str, values: Mapping[str, Any], *, reason: str = "", sent: Sent, actor: Actor) -> list[str]:
    """Change the fields that differ. Returns their names; none is fine. What was recorded is changed with a reason,
    what was not is completed without one. Raises `Invalid` for an impossible date, and at "reason"."""
    case = begin(reference, Activity.EDIT, sent=sent, actor=actor, as_seen=True)
    changes = _changes(case, values)
    if not changes:
        return []
    replaces = any(change.old not in (None, "", False) for change in changes if change.name not in FOLLOWS)
    why = corrections.reason(reason) if replaces else reason.strip()
    _follow_risk(case, changes)
    return _keep(case, changes, why, actor=actor)


def follow_postcode(reference: str, *, sent: Sent, actor: Actor) -> list[str]:
    """Give a case the district of the postcode that its person has now. Raises `Conflict` where it has none, or that
    one already."""
    case = begin(reference, Activity.EDIT, sent=sent, actor=actor, as_seen=True)
    person = db.session.get(Person, case.person_id) if case.person_id is not None else None
    found = districts.following(case.district, case.district_source, person.postcode if person is not None else None)
    if found is None:
        raise Conflict("Their postcode says no other district any more. Look at the case as it is now.")
    changes = corrections.differences(case, {"district": found, "district_source": districts.POSTCODE})
    corrections.apply(case, changes)
    return _keep(case, changes, POSTCODE_CAME, actor=actor)


def _keep(case: Case, changes: Sequence[Change], why: str, *, actor: Actor) -> list[str]:
    cases.touch(case)
    letters = drafts_of_case.renew(case, actor=actor)
    fields = sorted(change.name for change in changes)
    data = {"fields": fields, "changes": corrections.plain(changes), **letters.data}
    event = history.record(history.Kind.CASE_EDITED, actor=actor, case_id=case.id, data=data)
    answers.keep_words(event, [*corrections.said(changes), *([("reason", corrections.REASON, why)] if why else [])])
    return fields


def _follow_risk(case: Case, changes: Sequence[Change]) -> None:
    """A risk that is ticked stops the case, and is not taken back before it is recorded what was done."""
    if not any(change.name == "urgent" for change in changes):
        return
    if case.urgent:
        risks.mark(case)
    elif case.risk_open:
        raise Invalid("urgent", risks.FIRST)


def _changes(case: Case, values: Mapping[str, Any]) -> list[Change]:
    """What differs, written to its rows."""
    if not str(values.get("about") or case.about).strip():
        raise Invalid("about", "Say in one line what it is about.")
    changes = change_case(case, OF_CASE, values)
    if CASE_TYPES[case.case_type].is_review:
        applications.check_dates(case.received_on, values)
        changes += _change(cases.review(case), OF_REVIEW, values)
    return changes


def change_case(case: Case, names: tuple[str, ...], values: Mapping[str, Any]) -> list[Change]:
    """Write what differs of these columns, and what follows from it: how a district is known, and the priority of the
    plan while nobody has chosen one. Raises `Invalid` at "issue"."""
    if case.category == Category.CLOSED and case.issue and not values.get("issue", case.issue):
        raise Invalid("issue", "This case has ended and is counted under its primary issue. Choose another one.")
    given = {**values, **_placed(case, values)} if "district" in values else values
    return [*_change(case, names, given), *follow_priority(case)]


def follow_priority(case: Case) -> list[Change]:
    """Give a case the priority that its issue and its day of receipt suggest now, unless somebody chose one."""
    changes = corrections.differences(case, {"priority": priorities.following(case)})
    corrections.apply(case, changes)
    return changes


def _placed(case: Case, values: Mapping[str, Any]) -> dict[str, str | None]:
    """A district that was not there before, or another one, is where it happened unless it is said otherwise."""
    district, source = values["district"] or None, values.get("district_source") or None
    if district is None:
        return {"district_source": None}
    is_new, is_as_before = district != case.district, source == case.district_source
    if is_new and (source is None or (is_as_before and source == districts.POSTCODE)):
        source = districts.MATTER
    return {"district_source": source if is_new or source else case.district_source}


def _change(row: Case | ReviewDetail, names: tuple[str, ...], values: Mapping[str, Any]) -> list[Change]:
    given: dict[str, Any] = {}
    for name in names:
        new = values.get(name)
        new = (new.strip() if isinstance(new, str) else new) or (
            False if isinstance(getattr(row, name), bool) else None
        )
        given |= {name: new} if name in values else {}
    changes = corrections.differences(row, given, words=IN_WORDS)
    corrections.apply(row, changes)
    return changes
