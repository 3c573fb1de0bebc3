"""The desk where things come in: who it is, and then the enquiry, the application or the further contact."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.access import Actor, Permission, require
from casework.models import Case, Contact, Person
from casework.services import intake, people
from casework.services.intake import ApplicationEntry, EnquiryEntry
from casework.services.people import PersonEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody known (`person_id`), somebody new (`entry`), or nobody named (neither)."""

    person_id: int | None = None
    entry: PersonEntry | None = None


def log_enquiry(who: Who, fields: Mapping[str, Any], *, token: str, actor: Actor) -> Case:
    """A first contact on a matter. `fields` are those of `EnquiryEntry` but for the person."""
    require(actor, Permission.CONTACT_LOG)
    return intake.open_enquiry(EnquiryEntry(person=_person(who, actor), **fields), token=token, actor=actor)


def log_application(
    who: Who, fields: Mapping[str, Any], *, representative: PersonEntry | None, token: str, actor: Actor
) -> Case:
    """An application for a review. `fields` are those of `ApplicationEntry` but for the people."""
    require(actor, Permission.CONTACT_LOG)
    person = _person(who, actor) or people.add_person(PersonEntry(), actor=actor)
    other = people.add_person(representative, actor=actor) if representative else None
    entry = ApplicationEntry(person=person, representative=other, **fields)
    return intake.open_review(entry, token=token, actor=actor)


def add_to_case(
    reference: str, *, channel: str, happened_on: dt.date, summary: str, token: str, actor: Actor
) -> Contact:
    """A further contact from somebody on a case that is open."""
    return intake.log_contact(
        reference,
        direction="in",
        channel=channel,
        happened_on=happened_on,
        summary=summary,
        token=token,
        actor=actor,
    )


def _person(who: Who, actor: Actor) -> Person | None:
    if who.person_id is not None:
        return people.load_person(who.person_id, actor=actor)
    return people.add_person(who.entry, actor=actor) if who.entry is not None else None
