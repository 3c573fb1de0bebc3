"""What the clocks of a subject will be after a move that is not made yet, for its page and its letters."""

import datetime as dt
from collections.abc import Mapping
from itertools import chain

from sqlalchemy import select

from casework.case_types import PART_TYPES
from casework.extensions import db
from casework.models import Clock, ClockEvent
from casework.services.deadlines import clocks
from casework.services.record import settings
from casework.services.record.calendars import calendar
from casework.services.record.subjects import Key
from workflows import ledger
from workflows.clocks import Unit
from workflows.engine import ClockEffect, Move
from workflows.registry import clock_rule

CHANGES = frozenset({"extend", "stop", "go_on", "hold", "release"})
"""Effects that need the lines which are there already."""


def after(move: Move, key: Key, *, today: dt.date, answers: Mapping[str, object]) -> dict[str, ledger.Due]:
    """The clocks that the move begins or changes, by their full names; not those that it ends. A clock whose day is
    given by hand is left out until it has one. With a part that it begins go the first clocks of that."""
    effects = [effect for effect in effects_of(move) if effect.kind not in ("meet", "meet_all")]
    known = _lines(key, {effect.clock for effect in effects if effect.kind in CHANGES})
    lengths = settings.value("clock_lengths")
    found: dict[str, ledger.Due] = {}
    for effect in effects:
        before, length = known.get(effect.clock, ([], lengths.get(effect.clock)))
        if _says_nothing(effect, answers) or (effect.kind in CHANGES and not before):
            continue
        rule = clock_rule(effect.clock)
        lines = [*before, clocks.line_of(effect, today=today, answers=answers)]
        found[effect.clock] = ledger.due(rule, lines, calendar(rule.calendar), length=length)
    return found


def effects_of(move: Move) -> list[ClockEffect]:
    """What a move does to clocks, those of a part that it begins among them."""
    begun = (each.workflow.opening_clocks for each in PART_TYPES.values() if each.begun_by in move.effects)
    return [*move.clocks, *chain.from_iterable(begun)]


def _says_nothing(effect: ClockEffect, answers: Mapping[str, object]) -> bool:
    has_length = clock_rule(effect.clock).unit is not Unit.FIXED
    return effect.from_answer is not None and not has_length and not answers.get(effect.from_answer)


def _lines(key: Key, names: set[str]) -> dict[str, tuple[list[ledger.LedgerEntry], int]]:
    """The ledger and the length of each of these clocks that the subject has and that still runs or is stopped."""
    if not names:
        return {}
    query = select(Clock.code, Clock.length, ClockEvent).join(ClockEvent, ClockEvent.clock_id == Clock.id)
    query = query.where(key.owns(Clock))
    query = query.where(Clock.code.in_(sorted(names)), Clock.state != "met")
    rows = db.session.execute(query.order_by(ClockEvent.id)).all()
    of = {row.code: [each.ClockEvent for each in rows if each.code == row.code] for row in rows}
    return {row.code: (clocks.to_ledger(of[row.code]), row.length) for row in rows}
