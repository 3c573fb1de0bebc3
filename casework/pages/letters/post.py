"""The print queue: letters that wait to be printed and posted, and those that were."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from casework import openings
from casework.access import Actor, restricted_id, scope
from casework.extensions import db
from casework.letters import media_types
from casework.models import Case, DirectoryEntry, Letter, LetterEnclosure, Message, Person
from casework.services.people import contact_safety
from workflows.registry import LETTERS

WAITING = 200
"""Letters on one page of the queue, the oldest first; the next ones follow when these are posted."""
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """`id` is that of the message. `warning`: why it must not go to this address any more, or cannot be
    printed, as a sentence."""

    id: int
    reference: str
    letter_id: int
    code: str
    to_name: str
    large_print: bool
    is_word: bool
    finished_at: dt.datetime | None
    posted_on: dt.date | None
    provided_on: dt.date | None
    warning: str
    enclosed: int
    """How many documents go with it."""

    @property
    def purpose(self) -> str:
        return LETTERS.get(self.code, "of the office")

    @property
    def name(self) -> str:
        """What tells it from the others, for somebody who hears the page."""
        return f"{self.code} of {self.reference} to {self.to_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """`more`: some wait that are not shown."""

    letters: Sequence[PostRow]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """`older` is the id to go on from."""

    letters: Sequence[PostRow]
    older: int | None


def waiting(*, actor: Actor) -> Queue:
    """What the actor may see of the letters that nobody has posted yet. One query."""
    query = _selected().where(Message.state == "pending").order_by(Message.id).limit(WAITING + 1)
    found = _rows(db.session.execute(scope(query, actor)).all())
    return Queue(letters=found[:WAITING], more=len(found) > WAITING)


def posted(*, actor: Actor, before: int | None = None) -> Posted:
    """The newest first. One query."""
    query = _selected().where(Message.state == "sent").order_by(Message.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Message.id < before)
    found = _rows(db.session.execute(scope(query, actor)).all())
    return Posted(letters=found[:PAGE], older=found[PAGE - 1].id if len(found) > PAGE else None)


def _selected() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id,
            Message.state,
            Message.posted_on,
            Message.provided_on,
            Message.last_error,
            Case.reference,
            restricted_id(),
            Letter.id.label("letter_id"),
            Letter.code,
            Letter.to_name,
            Letter.large_print,
            Letter.document_type,
            Letter.document_sha256,
            Letter.sent_at,
            Letter.postal_address,
            select(func.count()).where(LetterEnclosure.letter_id == Letter.id).scalar_subquery().label("enclosed"),
            Person,
            DirectoryEntry,
        )
        .join(Letter, Letter.id == Message.letter_id)
        .join(Case, Case.id == Message.case_id)
        .outerjoin(Person, Person.id == Letter.person_id)
        .outerjoin(DirectoryEntry, DirectoryEntry.id == Letter.directory_entry_id)
        .where(Message.channel == "post")
    )


def _rows(found: Sequence[Any]) -> list[PostRow]:
    openings.mark_listed(row.restricted_id for row in found)
    return [_row(row) for row in found]


def _row(row: Any) -> PostRow:
    return PostRow(
        id=row.id,
        reference=row.reference,
        letter_id=row.letter_id,
        enclosed=row.enclosed,
        code=row.code,
        to_name=row.to_name,
        large_print=row.large_print,
        is_word=row.document_type == media_types.WORD,
        finished_at=row.sent_at,
        posted_on=row.posted_on,
        provided_on=row.provided_on,
        warning=_warning(row),
    )


def _warning(row: Any) -> str:
    """What cannot be printed waits for somebody to write it anew. An address may have become unsafe or wrong while the
    letter waited: what goes to a person through an organisation goes to the organisation."""
    if row.state != "pending":
        return ""
    if row.document_sha256 is None and row.last_error:
        return str(row.last_error)
    if row.DirectoryEntry is not None:
        return contact_safety.entry_problem(row.DirectoryEntry, "post", row.postal_address) or ""
    if row.Person is None:
        return ""
    return contact_safety.problem(row.Person, "post", row.postal_address) or ""
