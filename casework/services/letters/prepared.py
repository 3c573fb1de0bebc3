"""Steps that were prepared and not made yet: the answers so far, and which letters belong to them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, PreparedMove, Recommendation
from casework.services.deadlines import facts
from casework.services.letters import drafts
from casework.services.letters.values import Occasion
from workflows.engine import Move, Workflow
from workflows.registry import WORKFLOWS


def keep(
    case: Case, move: Move, answers: Mapping[str, object], *, actor: Actor, recommendation: Recommendation | None
) -> PreparedMove:
    """Keep the answers to a step: one open row per case, step and recommendation."""
    row = find(case.id, move.trigger.value, recommendation)
    if row is None:
        number = recommendation.id if recommendation else None
        row = PreparedMove(case_id=case.id, trigger=move.trigger.value, recommendation_id=number)
        db.session.add(row)
    row.answers, row.prepared_by_id, row.prepared_at = _to_json(answers), actor.user_id, clock.now()
    db.session.flush()
    return row


def find(case_id: int, trigger: str, recommendation: Recommendation | None = None) -> PreparedMove | None:
    """What was answered so far for a step that was not made yet."""
    number = recommendation.id if recommendation else None
    same = PreparedMove.recommendation_id.is_(None) if number is None else PreparedMove.recommendation_id == number
    query = select(PreparedMove).where(
        PreparedMove.case_id == case_id, PreparedMove.trigger == trigger, same, PreparedMove.ended_at.is_(None)
    )
    return db.session.scalar(query.order_by(PreparedMove.id.desc()).limit(1))


def end(case_id: int, trigger: str, recommendation: Recommendation | None = None) -> None:
    """The step was made: what was prepared for it is history."""
    row = find(case_id, trigger, recommendation)
    if row is not None:
        row.ended_at = clock.now()


def answers_of(row: PreparedMove | None, move: Move) -> dict[str, object]:
    """The answers as the form gave them."""
    if row is None:
        return {}
    kinds = {question.code: question.kind for question in move.asks}
    return {
        code: dt.date.fromisoformat(value) if kinds.get(code) == "date" and value else value
        for code, value in row.answers.items()
        if code in kinds
    }


def occasion_of(letter: Letter, case: Case, actor: Actor) -> Occasion:
    """What a letter is written for: the step that was prepared for it, or no step. Its sender is its author."""
    about = drafts.recommendation_of(letter)
    occasion = Occasion(case=case, actor=drafts.author_of(letter, actor), recommendation=about)
    rows = db.session.scalars(
        select(PreparedMove)
        .where(PreparedMove.case_id == case.id, PreparedMove.ended_at.is_(None))
        .order_by(PreparedMove.id.desc())
    )
    for row in rows:
        if row.recommendation_id == letter.recommendation_id:
            move = _move(case, about, row, letter, actor)
            if move is not None:
                return replace(occasion, move=move, answers=answers_of(row, move))
    return occasion


def row_of(case: Case, move: Move, answers: Mapping[str, object], *, actor: Actor) -> Move:
    """The row of the table that a step takes with these answers. A decision has one for where it recommends something
    and one for where it does not, each with its own letters: the one that most speaks for is taken, whoever asks."""
    given = facts.of_case(case, actor=actor, answers=answers, today=clock.today())
    rows = [row for row in WORKFLOWS[case.case_type].moves_from(move.source) if row.trigger == move.trigger]
    return min(rows, key=lambda row: sum(not guard(given) for guard in row.guards))


def _move(
    case: Case, about: Recommendation | None, prepared: PreparedMove, letter: Letter, actor: Actor
) -> Move | None:
    """The step with this letter, where the case (or the recommendation) still stands before it."""
    workflow: Workflow = WORKFLOWS["recommendation" if about is not None else case.case_type]
    state = workflow.states(about.state if about is not None else case.state)
    row = next((move for move in workflow.moves_from(state) if move.trigger == prepared.trigger), None)
    if row is not None and about is None:
        row = row_of(case, row, answers_of(prepared, row), actor=actor)
    return row if row is not None and letter.code in row.letters else None


def _to_json(answers: Mapping[str, object]) -> dict[str, Any]:
    return {code: value.isoformat() if isinstance(value, dt.date) else value for code, value in answers.items()}
