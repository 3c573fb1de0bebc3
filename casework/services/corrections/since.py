"""What was put right since a moment, and the records that it may have put into another year or under another value."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, CaseEvent, Contact, Person, Recommendation
from casework.models.history import IS_TAKEN_BACK
from casework.services.record.history import Kind

KINDS = (
    Kind.PUT_RIGHT.value,
    Kind.CASE_EDITED.value,
    Kind.PEOPLE_MERGED.value,
    Kind.PEOPLE_TAKEN_APART.value,
)
"""Events that may change what was counted already, besides a closing taken back and a case logged by mistake."""
MISTAKE = "mistake"
"""The step that closes a case which was logged by mistake."""
OF_MERGES = ("stands_id", "merged_id")
"""Whom the event of a merge, or of its undo, is about."""
CASE, PERSON, PART = "case", Person.__tablename__, Recommendation.__tablename__
"""The kinds of record that are counted."""


def events(at: dt.datetime) -> Sequence[CaseEvent]:
    """The first first."""
    query = select(CaseEvent).where(CaseEvent.at > at, CaseEvent.case_id.is_not(None))
    put_right = db.session.scalars(query.where(CaseEvent.kind.in_(KINDS))).all()
    taken_back = db.session.scalars(query.where(IS_TAKEN_BACK)).all()
    closed = query.join(Case, Case.id == CaseEvent.case_id).where(Case.logged_by_mistake, CaseEvent.trigger == MISTAKE)
    mistaken = db.session.scalars(closed).all()
    return sorted((*put_right, *taken_back, *mistaken), key=lambda event: event.id)


def records(found: Sequence[CaseEvent]) -> Mapping[str, frozenset[int]]:
    """Kind of record -> ids: the cases, whoever is or was their person or in touch on them, and their parts."""
    cases = frozenset(event.case_id for event in found if event.case_id is not None)
    people = {number for event in found for number in event.data.get("people", ()) if number is not None}
    people |= {event.data[name] for event in found for name in OF_MERGES if name in event.data}
    said = select(Contact.person_id).where(Contact.case_id.in_(cases), Contact.person_id.is_not(None))
    people |= {number for number in db.session.scalars(said) if number is not None}
    parts = select(Recommendation.id).where(Recommendation.case_id.in_(cases))
    return {CASE: cases, PERSON: frozenset(people), PART: frozenset(db.session.scalars(parts))}
