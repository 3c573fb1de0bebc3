"""The same done to several cases at once. Each is done or refused by itself, by the same service as alone; whoever
asked learns which was refused and why, and the others are done."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from casework import outbox
from casework.access import Actor, Permission, require
from casework.errors import CaseworkError, Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from casework.extensions import db
from casework.services.desk import assignment
from casework.services.record import notes, tokens
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest

MOST = 200
"""Cases at once: each is locked until all are done."""
NOT_THERE = "It is not there to be seen any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A case as the list showed it."""

    reference: str
    row_version: int

    def __str__(self) -> str:
        """As the box in the list carries it."""
        return f"{self.reference}.{self.row_version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    reference: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """References, and for each that was refused the sentence that it would have been refused with alone."""

    done: Sequence[str]
    refused: Sequence[Refused]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form says besides what is to be done. `all_or_none`: while one is refused none is done, and the form can
    be sent again."""

    sent: Sent
    all_or_none: bool = False


class _Refused(Exception):
    """Takes back what was done, because some of it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Whom cases are given to, if anybody, and the note that is written on each, if any."""

    owner_id: int | None
    note: str = ""


def give(ticked: Collection[Ticked], gift: Gift, *, asked: Asked, actor: Actor) -> Outcome:
    """Give each to somebody, with the same note on each where there is one. Raises `NotAllowed`, `Replayed`, and
    `Invalid` for none or too many."""
    require(actor, Permission.CASE_ASSIGN)

    def act(one: Ticked) -> None:
        seen = Sent.fresh(one.row_version)
        assignment.assign(one.reference, owner_id=gift.owner_id, team_id=None, sent=seen, actor=actor, as_seen=True)
        if gift.note.strip():
            notes.add_note(one.reference, gift.note, sent=Sent.fresh(), actor=actor)

    return _all(ticked, act, asked=asked, actor=actor)


def move(
    ticked: Collection[Ticked], trigger: str, answers: Mapping[str, object], *, asked: Asked, actor: Actor
) -> Outcome:
    """Make the same step on each, with the same answers. Raises as `give` does."""
    require(actor, Permission.CASE_MOVE)

    def act(one: Ticked) -> None:
        request = MoveRequest(trigger=trigger, sent=Sent.fresh(one.row_version), answers=answers)
        moves.make(Address(one.reference), request, actor=actor)

    return _all(ticked, act, asked=asked, actor=actor)


def _all(ticked: Collection[Ticked], act: Callable[[Ticked], None], *, asked: Asked, actor: Actor) -> Outcome:
    if not ticked:
        raise Invalid("", "Tick at least one case in the list.")
    if len(ticked) > MOST:
        raise Invalid("", f"Take {MOST} cases at a time: these are {len(ticked)}.")
    waiting = outbox.asked_for(db.session)
    outcome = Outcome(done=(), refused=())
    try:
        with db.session.begin_nested():
            tokens.use(asked.sent, actor=actor)
            outcome = _each(ticked, act)
            if asked.all_or_none and outcome.refused:
                raise _Refused
    except _Refused:
        outbox.forget_after(db.session, waiting)
        return Outcome(done=(), refused=outcome.refused)
    return outcome


def _each(ticked: Collection[Ticked], act: Callable[[Ticked], None]) -> Outcome:
    """In the order of their references, so that two people with the same cases wait for each other, and no more."""
    done, refused = [], []
    for one in sorted(ticked, key=lambda each: each.reference):
        waiting = outbox.asked_for(db.session)
        try:
            with db.session.begin_nested():
                act(one)
        except (Invalid, Conflict, NotAllowed, NotFound, TransitionRefused) as refusal:
            outbox.forget_after(db.session, waiting)
            refused.append(Refused(reference=one.reference, why=_why(refusal)))
        else:
            done.append(one.reference)
    return Outcome(done=done, refused=refused)


def _why(refusal: CaseworkError | TransitionRefused) -> str:
    if isinstance(refusal, NotFound):
        return NOT_THERE
    return refusal.reason if isinstance(refusal, TransitionRefused) else refusal.message
