"""Making a move: the one writer of the state of a case and of its parts.

Permission, load and lock, version and token, ask the workflow, write, clocks, history: one transaction.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from casework import clock as wall
from casework.access import SYSTEM, Actor, Permission, require
from casework.case_types import facts_of
from casework.errors import Invalid, TransitionRefused
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Letter
from casework.services.deadlines import clocks, holds, waiting
from casework.services.letters import of_moves, prepared
from casework.services.letters.of_moves import Sending
from casework.services.letters.values import Occasion
from casework.services.office import organisations
from casework.services.people import risks
from casework.services.record import answers as answers_kept
from casework.services.record import cases, history, states, subjects, tasks, tokens
from casework.services.record.subjects import Address, Subject
from casework.services.record.tokens import Sent
from casework.services.steps import effects, settling
from casework.services.triage import routes
from casework.services.types import surgery_times
from casework.services.types.context import Context
from workflows.engine import Category, Move
from workflows.roles import Role

NO_LETTER = "No letter was sent, because"
CASE_CLOSED = {"reason": "The case was closed."}
SIGNER = Actor(user_id=None, name="", roles=frozenset({Role.MANAGER}))
"""Whoever makes a step of a part that goes with one of its case may make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """What a person sent: the trigger, the answers, and what the page they saw says of itself. `issue`: the primary
    issue, where the step ends a case that has none yet. `why_otherwise`: why it is another step than was suggested."""

    trigger: str
    sent: Sent
    answers: Mapping[str, object] = field(default_factory=dict)
    sending: Sending | None = None
    issue: str = ""
    why_otherwise: str = ""


def prepare(address: Address, request: MoveRequest, *, actor: Actor) -> Subject:
    """Keep the answers to a step and draft its letters, so that they can be read before it is made.

    Raises as `make` does: a step that would be refused is refused here already.
    """
    occasion, _ = _begin(address, request, actor=actor)
    of_moves.prepare(occasion)
    return occasion.subject


def make(address: Address, request: MoveRequest, *, actor: Actor) -> Subject:
    """Move a case, or a part of it; the version that the page showed is that of the one that moves.

    Raises `NotAllowed`, `NotFound`, `Replayed` for a form sent twice, `Conflict` when somebody changed it first,
    `Invalid` for an answer that cannot be, `TransitionRefused` with the guard's sentence.
    """
    occasion, move = _begin(address, request, actor=actor)
    row = prepared.find(occasion.subject.key, request.trigger) if move.letters else None
    return _finish(replace(occasion, prepared=row), move, request.sending)


def make_at_once(address: Address, request: MoveRequest, *, actor: Actor) -> Subject:
    """Prepare a step and make it, with its letters as they are drafted: they were read around the text that was typed.

    Raises as `make` does, and `Invalid` where somebody wrote in such a letter already: it is read first.
    """
    occasion, move = _begin(address, request, actor=actor)
    occasion = replace(occasion, prepared=of_moves.prepare(occasion))
    drafted = [each.letter for each in of_moves.wanted(occasion) if each.letter is not None]
    if any(letter.edited_by_hand for letter in drafted):
        raise Invalid("letters", "Somebody has written in this letter already. Read it before it goes.")
    seen = {letter.id: letter.row_version for letter in drafted}
    return _finish(occasion, move, replace(request.sending or Sending(), letters=seen))


def _finish(occasion: Occasion, move: Move, sending: Sending | None) -> Subject:
    subject, today = occasion.subject, wall.today()
    letters = of_moves.ready(occasion, sending) if move.letters else []
    event = _carry_out(occasion, move, today=today)
    _send(letters, occasion, move, sending, event)
    if subject.part is not None:
        _follow(subject, today=today)
    clocks.keep_next_due(subject.case)
    return subject


def make_system_move(case: Case, trigger: str, *, today: dt.date) -> Case:
    """A move that no person makes: a quiet enquiry closes, the last recommendation ends. Its letters are drafted."""
    subject = Subject(case)
    move = _find(subject, trigger, actor=SYSTEM, answers={}, today=today)
    occasion = Occasion(subject=subject, actor=SYSTEM, move=move)
    _carry_out(occasion, move, today=today)
    of_moves.leave_to_owner(occasion)
    clocks.keep_next_due(case)
    return case


def make_with_contact(case: Case, trigger: str, *, on: dt.date, actor: Actor) -> Case:
    """A move that goes with a contact of that day, which was just logged on the locked case. It writes no letter.
    Raises `TransitionRefused`, `Invalid`."""
    subject, today = Subject(case), wall.today()
    answers = {"came_on": on}
    move = _find(subject, trigger, actor=actor, answers=answers, today=today)
    _carry_out(Occasion(subject=subject, actor=actor, move=move, answers=answers), move, today=today)
    clocks.keep_next_due(case)
    return case


def _begin(address: Address, request: MoveRequest, *, actor: Actor) -> tuple[Occasion, Move]:
    require(actor, Permission.CASE_MOVE)
    subject = subjects.load_for_change(address, actor=actor)
    tokens.use(request.sent, actor=actor, case_id=subject.case.id)
    risks.require_dealt_with(subject.case)
    cases.check_version(subject.case, seen=request.sent.row_version, present=subject.row.row_version)
    move = _find(subject, request.trigger, actor=actor, answers=request.answers, today=wall.today())
    settling.name_issue(subject, move, request.issue, actor=actor)
    routes.settle(subject, move, request.answers, why=request.why_otherwise, actor=actor)
    answers = organisations.named(move.asks, request.answers)
    surgery_times.check(move.asks, answers)
    return Occasion(subject=subject, actor=actor, move=move, answers=answers), move


def _carry_out(occasion: Occasion, move: Move, *, today: dt.date) -> CaseEvent:
    """Write and record one step inside a transaction that has the case locked."""
    subject, case, actor = occasion.subject, occasion.case, occasion.actor
    source, workflow = subject.row.state, subject.workflow
    states.enter(subject.row, workflow, move.target)
    context = Context(subject=subject, actor=actor, answers=occasion.answers, today=today)
    if subject.part is None:
        _keep_days(case, today)
        tasks.end(*tasks.ASK_FOR_A_STEP, case_id=case.id, actor=actor)
    else:
        context.data[subject.name] = subject.part.number
    effects.run(move, context)
    clocks.apply(move.clocks, subject, actor=actor, on=today, answers=occasion.answers)
    waiting.follow(case, on=today, actor=actor)
    _move_parts(context)
    _close_mistaken(context)
    ends = subject.part is None and workflow.category(move.target) is Category.CLOSED
    if ends:
        _end_parts(context)
    if ends and holds.end_with(case, on=today, actor=actor):
        context.data["hold_ended"] = True
    event = history.record(
        history.moved(subject.key.part),
        actor=actor,
        case_id=case.id,
        move=(move.trigger.value, source, subject.row.state),
        data=context.data,
    )
    answers_kept.keep(event, move.asks, occasion.answers)
    return event


def _move_parts(context: Context) -> None:
    """The steps of parts that go with one of the case, signed by whoever makes that one."""
    signer = replace(SIGNER, user_id=context.actor.user_id, name=context.actor.name)
    for part, trigger in context.then:
        move = _find(part, trigger, actor=signer, answers={}, today=context.today)
        _carry_out(Occasion(subject=part, actor=signer, move=move), move, today=context.today)


def _end_parts(context: Context) -> None:
    """What is asked of others ends with the case: nobody waits for it any more."""
    for part in subjects.open_parts(context.case):
        trigger = part.workflow.ends_with
        if trigger:
            move = _find(part, trigger, actor=SIGNER, answers=CASE_CLOSED, today=context.today)
            occasion = Occasion(subject=part, actor=context.actor, move=move, answers=CASE_CLOSED)
            _carry_out(occasion, move, today=context.today)


def _close_mistaken(context: Context) -> None:
    """Close what was made by mistake, by the step that its own type has for that. Raises `Invalid` where it has none,
    or where that step is not possible any more."""
    answers = {"reason": context.text("reason")}
    for case in context.mistaken:
        subject = Subject(case)
        try:
            if subject.workflow.mistaken is None:
                raise TransitionRefused("it has no step for that.")
            trigger = subject.workflow.mistaken
            move = _find(subject, trigger, actor=context.actor, answers=answers, today=context.today)
        except TransitionRefused as refusal:
            why = f"{case.reference} cannot be closed like this: {refusal} Keep it, and end it by a step of its own."
            raise Invalid("linked_case", why) from None
        occasion = Occasion(subject=subject, actor=context.actor, move=move, answers=answers)
        _carry_out(occasion, move, today=context.today)
        clocks.keep_next_due(case)


def _follow(subject: Subject, *, today: dt.date) -> None:
    """What the step of a part brings for its case: it closes when nothing of it is outstanding (rulebook 10.1)."""
    case, trigger = subject.case, subject.workflow.then_tried
    whole = Subject(case)
    if any(move.trigger == trigger for move in whole.workflow.moves_from(whole.state)):
        with suppress(TransitionRefused):
            make_system_move(case, trigger, today=today)
    cases.touch(case)


def _find(subject: Subject, trigger: str, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> Move:
    """The row of the table that the step takes. Raises `TransitionRefused`."""
    given = facts_of(subject, actor=actor, answers=answers, today=today)
    chosen = _trigger(subject.workflow.triggers, trigger)
    return subject.workflow.fire_any(subject.state, chosen, actor.roles, given)


def _send(letters: Sequence[Letter], occasion: Occasion, move: Move, sending: Sending | None, event: CaseEvent) -> None:
    """In the transaction of the step: either it is made and its letters go, or neither. Or why none goes."""
    case = occasion.case
    if not move.letters:
        return
    of_moves.send_all(letters, occasion, event_id=event.id)
    prepared.end(occasion)
    if not letters and sending is not None and sending.unsent_reason is not None:
        reason = sending.unsent_reason.strip()
        row = Answer(event_id=event.id, case_id=case.id, code="no_letter", label=NO_LETTER, value=reason)
        db.session.add(row)
        of_moves.close_drafts(occasion)


def _keep_days(case: Case, today: dt.date) -> None:
    if case.category == Category.CLOSED.value:
        case.closed_on = today
        case.first_closed_on = case.first_closed_on or today
    else:
        case.closed_on = None


def _trigger(triggers: type[StrEnum], name: str) -> StrEnum:
    try:
        return triggers(name)
    except ValueError:
        raise TransitionRefused("There is no such step. Go back to the case and choose one of its steps.") from None
