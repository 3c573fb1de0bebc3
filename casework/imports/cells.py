"""One cell of a register as people see it: its number format, and whether it holds a value at all."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_ERROR = re.compile(
    r"#(n/?a|n/a n/a|ref!?|value!?|name\??|div/0!?|num!?|null!?|spill!|calc!|field!|blocked!|connect!|busy!|unknown!|"
    r"external!|python!|getting_data)|#{3,}|err:\d{3}",
    re.IGNORECASE,
)
"""What spreadsheets write where a formula or a link failed, a column was too narrow, or a date could not be shown."""
_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].|.', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that is there and holds no value. `reason` goes on after the line and the column."""

    reason: str


Cell = str | dt.date | Flaw
NOT_CALCULATED = Flaw(
    "holds a formula that was never calculated: open the file in the spreadsheet program, save it, and import that"
)


def tidy(value: object) -> Cell:
    """What a cell of a CSV file or a sheet holds."""
    if isinstance(value, Flaw):
        return value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else " ".join(str(value).split())
    if text.startswith(("#", "E", "e")) and _ERROR.fullmatch(text):
        return Flaw(f"“{text[:20]}” is an error of the spreadsheet: put the value itself there")
    return text


def as_shown(value: object, number_format: str | None) -> object:
    """A whole number with the zeros, and the letters and dashes, that its number format shows: 123 as 00123. Anything
    else as it is."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0 or not number_format:
        return value
    places = _places(number_format)
    return value if places is None else _filled_in(str(value), places)


@lru_cache(maxsize=500)
def _places(number_format: str) -> tuple[str, ...] | None:
    """The format of a positive number, piece by piece: "0" for a place, else a literal. None for one that shows a
    number as an amount, a share or a day, and so not as the name of something."""
    pieces: list[str] = []
    for piece in _TOKEN.findall(number_format):
        if piece == ";":
            break
        if piece.startswith(("[<", "[>", "[=")):
            return None
        if piece.startswith(("[", "_", "*")):
            continue
        if piece in ("#", "?", ".", ",", "%", "@") or piece.isalpha():
            return None
        pieces.append("0" if piece == "0" else f" {_literal(piece)}")
    places = pieces.count("0")
    return tuple(pieces) if places > 1 or (places and len(pieces) > places) else None


def _literal(piece: str) -> str:
    if piece.startswith('"'):
        return piece[1:-1]
    return piece[1:] if piece.startswith("\\") else piece


def _filled_in(digits: str, places: tuple[str, ...]) -> str:
    """The digits from the right; what is too many stands in the first place."""
    left, shown = digits, ""
    first = places.index("0")
    for index in range(len(places) - 1, -1, -1):
        if places[index] != "0":
            shown = places[index][1:] + shown
        elif index == first:
            shown = (left or "0") + shown
        else:
            shown, left = (left[-1:] or "0") + shown, left[:-1]
    return shown.strip()
