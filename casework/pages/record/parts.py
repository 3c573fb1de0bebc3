"""The parts of a case that have pages of their own: people, allegations, decisions, recommendations."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from casework.errors import NotFound
from casework.extensions import db
from casework.models import (
    Allegation,
    CaseAccess,
    Clock,
    ClockEvent,
    Decision,
    Note,
    Party,
    Person,
    Recommendation,
    User,
)
from casework.pages.people import person as known
from casework.pages.record.case import Head
from casework.services.people.parties import PARTS
from casework.services.people.people import UNSAFE
from workflows.recommendation_types import ALLOWED, TYPES
from workflows.registry import PERSON_PARTS, WORKFLOWS
from workflows.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    party_id: int
    part: str
    code: str
    """Of the part."""
    name: str
    kind: str
    email: str | None
    phone: str | None
    postcode: str | None
    address: str | None
    adjustments: str | None
    adjustment_codes: Sequence[str]
    safe_contact: str | None
    email_unsafe: bool
    post_unsafe: bool
    phone_unsafe: bool
    invented: bool
    person_id: int

    @property
    def is_representative(self) -> bool:
        return self.part == PARTS["representative"]

    @property
    def unsafe(self) -> str:
        """The ways that are not safe, in words: e-mail and post. Empty where nobody said so."""
        return " and ".join(words for flag, words in UNSAFE.items() if getattr(self, flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One draft or decision with who wrote, returned or signed it."""

    status: str
    finding: str
    reasons: str
    learning: str | None
    author: str
    author_id: int
    drafted_at: dt.datetime
    comments: str | None
    signer: str | None
    decided_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegationRow:
    number: int
    category: str
    summary: str
    force_outcome: str | None
    finding: str | None
    reason: str | None
    row_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    id: int
    text: str
    written_at: dt.datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationRow:
    """A recommendation with the day its answer is due, whether more time was given, and the triggers that lead on."""

    number: int
    text: str
    addressed_to: str
    state: str
    category: str
    issued_on: dt.date | None
    response_text: str | None
    type_label: str
    due_on: dt.date | None
    extended: bool
    moves: Sequence[tuple[str, str]]


def parties(head: Head) -> list[PartyRow]:
    names = [name for name in PartyRow.__dataclass_fields__ if hasattr(Person, name)]
    columns = [getattr(Person, name) for name in names]
    own = (Party.id.label("party_id"), Party.part, Party.part.label("code"))
    query = select(*own, Person.full_name.label("name"), Person.id.label("person_id"), *columns)
    query = query.join(Person, Person.id == Party.person_id).where(Party.case_id == head.id).order_by(Party.id)
    rows = db.session.execute(query).mappings()
    return [PartyRow(**{**row, "part": PARTS.get(row["part"], row["part"])}) for row in rows]


def added_parts(head: Head) -> list[tuple[str, str]]:
    """The parts that somebody may be added in. Whoever a case begins with is there already, unless nobody was named."""
    begins_with = set() if head.person_id else {head.workflow.person_is}
    not_chosen = {*(PERSON_PARTS - begins_with), Party.FORMER}
    return [(code, label) for code, label in PARTS.items() if code not in not_chosen]


def in_words(head: Head, party_id: int) -> str:
    """Somebody in the case and their part: "Pat Example, witness." """
    query = select(Person.full_name, Party.part).join(Person, Person.id == Party.person_id)
    row = db.session.execute(query.where(Party.case_id == head.id, Party.id == party_id)).first()
    return f"{row.full_name}, {PARTS.get(row.part, row.part).lower()}." if row is not None else ""


def person(head: Head, person_id: int) -> dict[str, Any]:
    """What is known of somebody in this case, by the names of the form. Raises `NotFound`."""
    in_case = select(Party.id).where(Party.person_id == Person.id, Party.case_id == head.id).exists()
    columns = [getattr(Person, name) for name in known.FORM]
    row = db.session.execute(select(*columns).where(Person.id == person_id, in_case)).first()
    if row is None:
        raise NotFound
    return known.in_form(row)


def notes(head: Head) -> list[NoteRow]:
    """The newest first."""
    who = func.coalesce(User.name, "Casework").label("who")
    query = select(Note.id, Note.text, Note.written_at, who).outerjoin(User, User.id == Note.written_by_id)
    query = query.where(Note.case_id == head.id, Note.kind == "note").order_by(Note.id.desc())
    return [NoteRow(**row) for row in db.session.execute(query).mappings()]


def allegations(head: Head) -> list[AllegationRow]:
    columns = [getattr(Allegation, name) for name in AllegationRow.__dataclass_fields__]
    query = select(*columns).where(Allegation.case_id == head.id).order_by(Allegation.number)
    return [AllegationRow(**row) for row in db.session.execute(query).mappings()]


def allegation(head: Head, number: int) -> AllegationRow | None:
    return next((row for row in allegations(head) if row.number == number), None)


def drafts(head: Head) -> list[DraftRow]:
    """The newest first."""
    author, signer = aliased(User), aliased(User)
    names = ("status", "finding", "reasons", "learning", "author_id", "drafted_at", "comments", "decided_on")
    query = (
        select(*(getattr(Decision, name) for name in names), author.name.label("author"), signer.name.label("signer"))
        .join(author, author.id == Decision.author_id)
        .outerjoin(signer, signer.id == Decision.signed_by_id)
        .where(Decision.case_id == head.id)
        .order_by(Decision.id.desc())
    )
    return [DraftRow(**row) for row in db.session.execute(query).mappings()]


def recommendations(head: Head, roles: frozenset[Role]) -> list[RecommendationRow]:
    """In their order. Three queries, however many."""
    clocks = select(Clock.recommendation_id, Clock.due_on).where(Clock.case_id == head.id, Clock.state == "running")
    due = {row.recommendation_id: row.due_on for row in db.session.execute(clocks)}
    extended = _extended(head)
    names = ("number", "text", "addressed_to", "state", "category", "issued_on", "response_text")
    query = select(Recommendation.id, Recommendation.rec_type, *(getattr(Recommendation, name) for name in names))
    query = query.where(Recommendation.case_id == head.id).order_by(Recommendation.number)
    return [
        RecommendationRow(
            **{name: getattr(row, name) for name in names},
            type_label=TYPES.get(row.rec_type, row.rec_type),
            due_on=due.get(row.id),
            extended=row.id in extended,
            moves=_moves(row.state, roles),
        )
        for row in db.session.execute(query)
    ]


def recommendation(head: Head, number: int, roles: frozenset[Role]) -> RecommendationRow:
    """Raises `NotFound`."""
    found = next((one for one in recommendations(head, roles) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _moves(state: str, roles: frozenset[Role]) -> list[tuple[str, str]]:
    """What a recommendation in this state may be moved by; it is issued with the decision, not by itself."""
    workflow = WORKFLOWS["recommendation"]
    available = workflow.available(workflow.states(state), roles)
    return [(move.trigger.value, move.label) for move in available if move.trigger != "issue"]


def _extended(head: Head) -> set[int | None]:
    """The recommendations with an extension that still stands."""
    query = select(Clock.recommendation_id, ClockEvent.id, ClockEvent.removes_id)
    query = query.join(ClockEvent, ClockEvent.clock_id == Clock.id).where(
        Clock.case_id == head.id, ClockEvent.kind.in_(("extended", "extension_removed"))
    )
    rows = db.session.execute(query).all()
    gone = {row.removes_id for row in rows}
    return {row.recommendation_id for row in rows if row.removes_id is None and row.id not in gone}


def allowed_types(review_type: str | None) -> list[tuple[str, str]]:
    return [(code, label) for code, label in TYPES.items() if code in ALLOWED.get(review_type or "", frozenset())]


def named(head: Head) -> list[tuple[int, str]]:
    """Who is named on a restricted case."""
    query = select(User.id, User.name).join(CaseAccess, CaseAccess.user_id == User.id)
    return [
        (row.id, row.name) for row in db.session.execute(query.where(CaseAccess.case_id == head.id).order_by(User.name))
    ]


def colleagues(head: Head, *, but: int | None) -> list[tuple[str, str]]:
    """Who may be asked to come back to a case, as "@name": everybody who works on cases and may see this one."""
    query = select(User.id, User.name).where(User.who_may_get_work(), User.id != (but or 0)).order_by(User.name)
    if head.restricted:
        query = query.where(User.id.in_(select(CaseAccess.user_id).where(CaseAccess.case_id == head.id)))
    return [(str(row.id), f"@{row.name}") for row in db.session.execute(query)]
