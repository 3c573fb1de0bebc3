"""The rows of a CSV file, in the encodings and with the separators that offices have."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from casework.imports.bad_file import BadFile, refuse_columns

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000
LONGEST_FIRST_LINE = 1_000_000


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, cells). Raises `BadFile`, also while it goes on."""
    encoding = _encoding(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as text:
        delimiter, line = _separator(path, text)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        begun = line - 1
        try:
            for cells in reader:
                yield line, cells
                line = begun + reader.line_num + 1
        except csv.Error as problem:
            raise BadFile(
                f"The row that begins on line {line} of {path.name} is no CSV: {problem}. "
                "Look for a quotation mark that is never closed."
            ) from None


def _separator(path: Path, text: TextIO) -> tuple[str, int]:
    """What stands between the cells, and the line on which they begin: the second where Excel's own first line,
    `sep=;`, says what it is."""
    start = text.readline(LONGEST_FIRST_LINE)
    told = start.strip("\r\n").strip('"')
    if len(told) == 5 and told.lower().startswith("sep="):
        return told[4], 2
    delimiter = max(DELIMITERS, key=start.count)
    refuse_columns(path, start.count(delimiter) + 1)
    text.seek(0)
    return delimiter, 1


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
