"""A list as a sheet of Excel. It brings in openpyxl, so it is imported where the first sheet is made."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

WIDTH = 22
"""Of a column, in letters."""


def write(title: str, headings: Sequence[str], lines: Iterable[Sequence[str | dt.date]], *, file: IO[bytes]) -> None:
    """Each line is written as it comes. The headings stay in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(len(headings)):
        sheet.column_dimensions[chr(ord("A") + place)].width = WIDTH
    for line in chain([headings], lines):
        sheet.append([_cell(sheet, value) for value in line])
    book.save(file)


def _cell(sheet: Any, value: str | dt.date) -> Any:
    if isinstance(value, dt.date):
        day: Any = value  # openpyxl takes days, and its types do not say so
        return WriteOnlyCell(sheet, day)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # or a text that begins with "=" would be a formula
    return cell
