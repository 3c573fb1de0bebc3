"""References of cases in a text, in whatever spelling: typed, rewritten by a program, copied from a page."""

import re
import unicodedata
from collections.abc import Iterator

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Signs without width."""
SIGNS = r"-/._\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u30fc\ufe58\ufe63\uff0d"
BETWEEN = rf" ?[{SIGNS}]{{0,3}} ?"
DASHED = rf" ?[{SIGNS}]{{1,3}} ?"
YEAR = r"(?:19|20)\d\d"
KIND = r"(?<![A-Za-z0-9])[A-Za-z]{1,2}"
REFERENCE = re.compile(
    rf"({KIND}){BETWEEN}({YEAR}){BETWEEN}(\d{{5,7}})(?!\d)|({KIND}){DASHED}({YEAR}){DASHED}(\d{{1,4}})(?![{SIGNS}]?\d)",
    re.ASCII,
)
"""Its zeros may be left out where dashes show that it is one, and no date."""
TYPED = re.compile(rf"({KIND}){BETWEEN}({YEAR}){BETWEEN}(\d{{1,7}})", re.ASCII)
PART = re.compile(rf"(?:({KIND}){BETWEEN})?(?:({YEAR}|\d\d)(?:{DASHED}| ))?(\d{{1,7}})", re.ASCII)
LINE_BREAK = re.compile(r" ?\n[> ]*")
BEFORE = re.compile(r"(?i)^\W*(?:(?:our|your|case|enquiry|review|reference|ref|re|number|no)\b[ .:#]*)*")
DIGITS = 5
"""A number stands with so many digits at least."""


def named_in(text: str) -> Iterator[str]:
    """Every reference in a text as we write it: "e–2026–12", "E202600012" and "E / 2026 / 00012" are E-2026-00012.
    It may be broken over a line, also of a quoted mail. Whether there is such a case is not asked."""
    for found in REFERENCE.finditer(LINE_BREAK.sub(" ", _plain(text))):
        kind, year, number = (part for part in found.groups() if part)
        yield written(kind, year, number)


def only_one(text: str) -> str | None:
    """The reference that a text consists of, with at most a word like "Ref:" before it and a full stop after it."""
    typed = TYPED.fullmatch(BEFORE.sub("", _plain(text)).rstrip(" .,;:)]"))
    return written(*typed.groups()) if typed else None


def part_of_one(text: str) -> tuple[str, str, str] | None:
    """What of a reference a text consists of: its letter, year and number, the first two empty where they are not said.
    "4" is a number, "26/00004" one with its year, and "e 4" one with its letter."""
    typed = PART.fullmatch(BEFORE.sub("", _plain(text)).strip().rstrip(" .,;:)]"))
    if typed is None:
        return None
    kind, year, number = (part or "" for part in typed.groups())
    return kind.upper(), f"20{year}" if len(year) == 2 else year, number


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFKC", UNSEEN.sub("", text)))


def written(kind: str, year: int | str, number: int | str) -> str:
    """As people read it out: E-2025-00971."""
    return f"{kind.upper()}-{year}-{int(number):0{DIGITS}d}"
