"""The rows of a sheet: each cell as it is shown, and never an error or a formula that nobody calculated as a value."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from casework.imports.bad_file import BadFile, refuse_columns
from casework.imports.cells import NOT_CALCULATED, Flaw, as_shown, tidy

MOST_ROWS = 1_048_576
"""As many as a sheet of Excel has."""
PIECE = 256 * 1024
AN_ERROR = Flaw("holds an error of the spreadsheet: put the value itself there")
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, expat.ExpatError, KeyError, OSError, ValueError,
    NotImplementedError, RuntimeError, EOFError, IndexError, TypeError, SyntaxError,
)  # fmt: skip
"""What openpyxl and its parsers (the errors of lxml are syntax errors) raise about a file that they cannot read."""


def xlsx_rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[Any]]]:
    """(line, cells). Formulas are read by the value that was last saved for them. Raises `BadFile`, also while it goes
    on: openpyxl meets a broken sheet only then. It warns of looks that are lost on writing, which is nothing to us."""
    try:
        _refuse_size(path)
        with warnings.catch_warnings(), ExitStack() as both:
            warnings.simplefilter("ignore", UserWarning)
            values = both.enter_context(closing(load_workbook(path, read_only=True, data_only=True)))
            formulas = None
            if values.calculation is not None and values.calculation.fullCalcOnLoad:
                formulas = both.enter_context(closing(load_workbook(path, read_only=True)))
            yield from _sheet_rows(path, values, formulas, sheet)
    except _BROKEN:
        raise BadFile(f"{path.name} is no XLSX file that can be read. Save it again as XLSX or CSV.") from None


def _sheet_rows(
    path: Path, values: Workbook, formulas: Workbook | None, sheet: str | None
) -> Iterator[tuple[int, list[Any]]]:
    name = _chosen(path, [one.title for one in values.worksheets], sheet)
    rows = _rows(values[name])
    beside = _rows(formulas[name]) if formulas is not None else repeat(())
    for line, (cells, written) in enumerate(zip(rows, beside, strict=False), start=1):
        if line > MOST_ROWS:
            raise BadFile(f"{path.name} is no register: it has more than {MOST_ROWS:,} rows.")
        yield line, [_value(cell, written[place] if written else None) for place, cell in enumerate(cells)]


def _rows(sheet: Any) -> Any:
    sheet.reset_dimensions()  # some programs write a size that is too small, and rows would be cut off
    return sheet.iter_rows()


def _chosen(path: Path, sheets: list[str], sheet: str | None) -> str:
    if sheet is None and len(sheets) > 1:
        raise BadFile(f"{path.name} has several sheets: name one with “sheet” in the mapping ({', '.join(sheets)}).")
    if sheet is not None and sheet not in sheets:
        raise BadFile(f"{path.name} has no sheet called “{sheet}”. There are: {', '.join(sheets)}.")
    if not sheets:
        raise BadFile(f"{path.name} has no sheet with cells.")
    return sheet or sheets[0]


def _value(cell: Any, written: Any) -> Any:
    """`written`: the same cell of a workbook that no spreadsheet program has calculated yet. A program that wrote it
    put a nought, or nothing, where the formula's value will be."""
    if written is not None and written.data_type == "f" and cell.value in (None, "", 0):
        return NOT_CALCULATED
    if cell.data_type == "e":
        found = tidy(cell.value)
        return found if isinstance(found, Flaw) else AN_ERROR
    return as_shown(cell.value, cell.number_format) if cell.data_type == "n" else cell.value


def _refuse_size(path: Path) -> None:
    """Before openpyxl makes objects of them: a sheet with more cells in a row than any has. Costs a twentieth of
    reading it."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
                with archive.open(name) as part:
                    _refuse_wide(path, part)


def _refuse_wide(path: Path, part: Any) -> None:
    cells = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal cells
        local = name.rpartition(":")[2]
        cells = cells + 1 if local == "c" else 0 if local == "row" else cells
        refuse_columns(path, cells)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    while piece := part.read(PIECE):
        parser.Parse(piece)
    parser.Parse(b"", True)
