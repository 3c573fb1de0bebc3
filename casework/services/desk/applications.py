"""Logging an application for a complaint review (R2.4, section 2.2), and the order of its dates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.access import Actor
from casework.errors import Invalid
from casework.models import Case, Person, ReviewDetail
from casework.services.desk import contacts, opening
from casework.services.desk.opening import CaseEntry
from casework.services.record import cases
from casework.services.record.tokens import Sent
from workflows.complaint_review import WORKFLOW

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
    urgent: bool = False
    received_time: dt.time | None = None
    with_whom: str = "person"


def open_review(entry: ApplicationEntry, *, sent: Sent, actor: Actor) -> Case:
    """Log an application for a review. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    check_application(entry)
    first = CaseEntry(**{name: getattr(entry, name) for name in _OF_ANY_CASE})
    case = opening.open_case(WORKFLOW.name, first, sent=sent, actor=actor)
    _fill_in(cases.review(case), entry)
    return case


def check_application(entry: ApplicationEntry) -> None:
    """Raise `Invalid` at the field whose date cannot be right."""
    contacts.check_day("received_on", entry.received_on, "The day the application was received")
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


_OF_ANY_CASE = (
    "person", "received_on", "received_time", "with_whom", "channel", "about", "details", "issue", "district", "urgent",
)  # fmt: skip
_IN_WORDS = ("complaint_details", "force_named", "force_reference")
_AS_GIVEN = (*DATES_BEFORE_RECEIPT, *WRONG_BODY_DATES, "outcome_channel", "review_type", "letter_named_body")


def _fill_in(detail: ReviewDetail, entry: ApplicationEntry) -> None:
    for name in _IN_WORDS:
        setattr(detail, name, getattr(entry, name).strip() or None)
    for name in _AS_GIVEN:
        setattr(detail, name, getattr(entry, name) or None)
