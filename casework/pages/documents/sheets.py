"""The pages of a document as pictures, with the boxes of the draft of a redacted copy."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from casework.errors import NotFound
from casework.pages.documents import documents
from casework.pages.documents.documents import Paper
from casework.pages.record.case import Head
from casework.pictures import apart
from casework.pictures.asked import Asked
from casework.services.documents import redactions
from casework.services.documents.redactions import REASONS, SIGNS
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRow:
    """A box of the draft. `reason` in words; `sign` stands on it."""

    id: int
    page: int
    reason: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its picture as an address, or why there is none."""

    number: int
    pages: int
    picture: str
    problem: str
    boxes: Sequence[BoxRow] = ()
    """Of all pages."""

    @property
    def here(self) -> list[BoxRow]:
        return [box for box in self.boxes if box.page == self.number]

    @property
    def elsewhere(self) -> list[int]:
        """The other pages that have boxes."""
        return sorted({box.page for box in self.boxes} - {self.number})


def can_be_drawn(paper: Paper) -> bool:
    return paper.problem is None and paper.media_type in apart.KINDS


def find(head: Head, document_id: int) -> Paper:
    """A document of a case. Raises `NotFound` also for one of which no picture can be made."""
    paper = documents.find(head, documents.all_of(head), document_id)
    if not can_be_drawn(paper):
        raise NotFound
    return paper


def of_page(paper: Paper, number: int, *, with_boxes: bool = False) -> Sheet:
    """Raises `KeptShut`, `Damaged`, `StoreAway`."""
    rows = redactions.boxes_of(paper.id) if with_boxes else []
    question = Asked(what="show", kind=paper.media_type, page=number, boxes=redactions.as_asked(rows))
    with files.opened_for_somebody(paper.file_sha256) as source:
        found = apart.ask(question, source)
    boxes = [BoxRow(id=row.id, page=row.page, reason=REASONS[row.reason], sign=SIGNS[row.reason]) for row in rows]
    picture = f"data:image/jpeg;base64,{base64.b64encode(found.content).decode()}" if found.content else ""
    return Sheet(number=number, pages=found.pages, picture=picture, problem=found.problem, boxes=boxes)
