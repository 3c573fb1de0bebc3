"""The page of a person: what is known of them, their cases, contacts and letters, and who they are to whom.

Nothing of a case that the reader may not see. Restricted ones that they may see are noted as read (R8.9).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from casework import clock, openings
from casework.access import Actor, Sight, restricted_id, scope, scope_people, sight
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Case, Contact, Letter, Party, Person, PersonWay, User
from casework.pages.people import acting, limits, papers, strips
from casework.pages.people.acting import Bond
from casework.pages.people.limits import LimitRow
from casework.pages.people.papers import PaperLine
from casework.pages.people.strips import Strip
from casework.services.people import ways
from casework.services.people.changes import fingerprint
from casework.services.people.parties import PARTS
from casework.services.people.people import LABELS
from casework.services.people.way_changes import LABELS as KINDS
from workflows.registry import LETTERS

MOST = 50
"""Cases, contacts, letters and people shown of each; whatever is older stands on the cases."""
SHORT = 160
FORM = LABELS.keys() | {"unnamed"}
"""The columns of what the form of their details shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    id: int
    kind: str
    value: str
    postcode: str | None
    unsafe: bool
    preferred: bool
    from_on: dt.date | None
    until_on: dt.date | None
    source: str

    @property
    def in_words(self) -> str:
        return ", ".join(filter(None, [*self.value.splitlines(), self.postcode]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    reference: str
    case_type: str
    state: str
    category: str
    about: str
    part: str
    received_on: dt.date
    owner: str | None
    next_due_on: dt.date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    on: dt.date
    direction: str
    channel: str
    words: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    id: int
    code: str
    purpose: str
    on: dt.date | None
    channel: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPerson:
    """Somebody in the same case: what they are in it, and what this person is."""

    person_id: int
    name: str
    part: str
    own_part: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    id: int
    name: str
    is_organisation: bool
    known_since: dt.date
    merged_into_id: int | None
    """The record that stands for them, where it is not this one."""
    strip: Strip | None
    limits: Sequence[LimitRow]
    known: Sequence[tuple[str, str, Sequence[WayRow]]]
    """Kind, its words, what is known of it: the preferred first, what is theirs no more last."""
    cases: Sequence[CaseLine]
    contacts: Sequence[ContactLine]
    letters: Sequence[LetterLine]
    papers: Sequence[PaperLine]
    acts_for: Sequence[Bond]
    acted_for_by: Sequence[Bond]
    others: Sequence[OtherPerson]

    @property
    def open_cases(self) -> int:
        return sum(case.category != "closed" for case in self.cases)


def page(person_id: int, *, actor: Actor) -> PersonPage:
    """Ten queries, one more where contact is limited, however many cases. Raises `NotFound`, also for somebody known
    through restricted cases alone."""
    row = _person(person_id, actor)
    given = {"person": person_id, "reader": actor.user_id}
    cases = read(_cases(sight(actor)), **given).all()
    openings.mark_listed([case.restricted_id for case in cases])
    acts_for, acted_for_by = acting.of_person(person_id, actor=actor)
    return PersonPage(
        id=person_id,
        name=row.full_name,
        is_organisation=row.kind == "organisation",
        known_since=clock.local(row.recorded_at).date(),
        merged_into_id=row.merged_into_id,
        strip=strips.of_people([person_id]).get(person_id),
        limits=limits.of_person(person_id, actor=actor),
        known=_known(person_id),
        cases=_case_lines(cases),
        contacts=[_contact(each) for each in read(_contacts(sight(actor)), **given)],
        letters=[_letter(each) for each in read(_letters(sight(actor)), **given)],
        papers=papers.of_person(person_id, actor=actor),
        acts_for=acts_for,
        acted_for_by=acted_for_by,
        others=[_other(each) for each in read(_others(sight(actor)), **given)],
    )


def details(person_id: int, *, actor: Actor) -> dict[str, Any]:
    """What the form of their details shows, by its names. Raises `NotFound`, also for a record that was merged."""
    row = _person(person_id, actor)
    if row.merged_into_id is not None:
        raise NotFound
    return in_form(row)


def in_form(row: Any) -> dict[str, Any]:
    """A row of `FORM` by the names of the form."""
    seen = {"organisation": row.kind == "organisation", "row_version": fingerprint(row)}
    return {**row._mapping, **seen, "full_name": "" if row.unnamed else row.full_name}


def way(person_id: int, way_id: int, *, actor: Actor) -> dict[str, Any]:
    """What the form of a name, address or number shows. Raises `NotFound`."""
    _person(person_id, actor)
    query = select(*PersonWay.__table__.columns).where(PersonWay.id == way_id, PersonWay.person_id == person_id)
    row = read(query).first()
    if row is None:
        raise NotFound
    return {**row._mapping, "row_version": ways.fingerprint(row)}


def _person(person_id: int, actor: Actor) -> Any:
    columns = [getattr(Person, name) for name in FORM | {"recorded_at", "merged_into_id"}]
    row = read(scope_people(select(*columns).where(Person.id == person_id), actor)).first()
    if row is None:
        raise NotFound
    return row


def _known(person_id: int) -> list[tuple[str, str, list[WayRow]]]:
    columns = [getattr(PersonWay, name) for name in WayRow.__dataclass_fields__]
    query = select(*columns).where(PersonWay.person_id == person_id)
    rows = read(query.order_by(PersonWay.until_on.is_not(None), PersonWay.preferred.desc(), PersonWay.id))
    found: dict[str, list[WayRow]] = {kind: [] for kind in KINDS}
    for row in rows:
        found[row.kind].append(WayRow(**row._mapping))
    return [(kind, label, found[kind]) for kind, label in KINDS.items()]


@cache
def _cases(sight: Sight) -> Select[*tuple[Any, ...]]:
    names = ("reference", "case_type", "state", "category", "about", "received_on", "next_due_on")
    query = select(*(getattr(Case, name) for name in names), Party.part, User.name.label("owner"), restricted_id())
    query = query.join(Party, Party.case_id == Case.id).outerjoin(User, User.id == Case.owner_id)
    query = scope(query.where(Party.person_id == bindparam("person")), sight)
    return query.order_by(Case.category == "closed", Case.id.desc(), Party.id).limit(MOST)


def _case_lines(rows: Sequence[Any]) -> list[CaseLine]:
    """One line for each case, with every part that they have in it."""
    parts: dict[str, list[str]] = {}
    for row in rows:
        parts.setdefault(row.reference, []).append(PARTS.get(row.part, row.part))
    lines = {row.reference: row for row in rows}
    return [_case(row, parts[reference]) for reference, row in lines.items()]


def _case(row: Any, parts: Sequence[str]) -> CaseLine:
    own = {name: getattr(row, name) for name in CaseLine.__dataclass_fields__ if name not in ("part", "is_overdue")}
    late = row.next_due_on is not None and row.category != "closed" and row.next_due_on < clock.today()
    return CaseLine(**own, part=", ".join(dict.fromkeys(parts)), is_overdue=late)


@cache
def _contacts(sight: Sight) -> Select[*tuple[Any, ...]]:
    names = ("happened_on", "direction", "channel", "summary")
    query = select(*(getattr(Contact, name) for name in names), Case.reference)
    query = query.join(Case, Case.id == Contact.case_id).where(Contact.person_id == bindparam("person"))
    own = query.where(Contact.copied_from_id.is_(None))
    return scope(own, sight).order_by(Contact.happened_on.desc(), Contact.id.desc()).limit(MOST)


def _contact(row: Any) -> ContactLine:
    words = " ".join(row.summary.split())
    short = words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]} …"
    return ContactLine(
        on=row.happened_on, direction=row.direction, channel=row.channel, words=short, reference=row.reference
    )


@cache
def _letters(sight: Sight) -> Select[*tuple[Any, ...]]:
    query = select(Letter.id, Letter.code, Letter.sent_at, Letter.channel, Case.reference)
    query = query.join(Case, Case.id == Letter.case_id)
    query = query.where(Letter.person_id == bindparam("person"), Letter.status == "sent")
    return scope(query, sight).order_by(Letter.sent_at.desc(), Letter.id.desc()).limit(MOST)


def _letter(row: Any) -> LetterLine:
    on = clock.local(row.sent_at).date() if row.sent_at else None
    return LetterLine(
        id=row.id, code=row.code, purpose=LETTERS.get(row.code, row.code), on=on, channel=row.channel,
        reference=row.reference,
    )  # fmt: skip


@cache
def _others(sight: Sight) -> Select[*tuple[Any, ...]]:
    mine, theirs = aliased(Party), aliased(Party)
    own_parts = func.min(mine.part).label("own_part")
    query = (
        select(Person.id, Person.full_name, theirs.part, own_parts, Case.reference)
        .select_from(mine)
        .join(Case, Case.id == mine.case_id)
        .join(theirs, theirs.case_id == mine.case_id)
        .join(Person, Person.id == theirs.person_id)
        .where(mine.person_id == bindparam("person"), theirs.person_id != bindparam("person"))
    )
    grouped = scope(query, sight).group_by(Person.id, Person.full_name, theirs.part, Case.id, Case.reference)
    return grouped.order_by(Case.id.desc(), Person.id).limit(MOST)


def _other(row: Any) -> OtherPerson:
    part, own = PARTS.get(row.part, row.part), PARTS.get(row.own_part, row.own_part)
    return OtherPerson(person_id=row.id, name=row.full_name, part=part, own_part=own, reference=row.reference)
