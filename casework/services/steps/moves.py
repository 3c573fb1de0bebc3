"""Making a move: the one writer of a case's and a recommendation's state.

Permission, load and lock, version and token, ask the workflow, write, clocks, history: one transaction.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from casework import clock as wall
from casework.access import SYSTEM, Actor, Permission, require
from casework.errors import NotFound, TransitionRefused
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Letter, Recommendation
from casework.services.deadlines import clocks, facts, holds
from casework.services.letters import of_moves, prepared
from casework.services.letters.of_moves import Sending
from casework.services.letters.values import Occasion
from casework.services.record import answers as answers_kept
from casework.services.record import cases, history, states, tokens
from casework.services.record.tokens import Sent
from casework.services.steps import effects
from workflows.engine import Category, Move
from workflows.registry import WORKFLOWS
from workflows.roles import Role

NO_LETTER = "No letter was sent, because"
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """What a person sent: the trigger, the answers, and what the page they saw says of itself."""

    trigger: str
    sent: Sent
    answers: Mapping[str, object] = field(default_factory=dict)
    sending: Sending | None = None


def prepare_move(reference: str, request: MoveRequest, *, actor: Actor) -> Case:
    """Keep the answers to a step and draft its letters, so that they can be read before the case moves.

    Raises as `make_move` does: a step that would be refused is refused here already.
    """
    require(actor, Permission.CASE_MOVE)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(request.sent, actor=actor, case_id=case.id)
    cases.check_version(case, seen=request.sent.row_version, present=case.row_version)
    move = _find(case, request.trigger, actor=actor, answers=request.answers, today=wall.today())
    of_moves.prepare(case, move, request.answers, actor=actor)
    return case


def prepare_recommendation_move(reference: str, number: int, request: MoveRequest, *, actor: Actor) -> Recommendation:
    """The same for a step of one recommendation."""
    require(actor, Permission.CASE_MOVE)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(request.sent, actor=actor, case_id=case.id)
    row = _load_recommendation(case, number, seen=request.sent.row_version)
    move = _find_of_recommendation(row, case, request.trigger, actor=actor, answers=request.answers, today=wall.today())
    of_moves.prepare(case, move, request.answers, actor=actor, recommendation=row)
    return row


def make_move(reference: str, request: MoveRequest, *, actor: Actor) -> Case:
    """Move a case.

    Raises `NotAllowed`, `NotFound`, `Replayed` for a form sent twice, `Conflict` when somebody changed the
    case first, `Invalid` for an answer that cannot be, `TransitionRefused` with the guard's sentence.
    """
    require(actor, Permission.CASE_MOVE)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(request.sent, actor=actor, case_id=case.id)
    cases.check_version(case, seen=request.sent.row_version, present=case.row_version)
    today = wall.today()
    move = _find(case, request.trigger, actor=actor, answers=request.answers, today=today)
    occasion = Occasion(case=case, actor=actor, move=move, answers=request.answers)
    letters = of_moves.ready(occasion, request.sending) if move.letters else []
    event = _carry_out(case, move, actor=actor, answers=request.answers, today=today)
    _send(letters, occasion, request.sending, event)
    return case


def make_system_move(case: Case, trigger: str, *, today: dt.date) -> Case:
    """A move that no person makes: a quiet enquiry closes, the last recommendation ends. Its letters are drafted."""
    move = _find(case, trigger, actor=SYSTEM, answers={}, today=today)
    _carry_out(case, move, actor=SYSTEM, answers={}, today=today)
    of_moves.leave_to_owner(case, move)
    return case


def make_recommendation_move(reference: str, number: int, request: MoveRequest, *, actor: Actor) -> Recommendation:
    """Move one recommendation; the row version is the recommendation's. Closes the case after the last one."""
    require(actor, Permission.CASE_MOVE)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(request.sent, actor=actor, case_id=case.id)
    row = _load_recommendation(case, number, seen=request.sent.row_version)
    today = wall.today()
    move = _find_of_recommendation(row, case, request.trigger, actor=actor, answers=request.answers, today=today)
    occasion = Occasion(case=case, actor=actor, move=move, answers=request.answers, recommendation=row)
    letters = of_moves.ready(occasion, request.sending) if move.letters else []
    event = move_recommendation(row, case, move, actor=actor, answers=request.answers, today=today)
    _send(letters, occasion, request.sending, event)
    close_after_last_recommendation(case, today=today)
    clocks.keep_next_due(case)
    cases.touch(case)
    return row


def move_recommendation(
    row: Recommendation, case: Case, move: Move, *, actor: Actor, answers: Mapping[str, object], today: dt.date
) -> CaseEvent:
    """Write and record one move of a recommendation inside a transaction that has the case locked."""
    workflow = WORKFLOWS["recommendation"]
    source = row.state
    states.enter(row, workflow, move.target)
    effects.run(move, effects.Context(case=case, actor=actor, answers=answers, today=today, recommendation=row))
    clocks.apply(move.clocks, case, actor=actor, on=today, answers=answers, recommendation=row)
    event = history.record(
        history.Kind.RECOMMENDATION_MOVED,
        actor=actor,
        case_id=case.id,
        move=(move.trigger.value, source, row.state),
        data={"recommendation": row.number},
    )
    answers_kept.keep(event, move.asks, answers)
    return event


def close_after_last_recommendation(case: Case, *, today: dt.date) -> None:
    """Close the case when nothing of it is outstanding any more (rulebook 10.1, all recommendations terminal)."""
    if case.state != "decided_not_reasonable":
        return
    try:
        make_system_move(case, "complete_recommendations", today=today)
    except TransitionRefused:
        return


def find_recommendation(case: Case, number: int) -> Recommendation | None:
    return db.session.query(Recommendation).filter_by(case_id=case.id, number=number).one_or_none()


def _carry_out(case: Case, move: Move, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> CaseEvent:
    workflow = WORKFLOWS[case.case_type]
    source = case.state
    states.enter(case, workflow, move.target)
    _keep_days(case, workflow.category(move.target), today)
    context = effects.Context(case=case, actor=actor, answers=answers, today=today)
    effects.run(move, context)
    clocks.apply(move.clocks, case, actor=actor, on=today, answers=answers)
    _move_recommendations(case, context)
    if workflow.category(move.target) is Category.CLOSED and holds.end_with(case, on=today):
        context.data["hold_ended"] = True
    clocks.keep_next_due(case)
    event = history.record(
        history.Kind.CASE_MOVED,
        actor=actor,
        case_id=case.id,
        move=(move.trigger.value, source, case.state),
        data=context.data,
    )
    answers_kept.keep(event, move.asks, answers)
    return event


def _find(case: Case, trigger: str, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> Move:
    """The row of the table that the step takes. Raises `TransitionRefused`."""
    workflow = WORKFLOWS[case.case_type]
    given = facts.of_case(case, actor=actor, answers=answers, today=today)
    return workflow.fire_any(workflow.states(case.state), _trigger(workflow.triggers, trigger), actor.roles, given)


def _find_of_recommendation(
    row: Recommendation, case: Case, trigger: str, *, actor: Actor, answers: Mapping[str, object], today: dt.date
) -> Move:
    workflow = WORKFLOWS["recommendation"]
    given = facts.of_recommendation(row, case, actor=actor, answers=answers, today=today)
    return workflow.fire_any(workflow.states(row.state), _trigger(workflow.triggers, trigger), actor.roles, given)


def _load_recommendation(case: Case, number: int, *, seen: int) -> Recommendation:
    row = find_recommendation(case, number)
    if row is None:
        raise NotFound
    cases.check_version(case, seen=seen, present=row.row_version)
    return row


def _send(letters: Sequence[Letter], occasion: Occasion, sending: Sending | None, event: CaseEvent) -> None:
    """In the transaction of the step: either the case moves and its letters go, or neither. Or why none goes."""
    case, move = occasion.case, occasion.move
    if move is None or not move.letters:
        return
    of_moves.send_all(letters, occasion, event_id=event.id)
    prepared.end(case.id, move.trigger.value, occasion.recommendation)
    if not letters and sending is not None and sending.unsent_reason.strip():
        reason = sending.unsent_reason.strip()[:LONGEST_REASON]
        row = Answer(event_id=event.id, case_id=case.id, code="no_letter", label=NO_LETTER, value=reason)
        db.session.add(row)
        of_moves.close_drafts(occasion)
    clocks.keep_next_due(case)


def _move_recommendations(case: Case, context: effects.Context) -> None:
    for row in context.to_issue:
        signer = Actor(user_id=context.actor.user_id, name=context.actor.name, roles=frozenset({Role.MANAGER}))
        move = _find_of_recommendation(row, case, "issue", actor=signer, answers={}, today=context.today)
        move_recommendation(row, case, move, actor=signer, answers={}, today=context.today)


def _keep_days(case: Case, category: Category, today: dt.date) -> None:
    if category is Category.CLOSED:
        case.closed_on = today
        case.first_closed_on = case.first_closed_on or today
    else:
        case.closed_on = None


def _trigger(triggers: type[StrEnum], name: str) -> StrEnum:
    try:
        return triggers(name)
    except ValueError:
        raise TransitionRefused("There is no such step. Go back to the case and choose one of its steps.") from None
