"""The desk where things come in: who it is, and then the enquiry, the application or the further contact."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact, Party, Person
from casework.services.desk import applications, contacts, opening
from casework.services.desk.applications import ApplicationEntry
from casework.services.desk.opening import CaseEntry
from casework.services.letters import receipts
from casework.services.mail import mail_sorting
from casework.services.people import candidates, people
from casework.services.people.acting import representing
from casework.services.people.acting.authority import PART
from casework.services.people.acting.representing import ActingEntry
from casework.services.people.contact_rows import Said
from casework.services.people.matching import scoring
from casework.services.people.matching.scoring import APART
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.services.record.tokens import Sent

SAME = (
    "This is the person whom it is about. Choose “The person” as who got in touch, or somebody else who acts for them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody known (`person_id`) with what was typed (`entry`), somebody new (`entry` alone), or nobody named."""

    person_id: int | None = None
    entry: PersonEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Whoever is in touch for the person, and how they act for them."""

    who: Who
    entry: ActingEntry


def log_case(
    case_type: str, who: Who, fields: Mapping[str, Any], *, acts: Acts | None = None, sent: Sent, actor: Actor,
    mail_id: int | None = None,
) -> Case:  # fmt: skip
    """A first contact on a matter, with an automatic receipt where one may go: never where somebody else is in touch
    for them (`acts`). `fields` are those of `CaseEntry` but for the person; `mail_id`: the mail that it was made of."""
    require(actor, Permission.CONTACT_LOG)
    person, said = _person(who, actor)
    other, said_of_other = _person(acts.who, actor) if acts is not None else (None, "")
    details = _joined(_joined(fields["details"], said), said_of_other)
    case = opening.open_case(
        case_type, CaseEntry(person=person, **{**fields, "details": details}), sent=sent, actor=actor
    )
    if acts is not None and other is not None:
        _let_act(case, other, acts.entry, actor=actor)
    elif person is not None and mail_sorting.may_be_answered(mail_id, person.email or ""):
        receipts.send(case)
    return case


def log_application(who: Who, fields: Mapping[str, Any], *, acts: Acts | None, sent: Sent, actor: Actor) -> Case:
    """An application for a review. `fields` are those of `ApplicationEntry` but for the people."""
    require(actor, Permission.CONTACT_LOG)
    person, said = _person(who, actor)
    other, said_of_other = _person(acts.who, actor) if acts is not None else (None, "")
    given = {**fields, "details": _joined(_joined(fields["details"], said), said_of_other)}
    entry = ApplicationEntry(person=person or people.add_person(PersonEntry(), actor=actor), **given)
    case = applications.open_review(entry, sent=sent, actor=actor)
    if acts is not None and other is not None:
        _let_act(case, other, acts.entry, actor=actor)
    return case


def _let_act(case: Case, other: Person, entry: ActingEntry, *, actor: Actor) -> None:
    if other.id == case.person_id:
        raise Invalid("acting_name", SAME)
    people.add_party(case, other, PART, actor=actor)
    representing.add(case, other.id, replace(entry, for_id=case.person_id), actor=actor)


def add_to_case(reference: str, entry: PersonEntry, fields: Mapping[str, Any], *, sent: Sent, actor: Actor) -> Contact:
    """A further contact from somebody on a case that is open. `entry` is what was typed about them, `fields` as for
    an enquiry: the line of what it is about stands before the words, and a risk of harm makes the case urgent."""
    case = cases.load(reference, actor=actor)
    said = _complete(case, entry, actor=actor)
    heard = Said(
        direction="in",
        channel=fields["channel"],
        on=fields["received_on"],
        summary=_joined(f"{fields['about'].strip()}\n\n{fields['details'].strip()}", said),
        with_whom=fields["with_whom"],
        at_time=fields["received_time"],
    )
    contact = contacts.log_contact(reference, heard, sent=sent, actor=actor, urgent=fields["urgent"])
    case.sensitive = case.sensitive or fields["sensitive"]
    return contact


def _complete(case: Case, entry: PersonEntry, *, actor: Actor) -> str:
    """Fill in what was typed with whoever of the case it is of: not always the person whose it is. Returns what is to
    be read with the words; all of it where it is of nobody there."""
    if case.person is None:
        return ""
    parties = db.session.scalars(select(Party.person_id).where(Party.case_id == case.id))
    known, typed = candidates.known_of({case.person.id, *parties}), candidates.known(entry)
    own = scoring.compare(typed, known[case.person.id]) if case.person.id in known else None
    others = {number: scoring.compare(typed, one) for number, one in known.items() if number != case.person.id}
    best = max(others, key=lambda number: others[number].points, default=0)
    if best and others[best].is_asked and (own is None or others[best].points > own.points):
        return people.complete(db.session.get_one(Person, best), entry, actor=actor)
    if own is not None and own.name in APART:
        return people.as_typed(entry)
    return people.complete(case.person, entry, actor=actor)


def _person(who: Who, actor: Actor) -> tuple[Person | None, str]:
    """The person, and what was typed that differs from what is known of them."""
    if who.person_id is not None:
        person = people.load_person(who.person_id, actor=actor)
        return person, people.complete(person, who.entry, actor=actor) if who.entry is not None else ""
    return (people.add_person(who.entry, actor=actor) if who.entry is not None else None), ""


def _joined(text: str, said: str) -> str:
    return f"{text.strip()}\n\n{said}" if said else text
