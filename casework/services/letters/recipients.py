"""Who a letter goes to: found among the parties of the case and in the directory, never typed in (R2.8, R3.8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, DirectoryEntry, Party, Person
from casework.services import contact_safety
from workflows.letters import Audience, LetterKind

PARTS = {Audience.INTERESTED: "interested_person", Audience.COMPLAINED_AGAINST: "complained_against"}
ENTRY_KINDS = {
    Audience.FORCE: "force",
    Audience.COMPLAINED_AGAINST: "force",
    Audience.IOPC: "iopc",
    Audience.POLICING_BODY: "policing_body",
}


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
        name=person.full_name,
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


def person_of(case: Case) -> Person | None:
    """Whom we write to about the case: a representative with written authority, else the person who is in touch."""
    return _representative(case) or case.person


def _representative(case: Case) -> Person | None:
    query = select(Person).join(Party, Party.person_id == Person.id)
    query = query.where(Party.case_id == case.id, Party.part == "representative", Party.authority_on.is_not(None))
    return db.session.scalar(query.order_by(Party.id.desc()).limit(1))


def _of(case: Case, audience: Audience) -> Iterator[Recipient]:
    if audience is Audience.PERSON:
        person = person_of(case)
        if person is not None:
            yield of_person(audience, person)
    elif audience is Audience.INTERESTED:
        for person in _parties(case, audience):
            yield of_person(audience, person)
    elif audience is Audience.COMPLAINED_AGAINST:
        force = entry_of(audience)
        for person in _parties(case, audience):
            if force is not None:
                yield of_entry(audience, force, name=f"{person.full_name}, through {force.name}", person_id=person.id)
            else:
                yield Recipient(audience=audience, name=person.full_name, person_id=person.id, problem=NO_FORCE)
    elif audience is Audience.PARTNER:
        yield Recipient(audience=audience, name="The force or partner", problem=NO_PARTNER)
    else:
        entry = entry_of(audience)
        if entry is not None:
            yield of_entry(audience, entry)
        else:
            yield Recipient(audience=audience, name=NAMES[audience], problem=NO_ENTRY.format(name=NAMES[audience]))


def entry_of(audience: Audience) -> DirectoryEntry | None:
    """The directory's entry for an audience, the first that is in use."""
    query = select(DirectoryEntry).where(DirectoryEntry.kind == ENTRY_KINDS[audience], DirectoryEntry.is_active)
    return db.session.scalar(query.order_by(DirectoryEntry.id).limit(1))


def _parties(case: Case, audience: Audience) -> list[Person]:
    query = select(Person).join(Party, Party.person_id == Person.id)
    query = query.where(Party.case_id == case.id, Party.part == PARTS[audience]).order_by(Party.id)
    return list(db.session.scalars(query))


NAMES = {Audience.FORCE: "The force", Audience.IOPC: "The IOPC", Audience.POLICING_BODY: "The other office"}
NO_ENTRY = "{name} is not in the directory. Add it there, with its address."
NO_FORCE = "The force is not in the directory. Add it there, with its address."
NO_PARTNER = "Choose from the directory who is asked."


def by(recipient: Recipient, channel: str) -> Recipient:
    """The same by another way."""
    return replace(recipient, channel=channel)
