"""Somebody may be at risk of harm: the case stops until it is recorded who was told and when (R7.8)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid, TransitionRefused
from casework.extensions import db
from casework.models import Case, RiskAction
from casework.services.record import cases, history, tokens
from casework.services.record.tokens import Sent

WHAT: Mapping[str, str] = {
    "999": "Called 999",
    "101": "Told the police on 101",
    "children": "Told children's social care (safeguarding)",
    "adults": "Told adults' social care (safeguarding)",
    "health": "Told a health or mental health service",
    "other": "Told somebody else",
    "nobody": "Nobody had to be told",
}
NOBODY = "nobody"
COPIED = ("what", "told", "reference", "words", "done_on", "done_time", "recorded_at", "recorded_by_id")
FIRST = "Somebody may be at risk of harm. First record what was done: who was told, and when."


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEntry:
    """What was done, as it was typed. `at_time`: by the clock in Europe/London."""

    what: str
    told: str
    on: dt.date
    at_time: dt.time
    words: str
    reference: str = ""


def mark(case: Case) -> None:
    """Somebody said that there may be a risk: on a locked case, and also where one was dealt with before."""
    case.urgent = case.risk_open = True


def carry_over(source: Case, case: Case) -> None:
    """What was done about a risk stands on a case that goes on with this one, too: each thing once, as recorded."""
    if not source.urgent:
        return
    case.urgent, case.risk_open = True, case.risk_open or source.risk_open
    there = {_said(row) for row in _of(case)}
    new = (said for row in _of(source) if (said := _said(row)) not in there)
    db.session.add_all(RiskAction(case_id=case.id, **dict(zip(COPIED, said, strict=True))) for said in new)
    db.session.flush()


def require_dealt_with(case: Case) -> None:
    """Raise `TransitionRefused` while nobody has recorded what was done."""
    if case.risk_open:
        raise TransitionRefused(FIRST)


def record(reference: str, entry: RiskEntry, *, sent: Sent, actor: Actor) -> RiskAction:
    """Record one thing that was done. Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    _check(case, entry)
    row = RiskAction(
        case_id=case.id,
        what=entry.what,
        told="" if entry.what == NOBODY else entry.told.strip(),
        reference=entry.reference.strip(),
        words=entry.words.strip(),
        done_on=entry.on,
        done_time=entry.at_time,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    case.urgent, case.risk_open = True, False
    db.session.flush()
    data = {"risk_action_id": row.id, "what": row.what}
    history.record(history.Kind.RISK_ACTION_RECORDED, actor=actor, case_id=case.id, on=entry.on, data=data)
    return row


def _of(case: Case) -> Sequence[RiskAction]:
    return db.session.scalars(select(RiskAction).where(RiskAction.case_id == case.id).order_by(RiskAction.id)).all()


def _said(row: RiskAction) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COPIED)


def _check(case: Case, entry: RiskEntry) -> None:
    if entry.what not in WHAT:
        raise Invalid("what", "Choose what was done.")
    if entry.what != NOBODY and not entry.told.strip():
        raise Invalid("told", "Say who was told.")
    if entry.what == NOBODY and not entry.words.strip():
        raise Invalid("words", "Say why nobody had to be told.")
    now = clock.local(clock.now())
    if (entry.on, entry.at_time) > (now.date(), now.time()):
        raise Invalid("done_on", "This is yet to come. Check the day and the time.")
    if entry.on < case.received_on - dt.timedelta(days=31):
        raise Invalid("done_on", "That is long before we heard of it. Check the day.")
