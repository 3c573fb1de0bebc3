"""Logging: an enquiry, a further contact, an application for a review."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework import clock
from casework.access import Actor, Permission, require
from casework.case_types import CASE_TYPES
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact, EnquiryDetail, Person, ReviewDetail
from casework.services.deadlines import clocks
from casework.services.people import people
from casework.services.record import cases, history, references, restriction, states, tokens
from casework.services.record.tokens import Sent
from workflows.registry import WORKFLOWS

DATES_BEFORE_RECEIPT = {
    "complaint_made_on": "The day the complaint was made",
    "letter_dated_on": "The date on the letter",
    "outcome_sent_on": "The day the outcome was sent",
    "provided_on": "The day the outcome was provided",
}
WRONG_BODY_DATES = {
    "wrong_body_received_on": "The first day with the other body",
    "wrong_body_forwarded_on": "The day it was passed on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryEntry:
    """What is logged of a first contact. `person` is None for an anonymous one."""

    person: Person | None
    received_on: dt.date
    channel: str
    about: str
    details: str
    issue: str | None = None
    district: str | None = None
    sensitive: bool = False
    urgent: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationEntry:
    """What an application for a review says (R2.4) and what is known of the outcome letter (section 2.2)."""

    person: Person
    received_on: dt.date
    channel: str
    about: str
    details: str
    complaint_made_on: dt.date | None = None
    complaint_details: str = ""
    force_named: str = ""
    force_reference: str = ""
    letter_dated_on: dt.date | None = None
    outcome_channel: str | None = None
    outcome_sent_on: dt.date | None = None
    provided_on: dt.date | None = None
    review_type: str | None = None
    letter_named_body: str | None = None
    wrong_body_received_on: dt.date | None = None
    wrong_body_forwarded_on: dt.date | None = None
    issue: str | None = None
    district: str | None = None
    representative: Person | None = None


def open_enquiry(entry: EnquiryEntry, *, sent: Sent, actor: Actor) -> Case:
    """Log a first contact. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.CONTACT_LOG)
    _check_day("received_on", entry.received_on, "The day the contact was received")
    case = _open("enquiry", entry, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    db.session.add(EnquiryDetail(case_id=case.id))
    case.sensitive, case.urgent = entry.sensitive, entry.urgent
    contact = _first_contact(case, entry, actor=actor)
    if entry.person is not None:
        people.add_party(case, entry.person, "enquirer", actor=actor)
    _start(case, actor=actor, on=entry.received_on, contact=contact)
    return case


def open_review(entry: ApplicationEntry, *, sent: Sent, actor: Actor) -> Case:
    """Log an application for a review. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.CONTACT_LOG)
    check_application(entry)
    case = _open("complaint_review", entry, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    db.session.add(_review_detail(case, entry))
    contact = _first_contact(case, entry, actor=actor)
    people.add_party(case, entry.person, "complainant", actor=actor)
    if entry.representative is not None:
        people.add_party(case, entry.representative, "representative", actor=actor)
    _start(case, actor=actor, on=entry.received_on, contact=contact)
    return case


def open_linked_review(source: Case, *, actor: Actor) -> Case:
    """A review that was found in an enquiry: linked, with the first receipt date and its clocks from then."""
    fields = ("about", "issue", "district", "channel", "restricted", "person_id", "received_on", "sensitive", "urgent")
    case = _new("complaint_review", {name: getattr(source, name) for name in fields}, actor=actor)
    case.linked_from_id, case.owner_id, case.team_id = source.id, source.owner_id, source.team_id
    db.session.add(ReviewDetail(case_id=case.id, made_on=source.received_on))
    db.session.flush()
    restriction.copy_names(source, case, actor=actor)
    if source.person is not None:
        people.add_party(case, source.person, "complainant", actor=actor)
    _start(case, actor=actor, on=source.received_on)
    return case


def log_contact(
    reference: str, *, direction: str, channel: str, happened_on: dt.date, summary: str, sent: Sent, actor: Actor
) -> Contact:
    """Log a further contact on a case, in or out. An outgoing one is an update."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    _check_day("happened_on", happened_on, "The day of the contact")
    contact = _contact(case, direction, channel, happened_on, summary, actor=actor)
    if direction == "out":
        clocks.restart_updates(case, actor=actor, on=happened_on)
        clocks.keep_next_due(case)
    data = {"contact_id": contact.id, "direction": direction}
    history.record(history.Kind.CONTACT_LOGGED, actor=actor, case_id=case.id, on=happened_on, data=data)
    return contact


def check_application(entry: ApplicationEntry) -> None:
    """Raise `Invalid` at the field whose date cannot be right."""
    _check_day("received_on", entry.received_on, "The day the application was received")
    check_dates(entry.received_on, {name: getattr(entry, name) for name in DATES_BEFORE_RECEIPT | WRONG_BODY_DATES})


def check_dates(received_on: dt.date, values: Mapping[str, Any]) -> None:
    """The dates of a complaint and its outcome among themselves. Raises `Invalid` at the field."""
    for name, label in DATES_BEFORE_RECEIPT.items():
        day = values.get(name)
        if day is not None and day > received_on:
            raise Invalid(name, f"{label} is after the application was received. Check both dates.")
    made, provided = values.get("complaint_made_on"), values.get("provided_on")
    if made and provided and provided < made:
        raise Invalid("provided_on", "The outcome cannot have been provided before the complaint was made.")
    passed_on, first = values.get("wrong_body_forwarded_on"), values.get("wrong_body_received_on")
    if (passed_on is None) != (first is None):
        raise Invalid("wrong_body_received_on", "Give both days of the time with the other body, or neither.")
    if passed_on and first and passed_on < first:
        raise Invalid("wrong_body_forwarded_on", "It cannot have been forwarded before it was received there.")


def _open(case_type: str, entry: EnquiryEntry | ApplicationEntry, *, actor: Actor) -> Case:
    values = {
        "about": entry.about.strip(),
        "issue": entry.issue or None,
        "district": entry.district or None,
        "channel": entry.channel,
        "restricted": False,
        "person_id": entry.person.id if entry.person else None,
        "received_on": entry.received_on,
    }
    return _new(case_type, values, actor=actor)


def _new(case_type: str, values: Mapping[str, object], *, actor: Actor) -> Case:
    workflow = WORKFLOWS[case_type]
    year, numbers = references.take(case_type)
    case = Case(
        case_type=case_type,
        year=year,
        number=numbers[0],
        reference=references.render(CASE_TYPES[case_type].prefix, year, numbers[0]),
        owner_id=actor.user_id,
        team_id=actor.team_id,
        logged_at=clock.now(),
        **values,
    )
    states.begin(case, workflow)
    db.session.add(case)
    db.session.flush()
    return case


def _review_detail(case: Case, entry: ApplicationEntry) -> ReviewDetail:
    return ReviewDetail(
        case_id=case.id,
        made_on=entry.received_on,
        complaint_made_on=entry.complaint_made_on,
        complaint_details=entry.complaint_details.strip() or None,
        force_named=entry.force_named.strip() or None,
        force_reference=entry.force_reference.strip() or None,
        letter_dated_on=entry.letter_dated_on,
        outcome_channel=entry.outcome_channel or None,
        outcome_sent_on=entry.outcome_sent_on,
        provided_on=entry.provided_on,
        review_type=entry.review_type or None,
        letter_named_body=entry.letter_named_body or None,
        wrong_body_received_on=entry.wrong_body_received_on,
        wrong_body_forwarded_on=entry.wrong_body_forwarded_on,
    )


def _first_contact(case: Case, entry: EnquiryEntry | ApplicationEntry, *, actor: Actor) -> Contact:
    return _contact(case, "in", entry.channel, entry.received_on, entry.details, actor=actor)


def _contact(case: Case, direction: str, channel: str, on: dt.date, summary: str, *, actor: Actor) -> Contact:
    contact = Contact(
        case_id=case.id,
        person_id=case.person_id,
        direction=direction,
        channel=channel,
        happened_on=on,
        summary=summary.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def _start(case: Case, *, actor: Actor, on: dt.date, contact: Contact | None = None) -> None:
    clocks.open_all(WORKFLOWS[case.case_type].opening_clocks, case, actor=actor, on=on)
    data: dict[str, Any] = {"linked_from_id": case.linked_from_id} if case.linked_from_id else {}
    if contact is not None:
        data["contact_id"] = contact.id
    history.record(
        history.Kind.CASE_LOGGED, actor=actor, case_id=case.id, on=on, move=("open", "", case.state), data=data
    )


def _check_day(field: str, day: dt.date, label: str) -> None:
    if day > clock.today():
        raise Invalid(field, f"{label} cannot be in the future.")
    if day.year < 2000:
        raise Invalid(field, f"{label} is too long ago. Check the year.")
