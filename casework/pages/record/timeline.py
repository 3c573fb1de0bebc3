"""The story of a case: who did what, when and why, newest first, with contacts, notes and answers in place."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.extensions import db
from casework.models import Answer, CaseEvent, Contact, Note, User
from casework.pages.mail import mail_files
from casework.pages.mail.mail_files import FileRow
from casework.pages.record.case import Head
from workflows.registry import WORKFLOWS

PAGE = 100
MOVED = ("case_moved", "recommendation_moved")
"""The kinds of event that carry answers."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "moves": (*MOVED, "case_logged", "case_imported"),
    "contacts": ("contact_logged", "case_logged"),
    "notes": ("note_added",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with the texts that belong to it. `title` names a move as its button does."""

    id: int
    kind: str
    at: dt.datetime
    on: dt.date
    who: str
    title: str
    to_state: str | None
    data: Mapping[str, Any]
    note: str | None
    answers: Sequence[tuple[str, str]]
    contact: Contact | None
    files: Sequence[FileRow]
    """What came with the mail that is this contact."""
    people: Mapping[int, str]
    """The names of the users whom `data` mentions."""

    def day(self, key: str) -> dt.date:
        """A day of `data`, which holds days as text."""
        return dt.date.fromisoformat(self.data[key])


def entries(head: Head, *, group: str = "", limit: int = PAGE, before: int | None = None) -> list[Entry]:
    """Six queries at most, however long the story."""
    query = (
        select(CaseEvent, User.name, Note.text)
        .outerjoin(User, User.id == CaseEvent.actor_id)
        .outerjoin(Note, Note.id == CaseEvent.note_id)
        .where(CaseEvent.case_id == head.id)
        .order_by(CaseEvent.id.desc())
        .limit(limit)
    )
    if group in GROUPS:
        query = query.where(CaseEvent.kind.in_(GROUPS[group]))
    if before is not None:
        query = query.where(CaseEvent.id < before)
    rows = db.session.execute(query).all()
    events = [event for event, _, _ in rows]
    answers = _answers([event.id for event in events if event.kind in MOVED])
    contacts, people = _contacts(head, events), _people(events)
    files = mail_files.of_contacts(head.id, [one.id for one in contacts.values()]) if contacts else {}
    return [
        Entry(
            id=event.id,
            kind=event.kind,
            at=event.at,
            on=event.on,
            who=name or "Casework",
            title=_title(head, event),
            to_state=event.to_state,
            data=event.data,
            note=note,
            answers=answers.get(event.id, ()),
            contact=contacts.get(event.data.get("contact_id")),
            files=files.get(event.data.get("contact_id", 0), ()),
            people=people,
        )
        for event, name, note in rows
    ]


def _title(head: Head, event: CaseEvent) -> str:
    workflow = WORKFLOWS["recommendation" if event.kind == "recommendation_moved" else head.case_type]
    return next((move.label for move in workflow.moves if move.trigger == event.trigger), "")


def _answers(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    if ids:
        query = select(Answer.event_id, Answer.label, Answer.value).where(Answer.event_id.in_(ids)).order_by(Answer.id)
        for row in db.session.execute(query):
            found.setdefault(row.event_id, []).append((row.label, row.value))
    return found


def _contacts(head: Head, events: list[CaseEvent]) -> dict[int | None, Contact]:
    ids = [event.data["contact_id"] for event in events if "contact_id" in event.data]
    if not ids:
        return {}
    query = select(Contact).where(Contact.case_id == head.id, Contact.id.in_(ids))
    return {contact.id: contact for contact in db.session.scalars(query)}


def _people(events: list[CaseEvent]) -> dict[int, str]:
    ids = {event.data["owner"] for event in events if event.data.get("owner")}
    ids |= {user_id for event in events for user_id in event.data.get("users", ())}
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)).order_by(User.name))
    return {row.id: row.name for row in rows}
