"""What must be read before anybody writes or rings: safe contact and needs, for the strip on every page of a case."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select

from casework import clock, openings
from casework.extensions import read
from casework.models import Party, Person
from casework.pages.record.case import Head
from casework.services.people import limits
from casework.services.people.acting import authority
from casework.services.people.acting.authority import Acting
from casework.services.people.circumstances import in_words
from casework.services.people.parties import PARTS
from casework.services.people.people import UNSAFE
from casework.services.record import codes
from casework.services.record.needs import acts_for_another, is_something_known
from workflows.calendars import spoken as day_in_words

LIMITED = "Contact is limited until {day}: {what}. An application for a review is taken as from anybody else."


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What is to be known of one person. `part`: what they are in the case, empty where there is none."""

    person_id: int
    name: str
    part: str
    unsafe: str
    """The ways that are not safe, in words."""
    safe_contact: str
    needs: Sequence[str]
    circumstances: Sequence[str]
    """What follows from their having died, being a child or lacking capacity (R2.9), a sentence each."""
    limit: str
    """How their contact is limited (section 7.6), empty where it is not."""
    acts: Sequence[str] = ()
    """For whom they act in the case and what they may be told, a sentence each."""
    may_not_be_told: bool = False
    """They act for somebody, and have no authority to show for it."""

    @property
    def is_warning(self) -> bool:
        warned = self.unsafe or self.safe_contact or self.circumstances or self.limit
        return bool(warned or self.may_not_be_told)

    @property
    def says_anything(self) -> bool:
        return self.is_warning or bool(self.needs or self.acts)

    @property
    def in_words(self) -> str:
        """For a hint in a list of choices."""
        said = [*self.circumstances, *filter(None, [self.limit])]
        said += [f"Not safe: {self.unsafe}"] if self.unsafe else []
        said += [f"Safe contact: {self.safe_contact}"] if self.safe_contact else []
        said += [f"Needs: {', '.join(self.needs)}"] if self.needs else []
        return ". ".join(part.rstrip(".") for part in said)


def of_case(head: Head) -> list[Strip]:
    """Everybody of the case of whom something is to be known, whoever is in touch first. Two queries, one more where
    somebody acts for another, and none where nothing is."""
    if not head.has_needs:
        return []
    if head.restricted:
        openings.mark_opened(head.id)
    found: dict[int, Strip] = {}
    rows = read(_of_case(), case=head.id, today=clock.today()).all()
    limited = limits.of_people({row.id for row in rows})
    bonds = authority.in_case(head.id) if any(row.part == authority.PART for row in rows) else {}
    for row in rows:
        part = PARTS.get(row.part, row.part)
        known = found.get(row.id)
        said = _strip(row, f"{known.part}, {part.lower()}" if known else part, limited)
        found[row.id] = _with_acts(said, bonds.get(row.id, ()))
    return [strip for strip in found.values() if strip.says_anything]


def of_people(ids: Collection[int]) -> dict[int, Strip]:
    """The same of these people, wherever they are; whether the reader may see them was asked before."""
    if not ids:
        return {}
    rows, limited = read(_of_people(), people=list(ids), today=clock.today()).all(), limits.of_people(ids)
    return {strip.person_id: strip for row in rows if (strip := _strip(row, "", limited)).says_anything}


@cache
def _of_case() -> Select[*tuple[Any, ...]]:
    query = _selected().add_columns(Party.part).join(Party, Party.person_id == Person.id)
    here = (Party.case_id == bindparam("case"), Party.part != Party.FORMER)
    return query.where(*here, or_(is_something_known(), acts_for_another())).order_by(Party.id)


@cache
def _of_people() -> Select[*tuple[Any, ...]]:
    return _selected().where(Person.id.in_(bindparam("people", expanding=True)), is_something_known())


def _selected() -> Select[*tuple[Any, ...]]:
    names = ("id", "full_name", "safe_contact", "adjustments", "adjustment_codes", "circumstances", *UNSAFE)
    return select(*(getattr(Person, name) for name in names))


def _strip(row: Row[*tuple[Any, ...]], part: str, limited: Mapping[int, tuple[str, dt.date]]) -> Strip:
    known: Mapping[str, str] = codes.labels("adjustment") if row.adjustment_codes else {}
    needs = [known.get(code, code) for code in row.adjustment_codes or ()]
    return Strip(
        person_id=row.id,
        name=row.full_name,
        part=part,
        unsafe=" and ".join(words for flag, words in UNSAFE.items() if getattr(row, flag)),
        safe_contact=(row.safe_contact or "").strip(),
        limit=_limit(*limited[row.id]) if row.id in limited else "",
        circumstances=in_words(row.circumstances or ()),
        needs=[*needs, *filter(None, [(row.adjustments or "").strip()])],
    )


def _with_acts(strip: Strip, acts: Sequence[Acting]) -> Strip:
    said = tuple(each.in_words for each in acts)
    return replace(strip, acts=said, may_not_be_told=bool(acts) and not any(each.holds for each in acts))


def _limit(what: str, until_on: dt.date) -> str:
    return LIMITED.format(day=day_in_words(until_on), what=what.strip().rstrip("."))
