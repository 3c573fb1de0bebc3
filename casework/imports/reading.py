"""Reading a register row by row: CSV in the encodings that offices have, and XLSX."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from casework.imports.bad_file import BadFile, refuse_columns
from casework.imports.cells import Cell, Flaw, tidy
from casework.imports.csv_rows import csv_rows
from casework.imports.xlsx_rows import xlsx_rows

LOOKED_AT = 20
"""Lines below the first in which the names of the columns are looked for, to say where they are."""
SHEETS = (".xlsx", ".xlsm")
Row = dict[str, Cell]
Line = tuple[int, Sequence[Any]]


def read_rows(path: Path, *, sheet: str | None = None, needed: Collection[str] = ()) -> Iterator[tuple[int, Row]]:
    """(line number, column -> value) of each row that is not empty. `needed`: columns that must be there; where a later
    line has them, it says so. Raises `BadFile`, also while it goes on."""
    is_sheet = path.suffix.lower() in SHEETS
    rows: Iterator[Line] = xlsx_rows(path, sheet) if is_sheet else csv_rows(path)
    header, rows = _header(path, rows, needed)
    found = False
    for line, cells in rows:
        if not any(_is_there(cell) for cell in cells):
            continue
        if not is_sheet and len(cells) < len(header):
            raise BadFile(f"Line {line} of {path.name} has fewer cells than the first line has columns.")
        if any(_is_there(cell) for cell in cells[len(header) :]):
            raise BadFile(f"Line {line} of {path.name} has more cells than the first line has columns.")
        found = True
        padded = chain(cells[: len(header)], [""] * (len(header) - len(cells)))
        yield line, {name: tidy(cell) for name, cell in zip(header, padded, strict=True)}
    if not found:
        raise BadFile(f"{path.name} has a first line with columns and no rows.")


def _header(path: Path, rows: Iterator[Line], needed: Collection[str]) -> tuple[list[str], Iterator[Line]]:
    """The names of the columns, and the rows below them."""
    first = next(rows, None)
    if first is None:
        raise BadFile(f"{path.name} is empty.")
    header = _names(first[1])
    refuse_columns(path, len(header))
    if len(header) < 2 or not set(needed) <= set(header):
        below = list(islice(rows, LOOKED_AT))
        _refuse_title(path, header, below, needed)
        rows = chain(below, rows)
    if len(header) < 2:
        raise BadFile(f"{path.name} is no register: its first line names fewer than two columns.")
    twice = next((name for name, times in Counter(header).items() if times > 1), None)
    if twice is not None:
        raise BadFile(f"{path.name} has two columns called “{twice}”. Give each its own name.")
    return header, rows


def _refuse_title(path: Path, header: Sequence[str], below: Sequence[Line], needed: Collection[str]) -> None:
    """Say where the names of the columns are, when something else stands above them."""
    named = [(line, set(_names(cells)) - {""}) for line, cells in below]
    found = next((line for line, names in named if needed and set(needed) <= names), None)
    if found is None and len(header) < 2:
        found = next((line for line, names in named if len(names) > 1), None)
    if found is not None:
        title = next((name for name in header if name), "")
        raise BadFile(
            f"The first line of {path.name}, “{title[:60]}”, is a title: the names of the columns are in line {found}. "
            f"Delete what stands above line {found} and import it again."
        )


def _names(cells: Sequence[Any]) -> list[str]:
    """Without empty ones at the end."""
    names = ["" if cell is None or isinstance(cell, Flaw) else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _is_there(cell: object) -> bool:
    return isinstance(cell, Flaw) or bool(str("" if cell is None else cell).strip())
