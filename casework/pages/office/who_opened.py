"""Who saw restricted cases, and which document, letter or mail of them (R8.9)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from casework.access import Actor, visible
from casework.extensions import db
from casework.models import AccessLog, Case, Document, Letter, User
from casework.services.record.history import IN_A_LIST
from workflows.roles import Role

MOST = 50
SAVED = frozenset({"documents.file", "case_files.download", "incoming.download", "incoming.raw"})
"""Endpoints that hand out a file, where others show something of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody saw a restricted case: its own pages, or its name and matter in a list (once a day for each list).
    `what`: the document, letter or mail by its number, and by its name for a reader who may see the case."""

    at: dt.datetime
    name: str
    reference: str
    in_a_list: bool
    what: str
    saved: bool

    @property
    def how(self) -> str:
        """As the end of a sentence that begins with the case."""
        if self.in_a_list:
            return "In a list, that day"
        return " ".join(filter(None, ["Saved" if self.saved else "Opened", self.what]))


def of_case(case_id: int, *, actor: Actor) -> list[Opening]:
    """The newest, those in lists by themselves, so that lists crowd nothing out."""
    own = _rows(actor).where(AccessLog.case_id == case_id).order_by(AccessLog.id.desc()).limit(MOST)
    listed = AccessLog.endpoint.startswith(IN_A_LIST)
    return [_opening(row) for each in (~listed, listed) for row in db.session.execute(own.where(each))]


def by(user_id: int, begin: dt.datetime, end: dt.datetime, *, actor: Actor) -> list[Opening]:
    """What somebody saw between two moments, of the cases of which the reader may know."""
    query = _rows(actor).where(AccessLog.user_id == user_id, AccessLog.at >= begin, AccessLog.at < end, known(actor))
    return [_opening(row) for row in db.session.execute(query.order_by(AccessLog.id))]


def known(actor: Actor) -> ColumnElement[bool]:
    """The cases of which the reader may know that they exist."""
    return or_(visible(actor), Case.restricted) if Role.AUDITOR in actor.roles else visible(actor)


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    kept = ("at", "endpoint", "document_id", "letter_id", "incoming_id")
    return (
        select(
            *(getattr(AccessLog, name) for name in kept),
            User.name,
            Case.reference,
            Document.file_name,
            Letter.code,
            visible(actor).label("readable"),
        )
        .join(User, User.id == AccessLog.user_id)
        .join(Case, Case.id == AccessLog.case_id)
        .outerjoin(Document, Document.id == AccessLog.document_id)
        .outerjoin(Letter, Letter.id == AccessLog.letter_id)
    )


def _opening(row: Row[*tuple[Any, ...]]) -> Opening:
    return Opening(
        at=row.at,
        name=row.name,
        reference=row.reference,
        in_a_list=row.endpoint.startswith(IN_A_LIST),
        what=_what(row),
        saved=row.endpoint in SAVED,
    )


def _what(row: Row[*tuple[Any, ...]]) -> str:
    if row.document_id is not None:
        return f"document {row.document_id}" + (f", “{row.file_name}”" if row.readable else "")
    if row.letter_id is not None:
        return f"letter {row.letter_id}" + (f", {row.code}" if row.readable else "")
    return f"mail {row.incoming_id}" if row.incoming_id is not None else ""
