"""The documents on the cases of a person."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, union
from sqlalchemy.orm import aliased

from casework import openings
from casework.access import Actor, Sight, restricted_id, scope, sight
from casework.extensions import read
from casework.models import Case, Document, IncomingMail, Party
from casework.services.documents.papers import SOURCES

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """The newest version of a document. `source`: whom it is from, in words."""

    id: int
    file_name: str
    description: str
    source: str
    added_at: dt.datetime
    reference: str


def of_person(person_id: int, *, actor: Actor) -> Sequence[PaperLine]:
    """The newest first, of the cases that the reader may see. One query."""
    rows = read(_papers(sight(actor)), person=person_id, reader=actor.user_id).mappings().all()
    openings.mark_listed(row["restricted_id"] for row in rows)
    shown = [name for name in PaperLine.__slots__ if name != "source"]
    return [PaperLine(**{name: row[name] for name in shown}, source=SOURCES.get(row["source"], "")) for row in rows]


@cache
def _papers(sight: Sight) -> Select[*tuple[Any, ...]]:
    is_theirs, newer = Party.person_id == bindparam("person"), aliased(Document)
    own = select(Document.id, Party.case_id).join(Party, Party.case_id == Document.case_id)
    mailed = select(Document.id, Party.case_id).join(IncomingMail, IncomingMail.id == Document.incoming_id)
    mailed = mailed.join(Party, Party.case_id == IncomingMail.case_id)
    there = union(own.where(is_theirs), mailed.where(is_theirs)).subquery()
    columns = [getattr(Document, name) for name in PaperLine.__slots__ if name != "reference"]
    query = (
        select(*columns, Case.reference, restricted_id())
        .select_from(there)
        .join(Document, Document.id == there.c.id)
        .join(Case, Case.id == there.c.case_id)
        .outerjoin(newer, newer.follows_id == Document.id)
        .where(newer.id.is_(None), Document.destroyed_at.is_(None))
    )
    return scope(query, sight).order_by(Document.added_at.desc(), Document.id.desc()).limit(MOST)
