"""What was asked about destroying a document or returning it, by whom, and what became of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.extensions import db
from casework.models import Destruction, User, known_as
from casework.pages.documents import documents
from casework.pages.documents.documents import Paper
from casework.pages.record.case import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroying:
    """`outcome`: destroyed, kept, or None while a manager has not said."""

    how: str
    why: str
    asked_at: dt.datetime
    asked_by: str
    asked_by_id: int
    outcome: str | None
    ended_at: dt.datetime | None
    ended_by: str | None


def of_document(head: Head, papers: Mapping[int, Paper], document_id: int) -> Destroying | None:
    """What was asked last of a document, of `all_of` this case. Raises `NotFound`."""
    paper = documents.find(head, papers, document_id)
    asker, ender = aliased(User), aliased(User)
    columns = [getattr(Destruction, name) for name in Destroying.__slots__ if hasattr(Destruction, name)]
    query = select(*columns, known_as(asker).label("asked_by"), known_as(ender).label("ended_by"))
    query = query.join(asker, asker.id == Destruction.asked_by_id).outerjoin(ender, ender.id == Destruction.ended_by_id)
    query = query.where(Destruction.document_id == paper.id).order_by(Destruction.id.desc()).limit(1)
    row = db.session.execute(query).mappings().first()
    return None if row is None else Destroying(**row)
