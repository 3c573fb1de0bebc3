"""What was sent, what waits, what failed: reminders and letters as managers, cases and recipients see them.

What goes by post is not in the lists: it stands in the print queue.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, select

from casework import openings
from casework.access import Actor
from casework.errors import NotFound
from casework.extensions import db, read
from casework.models import Case, Letter, Message, Person, User
from casework.pages.record.case import Head
from casework.services.deadlines import notices
from casework.services.mail.by_hand import OPEN_STATES, open_to
from workflows.registry import LETTERS

PAGE = 50
COUNTED_TO = 1000
KIND_LABELS: Mapping[str, str] = {
    "due_soon": "Due soon",
    "due_today": "Due today",
    "overdue": "Overdue",
    "escalation": "Overdue, to the managers",
    "notice": "Notice",
    "digest": "Morning mail",
    "account": "About an account",
}
STATE_LABELS: Mapping[str, str] = {
    "pending": "Waiting",
    "claimed": "Being sent",
    "uncertain": "May not have arrived",
    "failed": "Not delivered",
    "sent": "Sent",
    "given_up": "Given up",
    "bundled": "In the morning mail",
}
STATE_COLOURS: Mapping[str, str] = {"failed": "red", "uncertain": "orange", "sent": "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One part of the page: its words and the states that it shows."""

    title: str
    states: tuple[str, ...]
    nothing: str


VIEWS: Mapping[str, View] = {
    "problems": View(
        title="To look at",
        states=("failed", "uncertain"),
        nothing="Every reminder and every letter went out. There is nothing to look at.",
    ),
    "waiting": View(title="Waiting", states=("pending", "claimed"), nothing="Nothing waits to be sent."),
    "sent": View(title="Sent", states=("sent",), nothing="Nothing has been sent yet."),
    "given_up": View(title="Given up", states=("given_up",), nothing="Nothing has been given up."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """`reference` is empty for what is about no case, or about several. `letter_code`: a letter to the public.
    `by_post`: a person posts it."""

    id: int
    reference: str
    kind: str
    letter_code: str | None
    by_post: bool
    due_on: dt.date | None
    recipient: str
    state: str
    attempts: int
    created_at: dt.datetime
    next_attempt_at: dt.datetime
    sent_at: dt.datetime | None
    reason: str
    safe_contact: str
    """What must be read before anything goes to the person of a letter."""

    @property
    def what(self) -> str:
        """A reminder with what it says of its date, or a letter with what it is for."""
        if self.letter_code is not None:
            return f"Letter {self.letter_code}: {LETTERS.get(self.letter_code, 'of the office')}"
        return KIND_LABELS[self.kind]

    @property
    def noun(self) -> str:
        return "letter" if self.is_letter else "reminder"

    @property
    def name(self) -> str:
        """In the middle of a sentence."""
        return f"{self.noun} about {self.reference}" if self.reference else self.what.lower()

    @property
    def is_letter(self) -> bool:
        return self.letter_code is not None

    @property
    def may_have_arrived(self) -> bool:
        """A letter that is not sent again without somebody saying that two are better than none."""
        return self.is_letter and self.state == "uncertain"

    @property
    def asks_first(self) -> bool:
        """Whether something must be read before it is sent again."""
        return self.may_have_arrived or bool(self.safe_contact)

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def colour(self) -> str:
        return STATE_COLOURS.get(self.state, "grey")

    @property
    def is_open(self) -> bool:
        """Whether a manager can still do something about it."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`amounts` are counted up to 1,000 each; `older` is the id to go on from. `several_failed`: more than one was not
    delivered, and so they can be sent again together."""

    view: str
    messages: Sequence[MessageRow]
    amounts: Mapping[str, int]
    older: int | None
    several_failed: bool


def find(view: str, *, actor: Actor, before: int | None = None) -> Page:
    """The newest first. A view that does not exist shows what there is to look at."""
    view = view if view in VIEWS else "problems"
    query = _selected().where(Message.state.in_(VIEWS[view].states), open_to(actor))
    if before is not None:
        query = query.where(Message.id < before)
    rows = _rows(query.order_by(Message.id.desc()).limit(PAGE + 1))
    amounts = {name: _amount(Message.state.in_(each.states), actor) for name, each in VIEWS.items()}
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    several = view == "problems" and _amount(Message.state == "failed", actor) > 1
    return Page(view=view, messages=rows[:PAGE], amounts=amounts, older=older, several_failed=several)


def find_one(message_id: int, *, actor: Actor, posted_too: bool = False) -> MessageRow:
    """One message, where `posted_too` also a letter for the post. Raises `NotFound`, also for a restricted case that
    is not the actor's."""
    ways = ("email", "post") if posted_too else ("email",)
    found = _rows(_selected(*ways).where(Message.id == message_id, open_to(actor)))
    if not found:
        raise NotFound
    return found[0]


def of_case(head: Head) -> list[MessageRow]:
    """The newest reminders and letters of one case."""
    return _rows(_of_case(), case=head.id)


@cache
def _of_case() -> Select[*tuple[Any, ...]]:
    return _selected().where(Message.case_id == bindparam("case")).order_by(Message.id.desc()).limit(PAGE)


@cache
def _selected(*ways: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id,
            func.coalesce(Case.reference, "").label("reference"),
            case((and_(Message.letter_id.is_not(None), Case.restricted), Case.id)).label("restricted_id"),
            Message.kind,
            Letter.code.label("letter_code"),
            (Message.channel == "post").label("by_post"),
            func.nullif(Message.due_on, notices.NEVER, type_=Date()).label("due_on"),
            func.coalesce(User.name, Letter.to_name).label("recipient"),
            Message.state,
            Message.attempts,
            Message.created_at,
            Message.next_attempt_at,
            Message.sent_at,
            func.coalesce(Message.last_error, "").label("reason"),
            func.trim(func.coalesce(Person.safe_contact, "")).label("safe_contact"),
        )
        .outerjoin(Case, Case.id == Message.case_id)
        .outerjoin(User, User.id == Message.recipient_id)
        .outerjoin(Letter, Letter.id == Message.letter_id)
        .outerjoin(Person, and_(Person.id == Letter.person_id, Letter.directory_entry_id.is_(None)))
        .where(Message.channel.in_(ways or ("email",)))
    )


def _rows(query: Select[*tuple[Any, ...]], **given: Any) -> list[MessageRow]:
    found = [dict(row) for row in read(query, **given).mappings()]
    openings.mark_listed(row.pop("restricted_id") for row in found)
    return [MessageRow(**row) for row in found]


def _amount(condition: ColumnElement[bool], actor: Actor) -> int:
    query = select(Message.id).outerjoin(Case, Case.id == Message.case_id)
    query = query.where(condition, Message.channel == "email", open_to(actor))
    query = query.order_by(Message.id.desc()).limit(COUNTED_TO)  # in the order of an index, or PostgreSQL reads all
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
