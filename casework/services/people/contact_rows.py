"""The rows of contacts: what was said, by whom or to whom, and when. Whoever writes one records why it is there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact
from casework.services.record import history

WITH_WHOM: Mapping[str, str] = {
    "person": "The person",
    "representative": "Their representative",
    "force": "The force",
    "partner": "A partner or somebody else",
}
FOR_THE_PERSON = ("person", "representative")
"""What one of these says is said by the person, and what one of these hears answers them (contract 3.7, point 6)."""


IS_UPDATE = and_(Contact.direction == "out", Contact.with_whom.in_(FOR_THE_PERSON))
"""The condition on `Contact` under which the person, or whoever speaks for them, has heard from us (section 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One contact as it happened: `on` and `at_time` by the clock in Europe/London."""

    direction: str
    channel: str
    on: dt.date
    summary: str
    with_whom: str = "person"
    at_time: dt.time | None = None

    @property
    def for_the_person(self) -> bool:
        return self.with_whom in FOR_THE_PERSON


def add(case: Case, said: Said, *, actor: Actor) -> Contact:
    """Of the person of the case, where it was with them or for them; what the force says is no contact of theirs."""
    return add_of(case, said, person_id=case.person_id if said.for_the_person else None, actor=actor)


def add_of(case: Case, said: Said, *, person_id: int | None, actor: Actor) -> Contact:
    """The same where it is known who it was."""
    contact = Contact(
        case_id=case.id,
        person_id=person_id,
        direction=said.direction,
        with_whom=said.with_whom,
        channel=said.channel,
        happened_on=said.on,
        happened_time=said.at_time,
        summary=said.summary.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def is_update(contact: Contact) -> bool:
    """The same of one contact."""
    return contact.direction == "out" and contact.with_whom in FOR_THE_PERSON


def keep_person(contact: Contact, case: Case) -> None:
    """Once it is known otherwise whom it was with: what the force says is no contact of the person."""
    if contact.with_whom not in FOR_THE_PERSON:
        contact.person_id = None
    elif contact.person_id is None:
        contact.person_id = case.person_id


def record(contact: Contact, *, actor: Actor, urgent: bool = False, data: Mapping[str, object] | None = None) -> None:
    """The event of a contact that was logged on a case, or that came to it with another. `urgent`: whoever logged it
    said that somebody may be at risk of harm; `data`: what else is known of how it came."""
    said = {"urgent": True} if urgent else {}
    known = {"contact_id": contact.id, "direction": contact.direction, **(data or {}), **said}
    kind = history.Kind.CONTACT_LOGGED
    history.record(kind, actor=actor, case_id=contact.case_id, on=contact.happened_on, data=known)
