"""The story of a case: who did what, when and why, newest first, with contacts, notes and answers in place."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from casework.access import Actor, scope
from casework.errors import NotFound
from casework.extensions import read
from casework.models import Answer, Case, CaseEvent, Contact, Letter, Note, User
from casework.pages.mail import mail_files
from casework.pages.mail.mail_files import FileRow
from casework.pages.record import case_files, changed, compared
from casework.pages.record.case import Head
from casework.pages.record.case_files import EnclosedFile
from casework.pages.record.changed import FromTo
from casework.pages.record.compared import Mark
from casework.services.record.history import MOVED, Kind
from workflows.engine import Move
from workflows.enquiry_rules import DUPLICATE_OF
from workflows.registry import SIGNATURES, WORKFLOWS

PAGE = 100
BY_MAIL = "email"
"""The channel of a contact that may have files."""
CONTACT = ("id", "channel", "summary", "direction", "with_whom", "happened_on", "happened_time")
"""What is shown of a contact."""
Event = Row[*tuple[Any, ...]]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "moves": (*MOVED, "case_logged", "case_imported"),
    "contacts": ("contact_logged", "case_logged"),
    "notes": ("note_added",),
    "put_right": ("put_right", "case_edited", "person_changed"),
}


@dataclass(frozen=True, slots=True)
class Fix:
    """The page on which something is put right: its endpoint, and which one it is about. `came`: the step recorded
    something that came, whose day has a page of its own."""

    endpoint: str
    numbers: Mapping[str, int]
    came: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with the texts that belong to it. `title` names a move as its button does."""

    id: int
    kind: str
    at: dt.datetime
    on: dt.date
    who: str
    title: str
    trigger: str
    to_state: str | None
    stays: bool
    """A step that left the case in the state in which it was."""
    data: Mapping[str, Any]
    note: str | None
    answers: Sequence[tuple[str, str]]
    contact: Row[*tuple[Any, ...]] | None
    """Its channel and words, with whom it was and when."""
    files: Sequence[FileRow]
    """What came with the mail that is this contact."""
    enclosed: Sequence[EnclosedFile]
    """What somebody put with it."""
    letter: Row[*tuple[Any, ...]] | None
    """To whom a letter is, and its code."""
    people: Mapping[int, str]
    """The names of the users whom `data` mentions."""
    fix: Fix | None
    """Where the reader can put it right."""
    leads: bool
    """Whether it names another case that the reader may see."""
    rewritten: Sequence[Sequence[Mark]]
    """What was changed in a text that was sent for approval."""

    def day(self, key: str) -> dt.date:
        """A day of `data`, which holds days as text."""
        return dt.date.fromisoformat(self.data[key])

    def days(self, key: str) -> list[dt.date]:
        """Several days of `data`."""
        return [dt.date.fromisoformat(day) for day in self.data[key]]

    @property
    def put_right(self) -> str:
        """What was put right."""
        return changed.title(self.data)

    @property
    def changes(self) -> list[FromTo]:
        """From what to what, where that is not said in words beside it."""
        return changed.lines(self.data)

    @property
    def follows(self) -> list[str]:
        """What followed for the dates."""
        return changed.moved(self.data)

    @property
    def moved(self) -> list[tuple[str, dt.date, dt.date]]:
        """The clocks whose dates the bank holidays moved: name, day before, day after."""
        ends = [(each["clock"], each["from"], each["to"]) for each in self.data["clocks"]]
        return [(name, dt.date.fromisoformat(first), dt.date.fromisoformat(then)) for name, first, then in ends]


def entries(head: Head, *, actor: Actor, group: str = "", limit: int = PAGE, before: int | None = None) -> list[Entry]:
    """Nine queries at most, however long the story."""
    may = head.activities(actor)
    query = _events(group, paged=before is not None)
    events = read(query, case=head.id, limit=limit, before=before).all()
    answered = {*MOVED, Kind.PARTNER_QUESTION_ASKED, Kind.PUT_RIGHT, Kind.CASE_EDITED, Kind.SUGGESTION_DECLINED}
    answered |= {Kind.CASE_LOGGED} if head.workflow.opening_asks else set()
    before_it = {event.id: event.data["changed_from"] for event in events if "changed_from" in event.data}
    answers = _answers([*(event.id for event in events if event.kind in answered), *before_it.values()])
    contacts, people, letters = _contacts(head, events), _people(events), _letters(head, events)
    kept = case_files.of_case(head)
    files = mail_files.of_contacts(head, [one.id for one in contacts.values() if one.channel == BY_MAIL])
    others = _seen([event.data["other_case_id"] for event in events if "other_case_id" in event.data], actor)
    return [
        Entry(
            id=event.id,
            kind=event.kind,
            at=event.at,
            on=event.on,
            who=event.who or "Casework",
            title=_title(head, event),
            trigger=event.trigger or "",
            to_state=event.to_state,
            stays=event.from_state == event.to_state,
            data=event.data,
            note=event.note,
            answers=answers.get(event.id, ()),
            contact=contacts.get(event.data.get("contact_id")),
            files=files.get(event.data.get("contact_id", 0), ()),
            enclosed=_enclosed(event, kept),
            letter=letters.get(event.data.get("letter_id")),
            people=people,
            fix=_fix(head, event, may),
            leads=event.data.get("other_case_id") in others,
            rewritten=_rewritten(answers.get(before_it.get(event.id, 0), ()), answers.get(event.id, ())),
        )
        for event in events
    ]


@cache
def _events(group: str, *, paged: bool) -> Select[*tuple[Any, ...]]:
    names = ("id", "kind", "at", "on", "trigger", "from_state", "to_state", "data", "note_id")
    query = (
        select(*(getattr(CaseEvent, name) for name in names), User.name.label("who"), Note.text.label("note"))
        .outerjoin(User, User.id == CaseEvent.actor_id)
        .outerjoin(Note, Note.id == CaseEvent.note_id)
        .where(CaseEvent.case_id == bindparam("case"))
        .order_by(CaseEvent.id.desc())
        .limit(bindparam("limit"))
    )
    if group in GROUPS:
        query = query.where(CaseEvent.kind.in_(GROUPS[group]))
    return query.where(CaseEvent.id < bindparam("before")) if paged else query


def _seen(case_ids: Sequence[int], actor: Actor) -> set[int]:
    """Those of these cases that the reader may see. To one that was restricted since no link leads."""
    query = select(Case.id).where(Case.id.in_(case_ids))
    return set(read(scope(query, actor)).scalars()) if case_ids else set()


def _rewritten(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[list[Mark]]:
    """The answer to the same question, before and after."""
    former = dict(before)
    for question, answer in after:
        if question in former:
            return compared.lines(former[question].splitlines(), answer.splitlines())
    return []


def _fix(head: Head, event: Event, may: Collection[str]) -> Fix | None:
    if "put_right" in may and event.kind in GROUPS["contacts"] and "contact_id" in event.data:
        return Fix("corrections.contact", {"contact_id": event.data["contact_id"]})
    if "put_right" in may and event.kind == Kind.NOTE_ADDED and event.note_id is not None:
        return Fix("corrections.note", {"note_id": event.note_id})
    if "put_right_day" in may and event.kind in MOVED and event.who is not None and not _is_signed(head, event):
        return Fix("corrections.step", {"event_id": event.id}, any(row.day_asked for row in _moves(head, event)))
    return None


def _is_signed(head: Head, event: Event) -> bool:
    return any(SIGNATURES.intersection(move.effects) for move in _moves(head, event))


def _title(head: Head, event: Event) -> str:
    return next((move.label for move in _moves(head, event)), "")


def _moves(head: Head, event: Event) -> Iterator[Move]:
    """The rows of the table by which this step is made."""
    workflow = WORKFLOWS[MOVED.get(event.kind) or head.case_type]
    return (move for move in workflow.moves if move.trigger == event.trigger)


def _answers(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for row in read(_said(), events=ids) if ids else ():
        found.setdefault(row.event_id, []).append((row.label, row.value))
    return found


@cache
def _said() -> Select[int, str, str]:
    of_these = Answer.event_id.in_(bindparam("events", expanding=True))
    # which case is repeated stands on the overview, for whoever may see that one
    said = select(Answer.event_id, Answer.label, Answer.value).where(of_these, Answer.code != DUPLICATE_OF.code)
    return said.order_by(Answer.id)


def _contacts(head: Head, events: Sequence[Event]) -> dict[int | None, Event]:
    ids = [event.data["contact_id"] for event in events if "contact_id" in event.data]
    return {row.id: row for row in read(_of_contacts(), case=head.id, contacts=ids)} if ids else {}


def contact(head: Head, contact_id: int) -> Event:
    """One contact of the case. Raises `NotFound`."""
    found = read(_of_contacts(), case=head.id, contacts=[contact_id]).first()
    if found is None:
        raise NotFound
    return found


@cache
def _of_contacts() -> Select[*tuple[Any, ...]]:
    these = Contact.id.in_(bindparam("contacts", expanding=True))
    columns = [getattr(Contact, name) for name in CONTACT]
    return select(*columns).where(Contact.case_id == bindparam("case"), these)


def _enclosed(event: Event, kept: Sequence[EnclosedFile]) -> Sequence[EnclosedFile]:
    contact_id = event.data.get("contact_id")
    if contact_id is not None and event.kind in GROUPS["contacts"]:
        return [file for file in kept if file.contact_id == contact_id]
    return [file for file in kept if file.note_id == event.note_id] if event.note_id and kept else ()


def _letters(head: Head, events: Sequence[Event]) -> dict[int | None, Event]:
    ids = [event.data["letter_id"] for event in events if event.data.get("letter_id")]
    return {row.id: row for row in read(_of_letters(), case=head.id, letters=ids)} if ids else {}


@cache
def _of_letters() -> Select[*tuple[Any, ...]]:
    these = Letter.id.in_(bindparam("letters", expanding=True))
    return select(Letter.id, Letter.code, Letter.to_name).where(Letter.case_id == bindparam("case"), these)


def first_words(head: Head) -> Event | None:
    """What was said to us first, and with it how, when and by whom. One query."""
    return read(_first_words(), case=head.id).first()


@cache
def _first_words() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Contact, name) for name in CONTACT]
    query = select(*columns).where(Contact.case_id == bindparam("case"), Contact.direction == "in")
    return query.order_by(Contact.happened_on, Contact.id).limit(1)


def _people(events: Sequence[Event]) -> dict[int, str]:
    ids = {event.data["owner"] for event in events if event.data.get("owner")}
    ids |= {user_id for event in events for user_id in event.data.get("users", ())}
    if not ids:
        return {}
    rows = read(select(User.id, User.name).where(User.id.in_(ids)).order_by(User.name))
    return {row.id: row.name for row in rows}
