"""Repeat contacts: who, which address, place and issue contacts to us came from in a period, the most often first.

What the reader may not see is in no number, so that none of them tells of a restricted case.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from casework import openings
from casework.access import Actor, restricted_id
from casework.extensions import read
from casework.models import Case, Contact, Person, PersonWay
from casework.pages.office import codes
from casework.pages.reports import repeat_queries as queries
from casework.pages.reports.repeat_queries import BY_WAY, Asked, Line
from casework.words import number_in

PAGE = 50
NOBODY_SAID = "none"
"""Stands in an address for an issue or a district that was not recorded."""
CONTACT = (
    Contact.id, Contact.happened_on, Contact.channel, Contact.person_id, Person.full_name.label("person"),
    Case.reference, Case.about, Case.case_type, Case.state, Case.category, Case.issue, Case.district, restricted_id(),
)  # fmt: skip
NO_ISSUE, NO_DISTRICT = "No issue recorded", "no district recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRow:
    """One person, address, place or issue. `key` stands for it in an address of a page, and says nothing of anybody."""

    key: str
    name: str
    contacts: int
    people: int
    cases: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatPage:
    rows: Sequence[RepeatRow]
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One contact behind a number."""

    on: dt.date
    channel: str
    person_id: int | None
    person: str
    reference: str
    about: str
    case_type: str
    state: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The contacts of one line, the newest first. `name` is empty where the reader may see none."""

    name: str
    contacts: Sequence[ContactRow]
    amount: int


def find(asked: Asked, *, actor: Actor, page: int = 1, size: int | None = None) -> RepeatPage:
    """One page of the lines, in two queries."""
    size = size or PAGE
    found = read(queries.grouped(asked, actor).limit(size).offset((page - 1) * size)).all()
    key, names = _named(asked.by, found)
    rows = [
        RepeatRow(
            key=key(row),
            name=names(row),
            contacts=row.contacts,
            people=row.people,
            cases=row.cases,
            first=row.first,
            last=row.last,
        )
        for row in found
    ]
    return RepeatPage(rows=rows, amount=found[0].amount if found else 0)


def behind(asked: Asked, key: str, *, actor: Actor, page: int = 1, size: int | None = None) -> Behind:
    """The contacts of the line with this key, as far as the reader may see them. Any other key has none."""
    size = size or PAGE
    line = _line(asked.by, key)
    if line is None:
        return Behind(name="", contacts=(), amount=0)
    query = queries.contacts(asked, line, *CONTACT, actor=actor)
    found = read(query.limit(size).offset((page - 1) * size)).all()
    openings.mark_listed(row.restricted_id for row in found)
    channels = codes.labels("channel")
    return Behind(
        name=_name_of(asked.by, line, found[0]) if found else "",
        contacts=[_contact(row, channels) for row in found],
        amount=found[0].amount if found else 0,
    )


def _line(by: str, key: str) -> Line | None:
    if by == "issue":
        issue, _, district = key.partition(".")
        return Line(issue=_code(issue), district=_code(district))
    number = number_in(key)
    if number is None or by == "person":
        return None if number is None else Line(person_id=number)
    query = select(PersonWay.key, PersonWay.postcode_key).where(PersonWay.id == number, PersonWay.kind == "address")
    way = read(query).first()
    return None if way is None else Line(key=way.key, postcode=way.postcode_key)


def _name_of(by: str, line: Line, row: Row[Any]) -> str:
    """What a line is called, told from one of its contacts."""
    if by == "person":
        return str(row.person)
    if by == "issue":
        return _issue_in_words(row)
    return _place_in_words(by, read(queries.ways_like(by, line, person_id=row.person_id)).first())


def _code(text: str) -> str | None:
    return None if text == NOBODY_SAID else text


def _named(by: str, found: Sequence[Row[Any]]) -> tuple[Callable[[Row[Any]], str], Callable[[Row[Any]], str]]:
    """The key and the name of each of these lines."""
    if by == "issue":
        return lambda row: f"{row.issue or NOBODY_SAID}.{row.district or NOBODY_SAID}", _issue_in_words
    if by in BY_WAY:
        ids = [row.way_id for row in found]
        ways = read(select(PersonWay.id, PersonWay.value, PersonWay.postcode).where(PersonWay.id.in_(ids)))
        places = {way.id: _place_in_words(by, way) for way in ways}
        return lambda row: str(row.way_id), lambda row: places[row.way_id]
    people = select(Person.id, Person.full_name).where(Person.id.in_([row.person_id for row in found]))
    names = {person.id: person.full_name for person in read(people)}
    return lambda row: str(row.person_id), lambda row: names[row.person_id]


def _issue_in_words(row: Row[Any]) -> str:
    issue = codes.labels("issue").get(row.issue, row.issue) if row.issue else NO_ISSUE
    district = codes.labels("district").get(row.district, row.district) if row.district else NO_DISTRICT
    return f"{issue}, {district}"


def _place_in_words(by: str, way: Any) -> str:
    """In one line. The postcode stands beside an address that does not say it."""
    postcode = str(way.postcode or "").upper() if way else ""
    if by == "place" or way is None:
        return postcode
    address = ", ".join(line.strip().rstrip(",") for line in str(way.value).splitlines() if line.strip())
    return address if postcode in address.upper() else f"{address}, {postcode}"


def _contact(row: Row[Any], channels: Mapping[str, str]) -> ContactRow:
    return ContactRow(
        on=row.happened_on,
        channel=channels.get(row.channel, row.channel),
        person_id=row.person_id,
        person=row.person or "",
        reference=row.reference,
        about=row.about,
        case_type=row.case_type,
        state=row.state,
        category=row.category,
    )
