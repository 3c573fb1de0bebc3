"""Who a letter goes to: found among the parties of the case and in the directory, never typed in (R2.8, R3.8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from casework import clock
from casework.case_types import PART_TYPES
from casework.extensions import db
from casework.models import Case, DirectoryEntry, Party, Person
from casework.services.office import forces
from casework.services.people import contact_safety
from casework.services.people.acting import authority
from casework.services.people.unnamed import written_name
from casework.services.record.subjects import Subject
from workflows.letters import Audience, LetterKind
from workflows.registry import PERSON_PARTS

PARTS = {Audience.INTERESTED: "interested_person", Audience.COMPLAINED_AGAINST: "complained_against"}
ENTRY_KINDS = {
    Audience.FORCE: "force",
    Audience.COMPLAINED_AGAINST: "force",
    Audience.IOPC: "iopc",
    Audience.POLICING_BODY: "policing_body",
}
OWN_PARTS = PERSON_PARTS
"""Whoever the case is about: a representative is one only with written authority (R2.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person or organisation with the way that a letter takes. `problem`: why nothing can go there as it is."""

    audience: Audience
    name: str
    person_id: int | None = None
    directory_entry_id: int | None = None
    channel: str = "email"
    email: str | None = None
    postal_address: str | None = None
    large_print: bool = False
    adjustment_codes: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """The same recipient of the same letter."""
        return self.audience.value, self.person_id, self.directory_entry_id


def find(case: Case, kind: LetterKind) -> list[Recipient]:
    """Everybody who gets a letter of this kind; nobody for an anonymous enquiry, or where no such party is recorded."""
    return [recipient for audience in kind.audiences for recipient in _of(case, audience)]


def of_person(audience: Audience, person: Person) -> Recipient:
    """By e-mail where that is safe, else by post where that is."""
    email, post = contact_safety.present_address(person, "email"), contact_safety.present_address(person, "post")
    by_email = contact_safety.problem(person, "email", email)
    by_post = contact_safety.problem(person, "post", post)
    channel = "post" if by_email is not None and by_post is None else "email"
    return Recipient(
        audience=audience,
        name=written_name(person),
        person_id=person.id,
        channel=channel,
        email=email,
        postal_address=post,
        large_print="large_print" in person.adjustment_codes,
        adjustment_codes=tuple(person.adjustment_codes),
        problem=by_post if channel == "post" else by_email,
    )


def of_entry(audience: Audience, entry: DirectoryEntry, *, name: str = "", person_id: int | None = None) -> Recipient:
    """An organisation. `name` and `person_id` of somebody who is reached through it."""
    channel = "email" if entry.email or not entry.address else "post"
    return Recipient(
        audience=audience,
        name=name or entry.name,
        person_id=person_id,
        directory_entry_id=entry.id,
        channel=channel,
        email=entry.email,
        postal_address=entry.address,
        problem=None if entry.email or entry.address else f"The directory has no address for {entry.name}.",
    )


def through_force(person: Person, case: Case) -> Recipient:
    """The person complained against, who is never written to directly (section 3.1)."""
    force = forces.department(case)
    if force is None:
        audience, problem = Audience.COMPLAINED_AGAINST, forces.problem(case)
        return Recipient(audience=audience, name=person.full_name, person_id=person.id, problem=problem)
    return through(person, force)


def through(person: Person, entry: DirectoryEntry) -> Recipient:
    """Somebody who is reached through their organisation."""
    name = f"{person.full_name}, through {entry.name}"
    return of_entry(Audience.COMPLAINED_AGAINST, entry, name=name, person_id=person.id)


def of_party(kind: LetterKind, person: Person, party: Party) -> Recipient:
    """Somebody of the case who was chosen: as what they are in it, whoever such a letter goes to otherwise."""
    if party.part == "complained_against":
        return through_force(person, db.session.get_one(Case, party.case_id))
    if party.part in OWN_PARTS or (
        party.part == authority.PART and authority.may_be_told(party.case_id, party.person_id)
    ):
        return of_person(Audience.PERSON, person)
    if party.part == "interested_person":
        return of_person(Audience.INTERESTED, person)
    asked = party.part == "partner" and Audience.PARTNER in kind.audiences
    return of_person(Audience.PARTNER if asked else Audience.OTHER, person)


def of_chosen_entry(kind: LetterKind, entry: DirectoryEntry) -> Recipient:
    """An organisation that was chosen: as what such a letter goes to, where it is that."""
    if Audience.PARTNER in kind.audiences:
        return of_entry(Audience.PARTNER, entry)
    fitting = (each for each in kind.audiences if ENTRY_KINDS.get(each) == entry.kind)
    own = (each for each in (Audience.FORCE, Audience.IOPC, Audience.POLICING_BODY) if ENTRY_KINDS[each] == entry.kind)
    return of_entry(next(fitting, None) or next(own, Audience.PARTNER), entry)


def person_of(case: Case) -> Person | None:
    """Whom we write to about the case: a representative who may be told, else the person who is in touch."""
    representative = authority.who_acts(case)
    return db.session.get_one(Person, representative) if representative is not None else case.person


def _of(case: Case, audience: Audience) -> Iterator[Recipient]:
    if audience is Audience.PERSON:
        person = person_of(case)
        if person is not None:
            yield of_person(audience, person)
    elif audience is Audience.INTERESTED:
        for person in _parties(case, audience):
            yield of_person(audience, person)
    elif audience is Audience.COMPLAINED_AGAINST:
        for person in _parties(case, audience):
            yield through_force(person, case)
    elif audience is Audience.PARTNER:
        yield of_part(Subject(case))
    else:
        yield of_office(audience, case)


def of_part(subject: Subject) -> Recipient:
    """The organisation that letters about a part of a case go to; nobody yet where the directory does not have it."""
    column = PART_TYPES[subject.name].organisation if subject.part is not None else ""
    entry_id = getattr(subject.part, column) if column else None
    if entry_id is None:
        return Recipient(audience=Audience.PARTNER, name="The force or partner", problem=NO_PARTNER)
    return of_entry(Audience.PARTNER, db.session.get_one(DirectoryEntry, entry_id))


def of_office(audience: Audience, case: Case) -> Recipient:
    """The force of the case, the IOPC or another office as the directory has it."""
    if audience is Audience.FORCE:
        entry, problem = forces.department(case), forces.problem(case)
    else:
        entry, problem = _entry_of(audience), NO_ENTRY.format(name=NAMES[audience])
    if entry is not None:
        return of_entry(audience, entry)
    return Recipient(audience=audience, name=NAMES[audience], problem=problem)


def _entry_of(audience: Audience) -> DirectoryEntry | None:
    """The directory's entry for an audience, the first that is in use."""
    in_use = DirectoryEntry.in_use(clock.today())
    query = select(DirectoryEntry).where(DirectoryEntry.kind == ENTRY_KINDS[audience], in_use)
    return db.session.scalar(query.order_by(DirectoryEntry.id).limit(1))


def _parties(case: Case, audience: Audience) -> list[Person]:
    query = select(Person).join(Party, Party.person_id == Person.id)
    query = query.where(Party.case_id == case.id, Party.part == PARTS[audience]).order_by(Party.id)
    return list(db.session.scalars(query))


NAMES = {Audience.FORCE: "The force", Audience.IOPC: "The IOPC", Audience.POLICING_BODY: "The other office"}
NO_ENTRY = "{name} is not in the directory. Add it there, with its address."
NO_PARTNER = "Choose from the directory who is asked."


def by(recipient: Recipient, channel: str) -> Recipient:
    """The same by another way."""
    return replace(recipient, channel=channel)
