"""A list of cases as a file: the lines and columns that the reader sees, in their order. However long it is, it takes
little memory: it lies in a file that nobody else can open and that is gone once it is sent."""

import csv
import datetime as dt
import io
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from sqlalchemy import select

from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, CaseTag, DirectoryEntry
from casework.pages.desk import late, queues, rows
from casework.pages.desk.queues import Filters
from casework.pages.desk.rows import CaseRow
from casework.pages.office.history_file import plain
from casework.services.record import codes
from workflows.registry import WORKFLOWS, clock_label

MOST = 250_000
"""Cases of one file: more take longer to write than a web process may need for an answer."""
HEADINGS = (
    "Reference", "Person", "What it is about", "Marks", "State", "Step", "Who has the ball", "Received",
    "What is due", "Due", "Overdue", "Owner", "Primary issue", "District", "Plan priority", "Lead", "Tags",
)  # fmt: skip
AT_ONCE = 500
"""Cases of which it is asked in one query where they belong."""
IN_MEMORY, PIECE = 1_000_000, 65_536
"""Bytes: a longer file lies on the disk, and is sent in pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The file at its beginning. `more`: the list is longer than a file may be."""

    file: IO[bytes]
    amount: int
    size: int
    more: bool

    def pieces(self) -> Iterator[bytes]:
        with self.file as file:
            while piece := file.read(PIECE):
                yield piece


class Lines(ABC):
    """The cells of a list, line by line. What `amount` and `more` say is so once they were gone through."""

    amount: int
    more: bool

    @abstractmethod
    def __iter__(self) -> Iterator[list[str | dt.date]]: ...


def of_cases(filters: Filters, ending: str, *, actor: Actor) -> Export:
    return write("Cases", HEADINGS, _Lines(filters, actor), ending=ending)


def write(title: str, headings: Sequence[str], lines: Lines, *, ending: str) -> Export:
    """`ending`: csv, in UTF-8 with the mark by which Excel knows it and days as 2026-11-29; or xlsx, where days are
    days and all else is text, whatever sign it begins with."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    if ending == "xlsx":
        late.sheet.write(title, headings, lines, file=file)
    else:
        _write_csv(headings, lines, file)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return Export(file=file, amount=lines.amount, size=size, more=lines.more)


def _write_csv(headings: Sequence[str], lines: Lines, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headings)
    for line in lines:
        writer.writerow([cell.isoformat() if isinstance(cell, dt.date) else plain(cell) for cell in line])
    text.flush()
    text.detach()


class _Lines(Lines):
    """The cells of each case."""

    def __init__(self, filters: Filters, actor: Actor) -> None:
        self.amount, self.more = 0, False
        self._found, self._actor = queues.every(filters, actor=actor), actor

    def __iter__(self) -> Iterator[list[str | dt.date]]:
        found = islice(self._found, MOST)
        while some := list(islice(found, AT_ONCE)):
            sorted_out = _sorted_out([case.id for case in some], self._actor)
            for case in some:
                yield [*_cells(case, self._actor), *sorted_out[case.id]]
                self.amount += 1
        self.more = self.amount == MOST and next(self._found, None) is not None


def _sorted_out(case_ids: Sequence[int], actor: Actor) -> dict[int, list[str]]:
    """Primary issue, district, plan priority, lead and tags of each. Two queries."""
    labels = {name: codes.labels(name) for name in ("issue", "district", "priority", "tag")}
    tags: dict[int, list[str]] = {}
    put_on = select(CaseTag.case_id, CaseTag.tag).join(Case, Case.id == CaseTag.case_id).where(Case.id.in_(case_ids))
    for case_id, tag in db.session.execute(scope(put_on, actor)):
        tags.setdefault(case_id, []).append(labels["tag"].get(tag, tag))
    query = select(Case.id, Case.issue, Case.district, Case.priority, DirectoryEntry.name.label("lead"))
    query = query.outerjoin(DirectoryEntry, DirectoryEntry.id == Case.lead_id).where(Case.id.in_(case_ids))
    return {
        row.id: [
            *(labels[name].get(code := getattr(row, name) or "", code) for name in ("issue", "district", "priority")),
            row.lead or "",
            "; ".join(sorted(tags.get(row.id, ()))),
        ]
        for row in db.session.execute(scope(query, actor))
    }


def _cells(case: CaseRow, actor: Actor) -> Iterator[str | dt.date]:
    workflow = WORKFLOWS[case.case_type]
    now = rows.glance(case, actor)
    marks = (
        ("Urgent", case.urgent),
        ("Restricted", case.restricted),
        ("On hold", case.on_hold),
        ("Waiting for the person", case.waits_since),
    )
    yield case.reference
    yield case.person or ""
    yield case.about
    yield ", ".join(word for word, is_so in marks if is_so)
    yield workflow.labels[workflow.states(case.state)]
    yield f"Waiting for {now.waits_for}" if now.waits_for else now.step
    yield case.ball_name or case.ball_in_words.capitalize()
    yield case.received_on
    yield clock_label(case.next_clock) if case.next_clock else ""
    yield case.next_due_on or ""
    yield "Yes" if case.overdue else ""
    yield case.owner or "Nobody yet"
