"""All documents of a case: what somebody put there, what came with its mail, and the letters that were sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select, union

from casework.errors import KeptShut, NotFound
from casework.extensions import read
from casework.incoming import attachments
from casework.models import Contact, Document, FileCheck, IncomingMail, Letter, User, known_as
from casework.pages.record.case import Head
from casework.pages.record.case_files import amount
from casework.services.documents.papers import SOURCES
from casework.services.documents.redactions import REASONS
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document as its page and its line say it. `number`: which version of it this is, from 1."""

    id: int
    file_name: str
    description: str
    source: str | None
    conditions: str
    return_on: dt.date | None
    media_type: str
    size: int
    file_sha256: str
    problem: str | None
    added_at: dt.datetime
    added_by: str | None
    contact_id: int | None
    note_id: int | None
    incoming_id: int | None
    follows_id: int | None
    redacted_from_id: int | None
    redactions: Mapping[str, Any] | None
    destroyed_at: dt.datetime | None
    is_shut: bool
    """Nobody may open it: `problem` says why."""
    number: int = 1
    newer_id: int | None = None

    @property
    def amount(self) -> str:
        """Its size as people say it."""
        return amount(self.size)

    @property
    def saved_as(self) -> str:
        """The media type that it is saved with: what must not be opened has none of its own."""
        return attachments.OCTETS if self.problem else self.media_type

    @property
    def came(self) -> str:
        """How it came here."""
        if self.incoming_id is not None:
            return "With a mail"
        return "With a contact" if self.contact_id else "With a note" if self.note_id else "Added"

    @property
    def hidden(self) -> list[str]:
        """Of a redacted copy: how often something is hidden, and why."""
        reasons = self.redactions["reasons"] if self.redactions else {}
        return [f"{words}: {reasons[code]}" for code, words in REASONS.items() if code in reasons]

    @property
    def source_words(self) -> str:
        return SOURCES.get(self.source or "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A letter that was sent."""

    id: int
    code: str
    subject: str
    to_name: str
    sent_at: dt.datetime

    @property
    def added_at(self) -> dt.datetime:
        return self.sent_at


def of_case(head: Head) -> list[Paper | SentLetter]:
    """The newest version of each, and the letters, the newest first."""
    newest = [each for each in all_of(head).values() if each.newer_id is None]
    letters = [SentLetter(**row) for row in read(_letters(), case=head.id).mappings()]
    return sorted([*newest, *letters], key=lambda each: (each.added_at, each.id), reverse=True)


def all_of(head: Head) -> dict[int, Paper]:
    """Every document of a case by its id, in the order in which they came."""
    rows = {row["id"]: _with_check(dict(row)) for row in read(_papers(), case=head.id).mappings()}
    numbers: dict[int, int] = {}
    for number, row in rows.items():
        follows = row["follows_id"]
        numbers[number] = numbers.get(follows, 0) + 1
        if follows in rows:
            rows[follows]["newer_id"] = number
    return {number: Paper(**row, number=numbers[number]) for number, row in rows.items()}


def find_to_open(head: Head, document_id: int) -> Paper:
    """One whose file is wanted. Raises `NotFound`, and `KeptShut` where nobody may open it."""
    found = find(head, all_of(head), document_id)
    if found.is_shut:
        raise KeptShut(found.problem or "")
    return found


def _with_check(row: dict[str, Any]) -> dict[str, Any]:
    why = files.why_shut(row.pop("check"))
    return row | {"is_shut": bool(why), "problem": why or row["problem"]}


def find(head: Head, papers: Mapping[int, Paper], document_id: int) -> Paper:
    """One that somebody opens, of `all_of` this case. Raises `NotFound` for one of another."""
    if document_id not in papers:
        raise NotFound
    head.note_opened(document_id=document_id)
    return papers[document_id]


def versions(papers: Mapping[int, Paper], paper: Paper) -> list[Paper]:
    """All versions of a document, the newest first."""
    while paper.newer_id is not None:
        paper = papers[paper.newer_id]
    found = [paper]
    while (follows := found[-1].follows_id) is not None:
        found.append(papers[follows])
    return found


def copies(papers: Mapping[int, Paper], paper: Paper) -> list[Paper]:
    """The redacted copies of a document, the newest first."""
    return [each for each in reversed(list(papers.values())) if each.redacted_from_id == paper.id]


@cache
def _papers() -> Select[*tuple[Any, ...]]:
    joined = ("added_by", "number", "newer_id", "is_shut")
    columns = [getattr(Document, name) for name in Paper.__slots__ if name not in joined]
    case = bindparam("case", type_=Integer())
    of_contacts = select(func.coalesce(Contact.copied_from_id, Contact.id)).where(Contact.case_id == case)
    with_contact = select(IncomingMail.id).where(IncomingMail.contact_id.in_(of_contacts))
    is_filed = IncomingMail.state.concat("") == "filed"  # not by the index of states, which lists the whole office
    filed = select(IncomingMail.id).where(IncomingMail.case_id == case, is_filed)
    own = select(Document.id).where(Document.case_id == case)
    came = (select(Document.id).where(Document.incoming_id.in_(mail)) for mail in (with_contact, filed))
    there = union(own, *came).subquery()
    return (
        select(*columns, known_as(User).label("added_by"), files.check_of_document().label("check"))
        .select_from(there)
        .join(Document, Document.id == there.c.id)
        .outerjoin(User, User.id == Document.added_by_id)
        .outerjoin(FileCheck, FileCheck.sha256 == Document.file_sha256)
        .order_by(there.c.id)
    )


@cache
def _letters() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Letter, name) for name in SentLetter.__slots__]
    return select(*columns).where(Letter.case_id == bindparam("case"), Letter.status == "sent").order_by(Letter.id)
