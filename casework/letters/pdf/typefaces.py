"""Which words a letter can show: what the typefaces have that it is set in, without asking them.

The table is read from the fonts (`tests/letters/typefaces.py`), and a test compares it with them. A character is shown
where one family has it together with what stands on it: an accent, a vowel, the colour of an emoji.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from casework.letters.characters import JOINERS

TABLE = Path(__file__).parent / "typefaces.json"
FAMILIES = (
    "Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono", "NewComputerModern10", "NewComputerModernMath",
)  # fmt: skip
OURS = 2
"""So many of them are asked for every character; for a run of others typst looks for one more family that has them."""
SURE = re.compile(r"[\x20-\x7e\xa0-\u017e\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\u200b\n\t]*")
"""Text that Source Sans Pro has for certain: most letters are no more than that."""
BOX = "\N{WHITE SQUARE}"
COLOURS = range(0x1F3FB, 0x1F3FF + 1)
UNSEEN = re.compile(f"[\u200b{JOINERS}\u034f\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
"""Characters that say how their neighbours look, and do not look like anything themselves."""


def unshown(text: str) -> list[str]:
    """What of a text shows as a box, each once: a character, or one with a mark on it that does not go with it."""
    pieces = (piece for piece, is_shown in _judged(text) if not is_shown)
    return list(dict.fromkeys(piece if _is_known(piece[0]) else piece[0] for piece in pieces))


def boxed(text: str) -> str:
    """The text with a box for each character that is not shown, and nothing that would join or mark a box."""
    found: list[str] = []
    for piece, is_shown in _judged(text):
        if not is_shown:
            found.append(BOX)
        elif not (found and found[-1] == BOX and UNSEEN.fullmatch(piece)):
            found.append(piece)
    return "".join(found)


def sure(text: str) -> str:
    """The text with a box for whatever Source Sans Pro might not have."""
    return "".join(mark if SURE.fullmatch(mark) else BOX for mark in text)


def _judged(text: str) -> Iterator[tuple[str, bool]]:
    if SURE.fullmatch(text):
        yield text, True
        return
    ours, others = _typefaces()[:OURS], _typefaces()[OURS:]
    left = others
    for piece in _pieces(text):
        seen = UNSEEN.sub("", piece)
        if seen.isspace() or any(_has(face, seen) for face in ours):
            left = others
            yield piece, True
        else:
            is_ours = any(_has(face, seen[0]) for face in ours)
            left = [] if is_ours else [face for face in left if _has(face, seen)]
            yield piece, bool(left)
            left = left or others


def _pieces(text: str) -> Iterator[str]:
    """Each character with what stands on it."""
    piece = ""
    for mark in text:
        if piece and (unicodedata.category(mark).startswith("M") or ord(mark) in COLOURS):
            piece += mark
            continue
        if piece:
            yield piece
        piece = mark
    if piece:
        yield piece


def _is_known(mark: str) -> bool:
    return any(_has(face, mark) for face in _typefaces())


def _has(face: re.Pattern[str], piece: str) -> bool:
    return bool(face.fullmatch(piece) or face.fullmatch(unicodedata.normalize("NFC", piece)))


@cache
def _typefaces() -> Sequence[re.Pattern[str]]:
    """Each family as a pattern of the characters that it has."""
    table: Mapping[str, Sequence[str]] = json.loads(TABLE.read_text(encoding="ascii"))
    return [re.compile(f"[{''.join(map(_span, ' '.join(table[name]).split()))}]*") for name in FAMILIES]


def _span(words: str) -> str:
    """The hexadecimal ends of a range, e.g. a0-17e, as they stand in a pattern."""
    return "-".join(f"\\U{int(end, 16):08x}" for end in words.split("-"))
