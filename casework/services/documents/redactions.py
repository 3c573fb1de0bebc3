"""Redacted copies: what is to be hidden on which page and why, and the copy of which it is burnt out (rule 8.6)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import delete, func, select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Document, RedactionBox
from casework.pictures import apart
from casework.pictures.asked import WHOLE, Asked, Box
from casework.services.documents import documents, papers, virus_checks
from casework.services.documents.documents import Checked
from casework.services.record import files, history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from casework.storing.scanner import Verdict
from workflows.activities import Activity

REASONS = {
    "third_party": "Somebody else's personal details",
    "informant": "An informant, or who gave information in confidence",
    "officer": "An officer's personal details",
    "intelligence": "Intelligence, or how the police work",
    "address": "An address, or another way to somebody",
    "legal": "Legal advice",
}
SIGNS = {code: str(number) for number, code in enumerate(REASONS, start=1)}
"""What stands on a box."""
MOST_BOXES = 500
PDF = "application/pdf"
NOTHING_HIDDEN = "Draw at least one box first: the copy would hide nothing."
TOO_MANY = f"One document has at most {MOST_BOXES} boxes. Draw one box around several lines."
CHANGED = "Somebody changed the boxes meanwhile. Look at the pages again, then make the copy."


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A box as somebody drew it, in percent of the page."""

    page: int
    left: float
    top: float
    width: float
    height: float
    reason: str


def boxes_of(document_id: int) -> list[RedactionBox]:
    query = select(RedactionBox).where(RedactionBox.document_id == document_id)
    return list(db.session.scalars(query.order_by(RedactionBox.page, RedactionBox.id)))


def as_asked(rows: Sequence[RedactionBox]) -> tuple[Box, ...]:
    places = ("page", "left", "top", "width", "height")
    return tuple(Box(**{name: getattr(row, name) for name in places}, sign=SIGNS[row.reason]) for row in rows)


def add(reference: str, document_id: int, hidden: Hidden, *, sent: Sent, actor: Actor) -> None:
    """Draw one more box. Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = papers.find(case, document_id)
    drawn = db.session.scalar(select(func.count()).where(RedactionBox.document_id == row.id)) or 0
    if drawn >= MOST_BOXES:
        raise Invalid("", TOO_MANY)
    left, width = _thousandths(hidden.left, hidden.width)
    top, height = _thousandths(hidden.top, hidden.height)
    box = RedactionBox(
        document_id=row.id,
        page=hidden.page,
        left=left,
        top=top,
        width=width,
        height=height,
        reason=hidden.reason,
        added_at=clock.now(),
        added_by_id=actor.user_id,
    )
    db.session.add(box)
    db.session.flush()


def _thousandths(start: float, extent: float) -> tuple[int, int]:
    """Rather too much than too little, and not over the edge."""
    first, last = math.floor(start * WHOLE / 100), math.ceil((start + extent) * WHOLE / 100)
    return first, max(1, min(last, WHOLE) - first)


def remove(reference: str, document_id: int, box_id: int, *, sent: Sent, actor: Actor) -> None:
    """Take a box of the draft away. Copies that were made keep theirs."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = papers.find(case, document_id)
    mine = RedactionBox.document_id == row.id
    db.session.execute(delete(RedactionBox).where(RedactionBox.id == box_id, mine))


@dataclass(frozen=True, slots=True, kw_only=True)
class Burnt:
    """A copy that was made and is on no case yet, and the boxes in it."""

    file: Checked
    boxes: tuple[Box, ...]


def burn(document: Document) -> Burnt:
    """Make the copy, while everybody else goes on writing. Raises `Invalid`, `KeptShut`, `Damaged`, `StoreAway`."""
    boxes = as_asked(boxes_of(document.id))
    if not boxes:
        raise Invalid("", NOTHING_HIDDEN)
    with files.opened_for_somebody(document.file_sha256) as source:
        made = apart.ask(Asked(what="redact", kind=document.media_type, boxes=boxes), source)
    if made.problem:
        raise Invalid("", made.problem)
    name = f"{document.file_name.rpartition('.')[0][:180]} (redacted).pdf"
    return Burnt(file=Checked(file_name=name, media_type=PDF, file=files.prepare(BytesIO(made.content))), boxes=boxes)


def keep(reference: str, document_id: int, burnt: Burnt, *, sent: Sent, actor: Actor) -> Document:
    """Put the copy beside its original. Raises `Conflict` where somebody drew or took a box away meanwhile."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    original = papers.find(case, document_id)
    rows = boxes_of(original.id)
    if as_asked(rows) != burnt.boxes:
        raise Conflict(CHANGED)
    values: dict[str, Any] = {
        **{name: getattr(original, name) for name in papers.KEPT if name != "return_on"},
        "redacted_from_id": original.id,
        "redactions": {
            "reasons": dict(Counter(row.reason for row in rows)),
            "pages": sorted({row.page for row in rows}),
        },
    }
    copy = documents.add(burnt.file, case, values, actor=actor)
    virus_checks.note(copy.file_sha256, Verdict())  # pictures that were made here
    data = {"document": copy.id, "original": original.id, **values["redactions"]}
    history.record(history.Kind.DOCUMENT_REDACTED, actor=actor, case_id=case.id, data=data)
    return copy
