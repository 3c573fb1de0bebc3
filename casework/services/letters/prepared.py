"""Steps that were prepared and not made yet: the answers so far, and which letters belong to them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.case_types import facts_of
from casework.extensions import db
from casework.models import Letter, PreparedMove
from casework.services.letters import drafts
from casework.services.letters.values import Occasion
from casework.services.record import subjects
from casework.services.record.subjects import Key, Subject
from workflows.engine import Move


def keep(occasion: Occasion) -> PreparedMove:
    """Keep the answers to a step: one open row per subject and step."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    key, trigger = occasion.subject.key, occasion.move.trigger.value
    row = find(key, trigger)
    if row is None:
        row = PreparedMove(trigger=trigger, **key.columns)
        db.session.add(row)
    row.answers, row.prepared_by_id, row.prepared_at = _to_json(occasion.answers), occasion.actor.user_id, clock.now()
    db.session.flush()
    return row


def find(key: Key, trigger: str) -> PreparedMove | None:
    """What was answered so far for a step that was not made yet."""
    query = select(PreparedMove).where(
        key.owns(PreparedMove), PreparedMove.trigger == trigger, PreparedMove.ended_at.is_(None)
    )
    return db.session.scalar(query.order_by(PreparedMove.id.desc()).limit(1))


def of(occasion: Occasion) -> PreparedMove | None:
    """The row of the step that an occasion is about."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    return occasion.prepared or find(occasion.subject.key, occasion.move.trigger.value)


def end(occasion: Occasion) -> None:
    """The step was made: what was prepared for it is history."""
    row = of(occasion)
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


def occasion_of(letter: Letter, actor: Actor) -> Occasion:
    """What a letter is written for: the step that was prepared for it, or no step. Its sender is its author."""
    subject = subjects.by_key(Key.of(letter))
    occasion = Occasion(subject=subject, actor=drafts.author_of(letter, actor))
    query = select(PreparedMove).where(subject.key.owns(PreparedMove), PreparedMove.ended_at.is_(None))
    for row in db.session.scalars(query.order_by(PreparedMove.id.desc())):
        move = _move(subject, row, letter, actor)
        if move is not None:
            return replace(occasion, move=move, answers=answers_of(row, move))
    return occasion


def row_of(subject: Subject, move: Move, answers: Mapping[str, object], *, actor: Actor) -> Move:
    """The row of the table that a step takes with these answers. A decision has one for where it recommends something
    and one for where it does not, each with its own letters: the one that most speaks for is taken, whoever asks."""
    rows = [row for row in subject.workflow.moves_from(move.source) if row.trigger == move.trigger]
    if len(rows) == 1:
        return rows[0]
    given = facts_of(subject, actor=actor, answers=answers, today=clock.today())
    return min(rows, key=lambda row: sum(not guard(given) for guard in row.guards))


def _move(subject: Subject, prepared: PreparedMove, letter: Letter, actor: Actor) -> Move | None:
    """The step with this letter, where the subject still stands before it."""
    rows = subject.workflow.moves_from(subject.state)
    row = next((move for move in rows if move.trigger == prepared.trigger), None)
    if row is not None:
        row = row_of(subject, row, answers_of(prepared, row), actor=actor)
    return row if row is not None and letter.code in row.letters else None


def _to_json(answers: Mapping[str, object]) -> dict[str, Any]:
    return {code: value.isoformat() if isinstance(value, dt.date) else value for code, value in answers.items()}
