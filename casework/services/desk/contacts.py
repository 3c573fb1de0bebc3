"""Contacts: something said between a person and the office, logged on a case."""

import datetime as dt

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact
from casework.services.deadlines import clocks
from casework.services.record import cases, history, tokens
from casework.services.record.tokens import Sent


def log_contact(
    reference: str, *, direction: str, channel: str, happened_on: dt.date, summary: str, sent: Sent, actor: Actor
) -> Contact:
    """Log a further contact on a case, in or out. An outgoing one restarts the clock of being kept up to date."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    check_day("happened_on", happened_on, "The day of the contact")
    contact = add(case, direction=direction, channel=channel, on=happened_on, summary=summary, actor=actor)
    if direction == "out":
        clocks.restart_updates(case, actor=actor, on=happened_on)
        clocks.keep_next_due(case)
    record(contact, actor=actor)
    return contact


def add(case: Case, *, direction: str, channel: str, on: dt.date, summary: str, actor: Actor) -> Contact:
    """The row alone: whoever calls it records why it is there."""
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


def record(contact: Contact, *, actor: Actor) -> None:
    """The event of a contact that was logged on a case, or that came to it with another."""
    data = {"contact_id": contact.id, "direction": contact.direction}
    history.record(history.Kind.CONTACT_LOGGED, actor=actor, case_id=contact.case_id, on=contact.happened_on, data=data)


def check_day(field: str, day: dt.date, label: str) -> None:
    """Raise `Invalid` for a day to come, or one that must be a slip of the finger."""
    if day > clock.today():
        raise Invalid(field, f"{label} cannot be in the future.")
    if day.year < 2000:
        raise Invalid(field, f"{label} is too long ago. Check the year.")
