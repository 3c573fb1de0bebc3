"""What was put right since a year was counted, as far as the reader may see it, and figures that would be others."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework import openings
from casework.access import Actor, restricted_id, scope
from casework.extensions import db
from casework.models import Case, CaseEvent, User
from casework.pages.record import changed
from casework.pages.record.changed import FromTo
from casework.pages.reports.counts import BREAKDOWN_TITLES
from casework.services.corrections.since import MISTAKE
from casework.services.record.history import Kind
from casework.statistics import changed_since

WHAT: Mapping[str, str] = {
    Kind.CASE_EDITED: "the details",
    Kind.CASE_MOVED: "the closing was a mistake, and was taken back",
    MISTAKE: "it was logged by mistake",
    Kind.PEOPLE_MERGED: "two records of one person were merged",
    Kind.PEOPLE_TAKEN_APART: "two records were taken apart again",
}
"""What is said of an event that does not say it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFigure:
    title: str
    part: str
    counted: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing that was put right on a case."""

    reference: str
    what: str
    shown_in: str
    """The part of the timeline in which it stands."""
    changes: Sequence[FromTo]
    at: dt.datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutRight:
    """`hidden`: corrections on cases that the reader may not see."""

    figures: Sequence[OtherFigure]
    corrections: Sequence[Correction]
    hidden: int


def of_run(run_id: int, *, actor: Actor) -> PutRight:
    """Empty where nothing was put right that the run counted, or would count now."""
    others = changed_since.others(run_id)
    if not others:
        return PutRight(figures=(), corrections=(), hidden=0)
    events = changed_since.put_right_since(run_id)
    shown = _corrections(events, actor)
    return PutRight(
        figures=[
            OtherFigure(
                title=other.measure.title,
                part=_part(other),
                counted=other.amount,
                now=other.would_be,
            )
            for other in others
        ],
        corrections=shown,
        hidden=len(events) - len(shown),
    )


def _part(other: changed_since.Other) -> str:
    if not other.breakdown:
        return ""
    return f"{BREAKDOWN_TITLES.get(other.breakdown, other.breakdown).lower()}: {other.value_label}"


def _corrections(events: Sequence[int], actor: Actor) -> list[Correction]:
    query = select(
        CaseEvent.kind, CaseEvent.trigger, CaseEvent.data, CaseEvent.at, Case.reference, User.name, restricted_id()
    )
    query = query.join(Case, Case.id == CaseEvent.case_id).outerjoin(User, User.id == CaseEvent.actor_id)
    query = query.where(CaseEvent.id.in_(events))
    rows = db.session.execute(scope(query, actor).order_by(CaseEvent.id.desc())).all()
    openings.mark_listed(row.restricted_id for row in rows)
    return [
        Correction(
            reference=row.reference,
            what=WHAT.get(row.trigger or "") or WHAT.get(row.kind) or changed.title(row.data),
            shown_in="moves" if row.kind == Kind.CASE_MOVED else "put_right",
            changes=changed.lines(row.data),
            at=row.at,
            who=row.name or "Casework",
        )
        for row in rows
    ]
