"""The files that somebody put with the contacts and notes of a case."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from casework.errors import KeptShut, NotFound
from casework.extensions import read
from casework.models import Document, FileCheck
from casework.pages.record.case import Head
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedFile:
    id: int
    contact_id: int | None
    note_id: int | None
    file_name: str
    media_type: str
    size: int
    file_sha256: str
    problem: str
    """Why nobody may open it, or empty."""

    @property
    def amount(self) -> str:
        """Its size as people say it."""
        return amount(self.size)


def of_case(head: Head) -> list[EnclosedFile]:
    """All of them, in the order in which they came. One query, where there are any."""
    rows = read(_of_case(), case=head.id).mappings() if head.has_files else ()
    return [_row(dict(row)) for row in rows]


def _row(values: dict[str, Any]) -> EnclosedFile:
    problem = files.why_shut(values.pop("check"))
    return EnclosedFile(**values, problem=problem)


def find_one(head: Head, file_id: int) -> EnclosedFile:
    """Raises `NotFound` for one of another case, and `KeptShut`."""
    found = next((file for file in of_case(head) if file.id == file_id), None)
    if found is None:
        raise NotFound
    if found.problem:
        raise KeptShut(found.problem)
    head.note_opened(document_id=file_id)
    return found


@cache
def _of_case() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Document, name) for name in EnclosedFile.__slots__ if name != "problem"]
    query = select(*columns, files.check_of_document().label("check"))
    query = query.outerjoin(FileCheck, FileCheck.sha256 == Document.file_sha256)
    return query.where(Document.case_id == bindparam("case")).order_by(Document.id)


def amount(size: int) -> str:
    """So many bytes as people say it."""
    if size < 1024:
        return f"{size} bytes"
    kilobytes = size / 1024
    return f"{kilobytes:.0f} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"
