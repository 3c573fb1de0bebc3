"""The tags of a case: free labels of a list that the office keeps, any number of them."""

from collections.abc import Collection

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseTag


def of(case: Case) -> list[str]:
    """Their codes, in the order of the alphabet."""
    query = select(CaseTag.tag).where(CaseTag.case_id == case.id).order_by(CaseTag.tag)
    return list(db.session.scalars(query))


def put(case: Case, wanted: Collection[str], *, actor: Actor) -> None:
    """Make these its tags: what is not among them is taken off. Whoever calls this records the event."""
    rows = {row.tag: row for row in db.session.scalars(select(CaseTag).where(CaseTag.case_id == case.id))}
    for tag in rows.keys() - set(wanted):
        db.session.delete(rows[tag])
    now = clock.now()
    db.session.add_all(
        CaseTag(case_id=case.id, tag=tag, put_on_at=now, put_on_by_id=actor.user_id)
        for tag in sorted(set(wanted) - rows.keys())
    )
    db.session.flush()


def copy(source: Case, case: Case) -> None:
    """The tags of a case on another one that was made of it, as they were put on."""
    rows = db.session.scalars(select(CaseTag).where(CaseTag.case_id == source.id)).all()
    db.session.add_all(
        CaseTag(case_id=case.id, tag=row.tag, put_on_at=row.put_on_at, put_on_by_id=row.put_on_by_id) for row in rows
    )
