"""What waits for the signature of a manager who did not write it (R1.9): draft decisions, replies for approval (section
10.3) and letters, in one queue, the oldest first. Which states of a case wait for it, its workflow says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from sqlalchemy import Integer, Select, String, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from casework import openings
from casework.access import READER, Actor, Permission, Sight, can, restricted_id, scope, sight
from casework.extensions import read
from casework.models import Case, CaseEvent, Decision, EnquiryDetail, Letter, LetterVersion, User
from casework.pages.letters.letters import LetterColumns
from casework.pages.record.case import Head
from casework.pages.record.subjects import SubjectHead
from workflows.registry import TO_SIGN

MOST = 200
"""Of a longer queue those that have waited longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of the queue. A decision or a reply is signed by a step of its case and has no `letter_id`."""

    reference: str
    letter_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where a page stands in the queue: `number` from 1, or 0 for what was signed or sent back meanwhile."""

    here: Place
    number: int
    amount: int
    previous: Place | None
    next: Place | None

    @property
    def onward(self) -> Place | None:
        """Where one goes on once this one is signed or sent back."""
        return (self.next or self.previous) if self.number else None

    @classmethod
    def of(cls, here: Place, queue: Sequence[Place]) -> Self:
        if here not in queue:
            return cls(here=here, number=0, amount=len(queue), previous=None, next=queue[0] if queue else None)
        at = queue.index(here)
        before, after = queue[at - 1] if at else None, queue[at + 1] if at + 1 < len(queue) else None
        return cls(here=here, number=at + 1, amount=len(queue), previous=before, next=after)


def amount(actor: Actor) -> int:
    """How many wait for them, counted up to `MOST`."""
    return len(_found(actor))


def listed(actor: Actor) -> Sequence[Any]:
    """What they may sign and did not write, to be shown with whom it goes to."""
    found = _found(actor)
    openings.mark_listed(row.restricted_id for row in found)
    return found


def around(subject: SubjectHead, *, actor: Actor) -> Around | None:
    """Nothing where the case does not wait for a signature, or the reader signs nothing."""
    head = subject.head
    if subject.type is not None or head.state not in TO_SIGN.get(head.case_type, ()):
        return None
    return _around(Place(reference=head.reference, letter_id=None), actor)


def around_letter(head: Head, letter: LetterColumns, *, actor: Actor) -> Around | None:
    """The same for a letter. Once it is signed the queue goes on from there."""
    if letter.status not in ("submitted", "signed"):
        return None
    return _around(Place(reference=head.reference, letter_id=letter.id), actor)


def _around(here: Place, actor: Actor) -> Around | None:
    if not can(actor, Permission.LETTER_SIGN):
        return None
    return Around.of(here, [place_of(row) for row in _found(actor)])


def place_of(row: Any) -> Place:
    return Place(reference=row.reference, letter_id=row.letter_id)


def _found(actor: Actor) -> Sequence[Any]:
    if not can(actor, Permission.LETTER_SIGN):
        return []
    return read(_keys(sight(actor)), reader=actor.user_id).all()


@cache
def _keys(sight: Sight) -> Select[*tuple[Any, ...]]:
    states = [(name, state) for name, states in TO_SIGN.items() for state in states]
    waiting = [_letters(sight), *(_cases_in(name, state, sight) for name, state in states)]
    every = union_all(*(select(each.limit(MOST).subquery()) for each in waiting)).subquery()
    return select(every).order_by(every.c.since, every.c.case_id, every.c.letter_id).limit(MOST)


def _letters(sight: Sight) -> Select[*tuple[Any, ...]]:
    edited = exists().where(LetterVersion.letter_id == Letter.id, LetterVersion.edited_by_id == READER)
    query = select(
        Case.id.label("case_id"),
        Case.reference,
        restricted_id(),
        Letter.id.label("letter_id"),
        Letter.code.label("code"),
        Letter.to_name.label("to_name"),
        func.coalesce(User.name, "Casework").label("writer"),
        Letter.edited_at.label("since"),
    )
    query = query.select_from(Letter).join(Case, Case.id == Letter.case_id)
    query = query.outerjoin(User, User.id == func.coalesce(Letter.edited_by_id, Letter.author_id))
    query = query.where(Letter.status == "submitted", Letter.author_id.is_distinct_from(READER), ~edited)
    return scope(query, sight).order_by(Letter.edited_at, Letter.id)


def _cases_in(case_type: str, state: str, sight: Sight) -> Select[*tuple[Any, ...]]:
    """By the step that brought each there."""
    step, steps = CaseEvent, aliased(CaseEvent)
    last = select(func.max(steps.id)).where(steps.case_id == Case.id, steps.to_state == Case.state)
    since = func.coalesce(step.at, Case.logged_at, type_=Letter.edited_at.type)
    query = select(
        Case.id.label("case_id"),
        Case.reference,
        restricted_id(),
        literal(None, Integer()).label("letter_id"),
        literal("", String()).label("code"),
        literal("", String()).label("to_name"),
        func.coalesce(User.name, "Casework").label("writer"),
        since.label("since"),
    )
    query = query.select_from(Case).outerjoin(step, step.id == last.scalar_subquery())
    query = query.outerjoin(User, User.id == step.actor_id)
    query = query.where(Case.case_type == case_type, Case.state == state, ~_wrote_the_draft(), ~_wrote_the_reply())
    return scope(query, sight).order_by(since, Case.id)


def _wrote_the_draft() -> Any:
    return exists().where(and_(Decision.case_id == Case.id, Decision.status == "draft", Decision.author_id == READER))


def _wrote_the_reply() -> Any:
    return exists().where(and_(EnquiryDetail.case_id == Case.id, EnquiryDetail.reply_author_id == READER))
