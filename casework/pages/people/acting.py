"""Who acts for whom, as it is read: on a case, on the page of a person, and what can be chosen where it is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, union
from sqlalchemy.orm import aliased

from casework import openings
from casework.access import Actor, Sight, restricted_id, scope, sight
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Case, Contact, Document, IncomingMail, Party, Person, Representation, RepresentedCase
from casework.pages.record.case import Head
from casework.services.people.acting import authority
from casework.services.people.acting.authority import Acting
from casework.services.people.parties import PARTS
from workflows.calendars import written

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """That somebody acts, or acted, for somebody else in a case: who the other is, how, and what stands on it."""

    other_id: int | None
    other: str
    acts: Acting
    reference: str


def of_case(head: Head) -> dict[int, list[Acting]]:
    """By the id of whoever acts. One query."""
    return authority.in_case(head.id)


def one(head: Head, representation_id: int) -> Acting:
    """Raises `NotFound`."""
    there = (row for acts in of_case(head).values() for row in acts)
    rows = (row for row in there if row.id == representation_id and not row.elsewhere)
    found = next(rows, None)
    if found is None:
        raise NotFound
    return found


def representative(head: Head, person_id: int) -> str:
    """The name of a representative of the case. Raises `NotFound`."""
    query = select(Person.full_name).join(Party, Party.person_id == Person.id)
    row = read(query.where(Party.case_id == head.id, Party.part == authority.PART, Person.id == person_id)).first()
    if row is None:
        raise NotFound
    return str(row.full_name)


def whom(head: Head, person_id: int) -> list[tuple[str, str]]:
    """For whom somebody can act: everybody else who is in the case, whoever it is of first."""
    query = select(Person.id, Person.full_name, Party.part).join(Party, Party.person_id == Person.id)
    there = (Party.case_id == head.id, Party.part.not_in((Party.FORMER, authority.PART)), Person.id != person_id)
    rows = read(query.where(*there).order_by(Person.id != (head.person_id or 0), Party.id))
    return [(str(row.id), f"{row.full_name} ({PARTS.get(row.part, row.part).lower()})") for row in rows]


def recorded_on(acts: Mapping[int, Sequence[Acting]], *, actor: Actor) -> dict[int, str]:
    """The case that an authority was recorded on, where that is another one which the reader may see."""
    ids = [each.id for group in acts.values() for each in group if each.elsewhere]
    query = select(Representation.id, Case.reference, restricted_id()).join(Case, Case.id == Representation.case_id)
    rows = read(scope(query.where(Representation.id.in_(ids)), actor)).all() if ids else ()
    openings.mark_listed([row.restricted_id for row in rows])
    return {row.id: row.reference for row in rows}


def other_cases(head: Head, person_id: int, *, actor: Actor) -> list[tuple[str, str]]:
    """The other cases of those for whom somebody can act in this one, which the reader may see; the newest first."""
    here = select(Party.person_id).where(Party.case_id == head.id, Party.part != authority.PART)
    theirs = select(Party.case_id).where(Party.person_id.in_(here), Party.person_id != person_id)
    query = select(Case.id, Case.reference, Case.about, restricted_id())
    query = query.where(Case.id.in_(theirs), Case.id != head.id)
    rows = read(scope(query, actor).order_by(Case.id.desc()).limit(MOST)).all()
    openings.mark_listed([row.restricted_id for row in rows])
    return [(str(row.id), f"{row.reference}: {row.about}") for row in rows]


def named_cases(representation_id: int, *, actor: Actor) -> list[int]:
    """The cases that an authority names, of those that the reader may see."""
    named = select(Case.id).join(RepresentedCase, RepresentedCase.case_id == Case.id)
    return list(read(scope(named.where(RepresentedCase.representation_id == representation_id), actor)).scalars())


def came_with(head: Head) -> list[tuple[str, str]]:
    """What a written authority may have come with: the files and the contacts of the case, the newest first."""
    own = select(Document.id).where(Document.case_id == head.id)
    of_mail = select(Document.id).join(IncomingMail, IncomingMail.id == Document.incoming_id)
    there = Document.id.in_(union(own, of_mail.where(IncomingMail.case_id == head.id)))
    papers = read(select(Document.id, Document.file_name).where(there).order_by(Document.id.desc()))
    query = select(Contact.id, Contact.happened_on, Contact.channel).where(Contact.case_id == head.id)
    heard = read(query.where(Contact.direction == "in").order_by(Contact.happened_on.desc(), Contact.id.desc()))
    found = [(f"document:{row.id}", row.file_name) for row in papers]
    return found + [(f"contact:{row.id}", f"What was said on {written(row.happened_on)}") for row in heard]


def of_person(person_id: int, *, actor: Actor) -> tuple[list[Bond], list[Bond]]:
    """For whom somebody acts, and who acts for them, in the cases that the reader may see. One query."""
    rows = read(_of_person(sight(actor)), person=person_id, reader=actor.user_id).mappings().all()
    openings.mark_listed([row["restricted_id"] for row in rows])
    newest = {(row["reference"], row["person_id"], row["for_id"]): row for row in rows}
    bonds = [(row["person_id"] == person_id, _bond(row, person_id)) for row in reversed(newest.values())]
    return [bond for own, bond in bonds if own], [bond for own, bond in bonds if not own]


@cache
def _of_person(sight: Sight) -> Select[*tuple[Any, ...]]:
    who, whom = aliased(Person), aliased(Person)
    names = Representation.__table__.columns.keys() & Acting.__dataclass_fields__.keys()
    query = (
        select(
            *(getattr(Representation, name) for name in sorted(names)),
            Representation.for_person_id.label("for_id"),
            who.full_name.label("name"),
            whom.full_name.label("for_name"),
            Case.reference,
            Case.case_type,
            restricted_id(),
        )
        .join(Case, Case.id == Representation.case_id)
        .join(who, who.id == Representation.person_id)
        .outerjoin(whom, whom.id == Representation.for_person_id)
    )
    theirs = or_(Representation.person_id == bindparam("person"), Representation.for_person_id == bindparam("person"))
    two = Representation.for_person_id.is_distinct_from(Representation.person_id)
    return scope(query.where(theirs, two), sight).order_by(Representation.id).limit(MOST)


def _bond(row: Any, person_id: int) -> Bond:
    is_own = row["person_id"] == person_id
    return Bond(
        other_id=row["for_id"] if is_own else row["person_id"],
        other=(row["for_name"] or authority.SOMEBODY) if is_own else row["name"],
        acts=authority.of_row(dict(row)),
        reference=row["reference"],
    )
