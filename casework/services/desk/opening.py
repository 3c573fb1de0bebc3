"""Logging a new case of any type: the case, its first contact, its person, its clocks, what was asked."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework import clock
from casework.access import Actor, Permission, require
from casework.case_types import CASE_TYPES, CaseType
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact, Party, Person
from casework.services.deadlines import clocks
from casework.services.desk import contacts
from casework.services.documents import documents
from casework.services.matters import districts, priorities, tags
from casework.services.people import contact_rows, people, risks
from casework.services.people.acting import representing
from casework.services.people.contact_rows import Said
from casework.services.record import answers, history, references, restriction, settings, states, tokens
from casework.services.record.tokens import Sent
from workflows.enquiry import WORKFLOW

GOES_ON = (
    "about",
    "issue",
    "district",
    "district_source",
    "priority",
    "priority_chosen",
    "lead_id",
    "channel",
    "restricted",
    "person_id",
    "received_on",
    "sensitive",
    "urgent",
    "risk_open",
)
"""What a linked case takes over from the one that it was found in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """What is logged of a first contact. `person` is None for an anonymous one. `answers`: code -> what was answered to
    the questions that this type asks besides."""

    person: Person | None
    received_on: dt.date
    channel: str
    about: str
    details: str
    issue: str | None = None
    district: str | None = None
    sensitive: bool = False
    urgent: bool = False
    answers: Mapping[str, object] = field(default_factory=dict)
    received_time: dt.time | None = None
    with_whom: str = "person"

    @property
    def said(self) -> Said:
        """The first contact."""
        return Said(
            direction="in",
            channel=self.channel,
            on=self.received_on,
            summary=self.details,
            with_whom=self.with_whom,
            at_time=self.received_time,
        )


def types_in_use() -> list[CaseType]:
    """The types of case that the office works with."""
    return [each for each in CASE_TYPES.values() if is_in_use(each)]


def is_in_use(case_type: CaseType) -> bool:
    return not case_type.workflow.optional or bool(settings.value(f"{settings.USE}{case_type.name}"))


def open_case(case_type: str, entry: CaseEntry, *, sent: Sent, actor: Actor) -> Case:
    """Log a first contact as a case of this type. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.CONTACT_LOG)
    of = _usable(case_type)
    contacts.check_day("received_on", entry.received_on, "The day it was received")
    contacts.check_time("received_time", entry.received_on, entry.received_time)
    columns = {
        "about": entry.about.strip(),
        "issue": entry.issue or None,
        **placed(entry.district or None, entry.person),
        "channel": entry.channel,
        "person_id": entry.person.id if entry.person else None,
        "received_on": entry.received_on,
        "sensitive": entry.sensitive,
        "urgent": entry.urgent,
        "risk_open": entry.urgent,
        "priority": priorities.suggested(entry.issue, entry.received_on),
    }
    case = _new(of, columns, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    contact = contact_rows.add(case, entry.said, actor=actor)
    if entry.person is not None:
        people.add_party(case, entry.person, of.workflow.person_is, actor=actor)
    _start(case, of, {"contact_id": contact.id}, entry.answers, actor=actor)
    return case


def open_linked(source: Case, case_type: str, *, actor: Actor, received_on: dt.date | None = None) -> Case:
    """A case that was found in another: linked, with the first date of receipt and its clocks from then, and with the
    people, words and files of that one, and what was done about a risk. `received_on`: where it was asked for on
    another day. Raises `Invalid` for a type that the office does not work with."""
    of = _usable(case_type)
    case = _linked(source, of, {"received_on": received_on or source.received_on}, actor=actor)
    risks.carry_over(source, case)
    copied = _copy_contacts(source, case)
    representing.copy(source, case, {each.copied_from_id or 0: each.id for each in copied})
    data = {"linked_from_id": source.id} | ({"contact_id": copied[0].id} if copied else {})
    _start(case, of, data, {}, actor=actor)
    for contact in copied[1:]:
        contact_rows.record(contact, actor=actor)
    return case


def open_follow_up(source: Case, case_type: str, about: str, *, contact: Contact, actor: Actor) -> Case:
    """A case of what somebody said in another: linked, received when they said it, with the people of that one and
    these words alone. Raises `Invalid` for a type that the office does not work with."""
    of = _usable(case_type)
    own = {"about": about, "received_on": contact.happened_on, "channel": contact.channel}
    case = _linked(source, of, {**own, "urgent": False, "risk_open": False}, actor=actor)
    copied = copy_contact(contact, case, person_id=contact.person_id)
    _start(case, of, {"linked_from_id": source.id, "contact_id": copied.id}, {}, actor=actor)
    return case


def of_contact(source: Case, contact: Contact, about: str, *, actor: Actor) -> tuple[Case, Callable[[], None]]:
    """A new enquiry of a contact that another case has had, received when it came, and what starts it once the contact
    is there. Restricted as that case is, to the same people."""
    of = CASE_TYPES[WORKFLOW.name]
    person = db.session.get_one(Person, contact.person_id) if contact.person_id is not None else None
    columns = {
        "about": about,
        **placed(None, person),
        "channel": contact.channel,
        "person_id": contact.person_id,
        "received_on": contact.happened_on,
        "restricted": source.restricted,
        "sensitive": source.sensitive,
    }
    case = _new(of, columns, actor=actor)
    restriction.copy_names(source, case, actor=actor)
    if person is not None:
        people.add_party(case, person, of.workflow.person_is, actor=actor)

    def start() -> None:
        _start(case, of, {"contact_id": contact.id}, {}, actor=actor)

    return case, start


def placed(district: str | None, person: Person | None) -> dict[str, str | None]:
    """The district of a matter and how it is known: where it happened, as was said, else where the person lives."""
    if district is not None:
        return {"district": district, "district_source": districts.MATTER}
    found = districts.of_person(person.postcode) if person is not None else None
    return {"district": found, "district_source": districts.POSTCODE if found else None}


def copy_contact(contact: Contact, case: Case, *, person_id: int | None) -> Contact:
    """The same contact on another case as well, keyed there now, with its files."""
    copy = _copy(contact, case)
    copy.person_id, copy.recorded_at = person_id, clock.now()
    db.session.add(copy)
    db.session.flush()
    documents.copy(contact.id, copy)
    return copy


def _usable(case_type: str) -> CaseType:
    of = CASE_TYPES.get(case_type)
    if of is None or not is_in_use(of):
        raise Invalid("target_type", "The office does not work with this type of case. Choose another.")
    return of


def _new(of: CaseType, columns: Mapping[str, Any], *, actor: Actor) -> Case:
    workflow = of.workflow
    year, numbers = references.take(of.name)
    case = Case(
        case_type=of.name,
        year=year,
        number=numbers[0],
        reference=references.render(of.prefix, year, numbers[0]),
        owner_id=actor.user_id,
        team_id=actor.team_id,
        logged_at=clock.now(),
        **columns,
    )
    states.begin(case, workflow)
    db.session.add(case)
    db.session.flush()
    detail = of.new_detail(case)
    if detail is not None:
        db.session.add(detail)
    return case


def _linked(source: Case, of: CaseType, own: Mapping[str, Any], *, actor: Actor) -> Case:
    """A case with what goes on from another but for its `own` columns; tagged and restricted as that one is."""
    case = _new(of, {**{name: getattr(source, name) for name in GOES_ON}, **own}, actor=actor)
    tags.copy(source, case)
    case.linked_from_id, case.owner_id, case.team_id = source.id, source.owner_id, source.team_id
    db.session.flush()
    restriction.copy_names(source, case, actor=actor)
    _copy_parties(source, case, of, actor=actor)
    return case


def _start(case: Case, of: CaseType, data: dict[str, Any], given: Mapping[str, object], *, actor: Actor) -> None:
    clocks.open_all(of.workflow.opening_clocks, case, actor=actor, on=case.received_on)
    event = history.record(
        history.Kind.CASE_LOGGED,
        actor=actor,
        case_id=case.id,
        on=case.received_on,
        move=("open", "", case.state),
        data=data,
    )
    answers.keep(event, of.workflow.opening_asks, given)


def _copy_parties(source: Case, case: Case, of: CaseType, *, actor: Actor) -> None:
    own = CASE_TYPES[source.case_type].workflow.person_is
    for party in db.session.query(Party).filter_by(case_id=source.id).order_by(Party.id):
        part = of.workflow.person_is if party.part == own else party.part
        people.add_party(case, db.session.get_one(Person, party.person_id), part, actor=actor)


def _copy_contacts(source: Case, case: Case) -> list[Contact]:
    """What was said to us so far, as it was recorded. Files that came with it are found by what it was copied from."""
    heard = db.session.query(Contact).filter_by(case_id=source.id, direction="in").order_by(Contact.id).all()
    copies = [_copy(contact, case) for contact in heard]
    db.session.add_all(copies)
    db.session.flush()
    for contact, copy in zip(heard, copies, strict=True):
        documents.copy(contact.id, copy)
    return copies


def _copy(contact: Contact, case: Case) -> Contact:
    return Contact(
        case_id=case.id,
        person_id=contact.person_id,
        direction=contact.direction,
        with_whom=contact.with_whom,
        channel=contact.channel,
        happened_on=contact.happened_on,
        happened_time=contact.happened_time,
        summary=contact.summary,
        recorded_at=contact.recorded_at,
        recorded_by_id=contact.recorded_by_id,
        copied_from_id=contact.copied_from_id or contact.id,
    )
