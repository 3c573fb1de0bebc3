"""Contacts: something said between a person and the office, or about their case, logged on it."""

import datetime as dt

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.models import Case, Contact
from casework.services.deadlines import clocks
from casework.services.people import contact_rows, risks
from casework.services.people.contact_rows import Said
from casework.services.record import cases, tokens
from casework.services.record.tokens import Sent


def log_contact(reference: str, said: Said, *, sent: Sent, actor: Actor, urgent: bool = False) -> Contact:
    """Log a further contact on a case, in or out. What the person or their representative hears from us restarts the
    clock of being kept up to date. `urgent`: somebody may be at risk of harm, which marks the case."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    check(said)
    contact = contact_rows.add(case, said, actor=actor)
    follow(case, contact, actor=actor)
    mark_urgent(case, urgent)
    contact_rows.record(contact, actor=actor, urgent=urgent)
    return contact


def follow(case: Case, contact: Contact, *, actor: Actor) -> None:
    """The clocks that what was said moves (section 3.1)."""
    if contact_rows.is_update(contact):
        clocks.restart_updates(case, actor=actor, on=contact.happened_on)
        clocks.keep_next_due(case)


def mark_urgent(case: Case, urgent: bool) -> None:
    """Say on a locked case that somebody may be at risk of harm. Nothing that is logged later takes it back."""
    if urgent:
        risks.mark(case)


def check(said: Said) -> None:
    """Raise `Invalid` for what cannot have happened like this."""
    if said.with_whom not in contact_rows.WITH_WHOM:
        raise Invalid("with_whom", "Say whom it was with.")
    check_day("happened_on", said.on, "The day of the contact")
    check_time("happened_time", said.on, said.at_time)


def check_day(field: str, day: dt.date, label: str) -> None:
    """Raise `Invalid` for a day to come, or one that must be a slip of the finger."""
    if day > clock.today():
        raise Invalid(field, f"{label} cannot be in the future.")
    if day.year < 2000:
        raise Invalid(field, f"{label} is too long ago. Check the year.")


def check_time(field: str, day: dt.date, time: dt.time | None) -> None:
    """Raise `Invalid` for a time of today that is yet to come."""
    now = clock.local(clock.now())
    if time is not None and day == now.date() and time > now.time():
        raise Invalid(field, "This time is yet to come. Check the time, or the day.")
