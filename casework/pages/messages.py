"""What was sent, what waits, what failed: reminders as managers, cases and their recipients see them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from casework.access import Actor, scope
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, Message, User
from casework.services.messages import OPEN_STATES

PAGE = 50
COUNTED_TO = 1000
KIND_LABELS: Mapping[str, str] = {
    "due_soon": "Due soon",
    "due_today": "Due today",
    "overdue": "Overdue",
    "escalation": "Overdue, to the managers",
}
STATE_LABELS: Mapping[str, str] = {
    "pending": "Waiting",
    "claimed": "Being sent",
    "uncertain": "May not have arrived",
    "failed": "Refused",
    "sent": "Sent",
    "given_up": "Given up",
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
        nothing="Every reminder went out. There is nothing to look at.",
    ),
    "waiting": View(title="Waiting", states=("pending", "claimed"), nothing="Nothing waits to be sent."),
    "sent": View(title="Sent", states=("sent",), nothing="No reminder has been sent yet."),
    "given_up": View(title="Given up", states=("given_up",), nothing="No reminder has been given up."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    id: int
    reference: str
    kind: str
    due_on: dt.date
    recipient: str
    state: str
    attempts: int
    created_at: dt.datetime
    next_attempt_at: dt.datetime
    sent_at: dt.datetime | None
    reason: str

    @property
    def what(self) -> str:
        return KIND_LABELS[self.kind]

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
    """`amounts` are counted up to 1,000 each; `older` is the id to go on from."""

    view: str
    messages: Sequence[MessageRow]
    amounts: Mapping[str, int]
    older: int | None


def find(view: str, *, actor: Actor, before: int | None = None) -> Page:
    """The newest first. A view that does not exist shows what there is to look at."""
    view = view if view in VIEWS else "problems"
    query = scope(_selected().where(Message.state.in_(VIEWS[view].states)), actor)
    if before is not None:
        query = query.where(Message.id < before)
    rows = _rows(query.order_by(Message.id.desc()).limit(PAGE + 1))
    amounts = {name: _amount(Message.state.in_(each.states), actor) for name, each in VIEWS.items()}
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Page(view=view, messages=rows[:PAGE], amounts=amounts, older=older)


def find_one(message_id: int, *, actor: Actor) -> MessageRow:
    """Raises `NotFound`, also for a restricted case that is not the actor's."""
    found = _rows(scope(_selected().where(Message.id == message_id), actor))
    if not found:
        raise NotFound
    return found[0]


def of_case(case_id: int) -> list[MessageRow]:
    """The newest reminders about one case, which the caller has found visible."""
    return _rows(_selected().where(Message.case_id == case_id).order_by(Message.id.desc()).limit(PAGE))


def of_user(*, actor: Actor) -> list[MessageRow]:
    """The newest reminders to the actor, about cases that they may still see."""
    query = scope(_selected().where(Message.recipient_id == actor.user_id), actor)
    return _rows(query.order_by(Message.id.desc()).limit(PAGE))


def _selected() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id,
            Case.reference,
            Message.kind,
            Message.due_on,
            User.name.label("recipient"),
            Message.state,
            Message.attempts,
            Message.created_at,
            Message.next_attempt_at,
            Message.sent_at,
            func.coalesce(Message.last_error, "").label("reason"),
        )
        .join(Case, Case.id == Message.case_id)
        .join(User, User.id == Message.recipient_id)
    )


def _rows(query: Select[*tuple[Any, ...]]) -> list[MessageRow]:
    return [MessageRow(**row) for row in db.session.execute(query).mappings()]


def _amount(condition: ColumnElement[bool], actor: Actor) -> int:
    query = scope(select(Message.id).join(Case, Case.id == Message.case_id).where(condition), actor)
    return db.session.scalar(select(func.count()).select_from(query.limit(COUNTED_TO).subquery())) or 0
