"""Reading a register row by row: CSV in the encodings that offices have, and XLSX."""

import codecs
import csv
import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000
Row = dict[str, str | dt.date]


class BadFile(Exception):
    """The file cannot be read as a register. One sentence."""


def read_rows(path: Path, *, sheet: str | None = None) -> Iterator[tuple[int, Row]]:
    """(line number, column -> value) of each row that is not empty. Raises `BadFile`, also while it goes on."""
    rows = _xlsx_rows(path, sheet) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv_rows(path)
    first = next(rows, None)
    if first is None:
        raise BadFile(f"{path.name} is empty.")
    header = [str(cell or "").strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    _check_header(path, header)
    found = False
    for line, cells in rows:
        if not any(str(cell or "").strip() for cell in cells):
            continue
        if any(str(cell or "").strip() for cell in cells[len(header) :]):
            raise BadFile(f"Line {line} of {path.name} has more cells than the first line has columns.")
        found = True
        padded = chain(cells[: len(header)], [""] * (len(header) - len(cells)))
        yield line, {name: _tidy(cell) for name, cell in zip(header, padded, strict=True)}
    if not found:
        raise BadFile(f"{path.name} has a first line with columns and no rows.")


def _check_header(path: Path, header: list[str]) -> None:
    if len(header) < 2:
        raise BadFile(f"{path.name} is no register: its first line names fewer than two columns.")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise BadFile(f"{path.name} has two columns called “{twice}”. Give each its own name.")


def _csv_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    encoding = _encoding(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as text:
        start = text.readline()
        delimiter = max(DELIMITERS, key=start.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        line, columns = 1, 0
        try:
            for cells in reader:
                columns = columns or len(cells)
                if cells and len(cells) < columns:
                    raise BadFile(f"Line {line} of {path.name} has fewer cells than the first line has columns.")
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as problem:
            raise BadFile(
                f"The row that begins on line {line} of {path.name} is no CSV: {problem}. "
                "Look for a quotation mark that is never closed."
            ) from None


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is that, else Windows' Western one. A file with NUL bytes is no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    try:
        with path.open("rb") as raw:
            while block := raw.read(1 << 20):
                if b"\0" in block:
                    raise BadFile(f"{path.name} is no CSV: it has bytes that no text has. Save it as CSV or XLSX.")
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
            if is_utf8:
                decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    except OSError as problem:
        raise BadFile(f"{path.name} cannot be opened: {problem.strerror}.") from None
    if is_utf8:
        return "utf-8-sig"
    _check_western(path)
    return "cp1252"


def _check_western(path: Path) -> None:
    """Windows-1252 leaves five bytes without a meaning: a file with one of them is in some other encoding."""
    decoder = codecs.getincrementaldecoder("cp1252")()
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                raise BadFile(f"{path.name} is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8”.") from None


def _xlsx_rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[Any]]]:
    """Formulas are read by the value that was last saved for them. openpyxl warns of looks that are lost on writing,
    which is nothing to us. Its parser meets a broken sheet only while it is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            workbook = load_workbook(path, read_only=True, data_only=True)
        with closing(workbook):
            yield from _sheet_rows(path, workbook, sheet)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError, ValueError):
        raise BadFile(f"{path.name} is no XLSX file that can be read. Save it again as XLSX or CSV.") from None


def _sheet_rows(path: Path, workbook: Workbook, sheet: str | None) -> Iterator[tuple[int, list[Any]]]:
    sheets = {one.title: one for one in workbook.worksheets}
    if sheet is None and len(sheets) > 1:
        raise BadFile(f"{path.name} has several sheets: name one with “sheet” in the mapping ({', '.join(sheets)}).")
    if sheet is not None and sheet not in sheets:
        raise BadFile(f"{path.name} has no sheet called “{sheet}”. There are: {', '.join(sheets)}.")
    chosen = sheets[sheet] if sheet is not None else next(iter(sheets.values()), None)
    if chosen is None:
        raise BadFile(f"{path.name} has no sheet with cells.")
    chosen.reset_dimensions()  # some programs write a size that is too small, and rows would be cut off
    for line, cells in enumerate(chosen.iter_rows(values_only=True), start=1):
        yield line, list(cells)


def _tidy(cell: Any) -> str | dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())
