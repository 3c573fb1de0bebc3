"""The statements behind repeat contacts: what counts, put together by the database, within what the reader may see."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, or_, select

from casework.access import Actor, scope
from casework.models import Case, Contact, Person, PersonWay
from casework.services.people.contact_rows import FOR_THE_PERSON
from casework.services.people.keys import address_key, postcode_key, searched

AnySelect = Select[*tuple[Any, ...]]
GROUPS: Mapping[str, tuple[Any, ...]] = {
    "person": (Contact.person_id,),
    "address": (PersonWay.key, PersonWay.postcode_key),
    "place": (PersonWay.postcode_key,),
    "issue": (Case.issue, Case.district),
}
"""What contacts are put together by."""
HEADINGS: Mapping[str, str] = {
    "person": "Person",
    "address": "Address",
    "place": "Postcode",
    "issue": "Issue and district",
}
BY_WAY = ("address", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked at: contacts from `first` to `last`, both days included. `words` come from a kept search."""

    by: str
    first: dt.date
    last: dt.date
    least: int = 2
    """So many contacts make a repeat."""
    issue: str = ""
    district: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line puts together: of a person the id, of an address its key and postcode (of a place the postcode
    alone), of an issue its code and that of the district; None where they were not recorded."""

    person_id: int = 0
    key: str = ""
    postcode: str | None = None
    issue: str | None = None
    district: str | None = None


def grouped(asked: Asked, actor: Actor) -> AnySelect:
    """The lines, those with the most contacts first; each says how many lines there are."""
    contacts = func.count(distinct(Contact.id)) if asked.by in BY_WAY else func.count()
    groups = GROUPS[asked.by]
    key = (func.min(PersonWay.id).label("way_id"),) if asked.by in BY_WAY else groups
    columns = (
        *key,
        contacts.label("contacts"),
        func.count(distinct(Contact.person_id)).label("people"),
        func.count(distinct(Contact.case_id)).label("cases"),
        func.min(Contact.happened_on).label("first"),
        func.max(Contact.happened_on).label("last"),
        func.count().over().label("amount"),
    )
    query = select(*columns).select_from(Contact).join(Case, Case.id == Contact.case_id)
    if asked.by in BY_WAY:
        query = query.join(PersonWay, _theirs_then()).where(_is_said(asked.by))
    if asked.words:
        query = query.join(Person, Person.id == Contact.person_id).where(_matches(asked.by, asked.words))
    query = scope(query.where(*_counted(asked)), actor).group_by(*groups).having(contacts >= asked.least)
    return query.order_by(contacts.desc(), func.max(Contact.happened_on).desc(), *groups)


def contacts(asked: Asked, line: Line, *columns: Any, actor: Actor) -> AnySelect:
    """The contacts of one line, the newest first; each says how many there are."""
    query = select(*columns, func.count().over().label("amount")).select_from(Contact)
    query = query.join(Case, Case.id == Contact.case_id).outerjoin(Person, Person.id == Contact.person_id)
    query = scope(query.where(*_counted(asked), _is_of(asked.by, line)), actor)
    return query.order_by(Contact.happened_on.desc(), Contact.id.desc())


def ways_like(by: str, line: Line, *, person_id: int) -> AnySelect:
    """What somebody calls this address, or their address in this place."""
    query = select(PersonWay.value, PersonWay.postcode).where(PersonWay.person_id == person_id)
    return query.where(PersonWay.kind == "address", _same(by, line)).order_by(PersonWay.id)


def _is_of(by: str, line: Line) -> ColumnElement[bool]:
    if by == "person":
        return Contact.person_id == line.person_id
    if by == "issue":
        in_district = Case.district.is_not_distinct_from(line.district)
        return and_(Case.issue.is_not_distinct_from(line.issue), in_district)
    ever = select(PersonWay.person_id).where(PersonWay.kind == "address", _same(by, line))
    return and_(Contact.person_id.in_(ever), exists().where(_theirs_then(), _same(by, line)))


def _same(by: str, line: Line) -> ColumnElement[bool]:
    in_place = PersonWay.postcode_key == line.postcode if line.postcode else PersonWay.postcode_key.is_(None)
    return in_place if by == "place" else and_(PersonWay.key == line.key, in_place)


def _counted(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """What a contact to us is: from the person or whoever speaks for them, once, on a case that is no mistake."""
    yield Contact.direction == "in"
    yield Contact.happened_on.between(asked.first, asked.last)
    yield Contact.with_whom.in_(FOR_THE_PERSON)
    yield Contact.copied_from_id.is_(None)
    yield Case.logged_by_mistake.is_(False)
    if asked.by != "issue":
        yield Contact.person_id.is_not(None)
    if asked.issue:
        yield Case.issue == asked.issue
    if asked.district:
        yield Case.district == asked.district


def _theirs_then() -> ColumnElement[bool]:
    """An address that was theirs on the day of the contact."""
    begun = or_(PersonWay.from_on.is_(None), PersonWay.from_on <= Contact.happened_on)
    not_ended = or_(PersonWay.until_on.is_(None), PersonWay.until_on > Contact.happened_on)
    return and_(PersonWay.person_id == Contact.person_id, PersonWay.kind == "address", begun, not_ended)


def _is_said(by: str) -> ColumnElement[bool]:
    """Of an address the postcode alone may be known: that is no address, and yet a place. Said so that SQLite does not
    begin with every address that there is."""
    return PersonWay.key != "" if by == "address" else func.coalesce(PersonWay.postcode_key, "") != ""


def _matches(by: str, words: str) -> ColumnElement[bool]:
    """A name that has each word at the beginning of one of its own, or an address with these signs in it."""
    if by == "place":
        return PersonWay.postcode_key.startswith(postcode_key(words) or words, autoescape=True)
    if by == "address":
        return PersonWay.key.contains(address_key(words) or words, autoescape=True)
    return and_(*(or_(*map(_begins_a_word, each)) for each in searched(words) or [(words,)]))


def _begins_a_word(word: str) -> ColumnElement[bool]:
    first = Person.name_key.startswith(word, autoescape=True)
    return or_(first, Person.name_key.contains(f" {word}", autoescape=True))
