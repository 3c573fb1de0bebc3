"""Who acts for whom, and what they may be told: a written authority with its scope and end, or an elected office.

A member of parliament or a councillor acts for a constituent without written authority where it is about an enquiry
(R7.7, Data Protection Act 2018, Schedule 1, paragraphs 23 and 24): they may be told what answers them. For an
application for a review they need it as anybody else (R2.8). Nothing here keeps a letter or a note back: it warns.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from casework import clock
from casework.extensions import read
from casework.models import Case, Party, Person, Representation, RepresentedCase
from workflows.calendars import written
from workflows.registry import WORKFLOWS

PART = "representative"
STANDINGS: Mapping[str, str] = {
    "mp": "Member of parliament",
    "councillor": "Councillor",
    "solicitor": "Solicitor",
    "advocate": "Advocate or support worker",
    "parent": "Parent or guardian",
    "relative": "Relative or friend",
    "carer": "Carer",
    "deputy": "Attorney or deputy",
    "organisation": "Organisation",
    "other": "Somebody else",
}
"""In what capacity somebody acts for another."""
ELECTED = frozenset({"mp", "councillor"})
COVERS: Mapping[str, str] = {
    "case": "This case alone",
    "all": "All their matters",
    "cases": "This case, and these",
}
"""Where a written authority counts."""
SOMEBODY = "somebody who is not named"
"""For whom, where nothing is known of them."""


class Authority(StrEnum):
    """What somebody who acts for another has to show for it today."""

    WRITTEN = "written"
    ELECTED = "elected"
    MISSING = "missing"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Somebody who acts for another in a case. Without a row of their own (`id` None) it is not recorded for whom."""

    id: int | None
    person_id: int
    for_id: int | None
    for_name: str | None
    standing: str
    authority_on: dt.date | None
    scope: str | None
    expires_on: dt.date | None
    withdrawn_on: dt.date | None
    elected_act: bool
    """Elected members act in such a case without written authority."""
    contact_id: int | None = None
    document_id: int | None = None
    covers: str = "case"
    elsewhere: bool = False
    """It was recorded on another case, and covers this one."""
    row_version: int = 0

    @property
    def authority(self) -> Authority:
        if self.withdrawn_on is not None:
            return Authority.WITHDRAWN
        if self.authority_on is None:
            return Authority.ELECTED if self.elected_act and self.standing in ELECTED else Authority.MISSING
        return Authority.EXPIRED if self.expires_on and self.expires_on < clock.today() else Authority.WRITTEN

    @property
    def holds(self) -> bool:
        """Whether they may be written to in place of whoever they act for."""
        return self.authority in (Authority.WRITTEN, Authority.ELECTED)

    @property
    def how(self) -> str:
        """In what capacity, in words."""
        return STANDINGS[self.standing]

    @property
    def came_with(self) -> str:
        """What the authority came with, as it is chosen: "contact:7", "document:3" or nothing."""
        if self.document_id:
            return f"document:{self.document_id}"
        return f"contact:{self.contact_id}" if self.contact_id else ""

    @property
    def whom(self) -> str:
        return self.for_name or SOMEBODY

    @property
    def in_words(self) -> str:
        """What is to be known before anybody talks to them, a sentence or two."""
        if self.id is None:
            return NOT_RECORDED
        return SENTENCES[self.authority].format(
            whom=self.whom,
            until=f" until {_day(self.expires_on)}" if self.expires_on else "",
            covers=WIDELY.get(self.covers, ""),
            told=(self.scope or "what concerns this matter").strip().rstrip("."),
            expired=_day(self.expires_on),
            withdrawn=_day(self.withdrawn_on),
        )

    @property
    def warning(self) -> str:
        """The same where they may not be told anything yet, or any more; else nothing."""
        return "" if self.holds else self.in_words


WIDELY: Mapping[str, str] = {"all": ", in all their matters", "cases": ", in the cases that the authority names"}
NOT_RECORDED = "It is not recorded for whom they act, and with what authority. Tell them nothing before it is."
ASK = "Tell them nothing of {whom} before you have it."
SENTENCES: Mapping[Authority, str] = {
    Authority.WRITTEN: "Acts for {whom}{until}{covers}; may be told: {told}.",
    Authority.ELECTED: "Acts for {whom} as elected; may be told what answers them, without written authority (R7.7).",
    Authority.MISSING: f"Acts for {{whom}}. No written authority is recorded. {ASK}",
    Authority.EXPIRED: f"Acted for {{whom}}. The written authority ended on {{expired}}. Ask for a new one. {ASK}",
    Authority.WITHDRAWN: "Acts for {whom} no more since {withdrawn}. Tell them nothing of {whom}.",
}


def in_case(case_id: int) -> dict[int, list[Acting]]:
    """Everybody who is a representative in a case, by their id, and for whom; of several rows about the same two the
    newest, and where that one lacks an authority, the one that was given for this case on another."""
    found: dict[tuple[int, int | None], Acting] = {}
    for row in read(_in_case(), case=case_id).mappings():
        acting = of_row(dict(row))
        whom = row["person_id"], row["for_id"]
        found[whom] = _that_counts(found.get(whom), acting)
    grouped: dict[int, list[Acting]] = {}
    for acting in found.values():
        grouped.setdefault(acting.person_id, []).append(acting)
    return {number: [each for each in acts if each.id or len(acts) == 1] for number, acts in grouped.items()}


def _that_counts(before: Acting | None, acting: Acting) -> Acting:
    """Of two about the same people, the own ones of the case first, the older ones first."""
    if before is None or not acting.elsewhere or before.elsewhere:
        return acting
    return acting if acting.holds and before.authority in (Authority.MISSING, Authority.EXPIRED) else before


def may_be_told(case_id: int, person_id: int) -> bool:
    """Whether somebody in a case acts for another with what it takes."""
    return any(acting.holds for acting in in_case(case_id).get(person_id, ()))


def who_acts(case: Case) -> int | None:
    """Who is written to in place of the person of a case: the representative that was added last of those who may."""
    return next((number for number, acts in reversed(in_case(case.id).items()) if any(a.holds for a in acts)), None)


def warnings(case_id: int, person_ids: Collection[int | None]) -> list[str]:
    """What stands against telling these people anything in this case, a sentence each."""
    known = in_case(case_id)
    acts = [acting for number in person_ids for acting in known.get(number or 0, ())]
    return [] if any(acting.holds for acting in acts) else [acting.warning for acting in acts]


@cache
def _in_case() -> CompoundSelect[*tuple[Any, ...]]:
    same = (Representation.case_id == Party.case_id) & (Representation.person_id == Party.person_id)
    own = _acting(elsewhere=False).outerjoin(Representation, same)
    wide = (Representation.person_id == Party.person_id) & (Representation.case_id != Party.case_id)
    given = _acting(elsewhere=True).join(Representation, wide).where(_covers_this())
    both = union_all(*(_with_names(each) for each in (own, given)))
    return both.order_by("elsewhere", "party_id", "id")


def _acting(*, elsewhere: bool) -> Select[*tuple[Any, ...]]:
    names = (Acting.__dataclass_fields__.keys() & Representation.__table__.columns.keys()) - {"person_id"}
    columns = [getattr(Representation, name).label(name) for name in sorted(names)]
    given = (Party.person_id, Party.id.label("party_id"), literal(elsewhere).label("elsewhere"), Case.case_type)
    return select(*columns, *given).select_from(Party).join(Case, Case.id == Party.case_id)


def _with_names(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    whom = aliased(Person)
    named = query.outerjoin(whom, whom.id == Representation.for_person_id)
    named = named.add_columns(Representation.for_person_id.label("for_id"), whom.full_name.label("for_name"))
    return named.where(Party.case_id == bindparam("case"), Party.part == PART)


def _covers_this() -> ColumnElement[bool]:
    """An authority that stands on another case, for somebody of this one, unless a newer one there took its place."""
    newer, whom = aliased(Representation), aliased(Party)
    same = (newer.case_id == Representation.case_id, newer.person_id == Representation.person_id)
    later = (newer.for_person_id == Representation.for_person_id, newer.id > Representation.id)
    named = exists().where(
        RepresentedCase.representation_id == Representation.id, RepresentedCase.case_id == bindparam("case")
    )
    return and_(
        literal_column("representation.covers <> 'case'"),
        or_(Representation.covers == "all", named),
        exists().where(whom.case_id == bindparam("case"), whom.person_id == Representation.for_person_id),
        ~exists().where(*same, *later),
    )


def of_row(row: Mapping[str, Any]) -> Acting:
    """From the columns by their names, with the type of the case."""
    given = {name: row[name] for name in Acting.__dataclass_fields__ if name in row}
    given |= {"standing": row["standing"] or "other", "row_version": row["row_version"] or 0}
    given |= {"covers": row["covers"] or "case"}
    return Acting(**given, elected_act=WORKFLOWS[row["case_type"]].elected_act)


def _day(day: dt.date | None) -> str:
    return written(day) if day is not None else ""
