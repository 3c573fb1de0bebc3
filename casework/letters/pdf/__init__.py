"""A letter as an accessible PDF: tagged, with title and language, to PDF/UA-1, by typst."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from casework.letters import late
from casework.letters.blocks import Block
from casework.letters.characters import printable
from casework.letters.frame import Frame
from casework.letters.pdf.typefaces import SURE, boxed, sure, unshown

LONG_WORD = re.compile(r"\S{25,}")
PIECE = re.compile(r".{12}(?=[\w/.?&=#-])(?![\u0300-\u036f\ufe0f])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A letter on paper. `boxed`: what of its text shows as a box, because our typefaces do not have it."""

    content: bytes
    boxed: Sequence[str]


class CannotBeMade(Exception):
    """No PDF can be made of the letter, not even with boxes for all that is not Latin."""


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """The PDF to look at, whatever stands in it. About 10 ms. Raises as `make` does."""
    return make(frame, blocks).content


def make(frame: Frame, blocks: Sequence[Block]) -> Made:
    """The PDF, and what of it nobody can read. The text goes in as data, so that nothing in it can be an instruction.

    What the table of typefaces does not have shows as a box. Where typst does not show all that is left, so does
    everything that is not Latin. Raises `CannotBeMade`.
    """
    others: Sequence[str] = unprintable(frame, blocks)
    try:
        content = late.typesetting.to_pdf(_data(frame, blocks, boxed), frame.dated_on)
    except late.typesetting.Refused:
        others = sorted({mark for text in _texts(frame, blocks) for mark in text if not SURE.fullmatch(mark)})
        content = _plainly(frame, blocks)
    return Made(content=content, boxed=others)


def _plainly(frame: Frame, blocks: Sequence[Block]) -> bytes:
    try:
        return late.typesetting.to_pdf(_data(frame, blocks, sure), frame.dated_on)
    except late.typesetting.Refused:
        raise CannotBeMade from None


def unprintable(frame: Frame, blocks: Sequence[Block]) -> list[str]:
    """What of a letter our typefaces do not have, each once: many emojis, some writing systems. No letter goes out
    with such a thing. Asks the table alone."""
    return list(dict.fromkeys(piece for text in _texts(frame, blocks) for piece in unshown(text)))


def _data(frame: Frame, blocks: Sequence[Block], shown: Callable[[str], str]) -> str:
    """What the page is made of. `shown` puts a box where it must."""
    return json.dumps(_changed(_content(frame, blocks), lambda text: _broken(shown(printable(text)))))


def _content(frame: Frame, blocks: Sequence[Block]) -> dict[str, Any]:
    return {
        "title": frame.title,
        "office": frame.office.name,
        "from": frame.sender,
        "to": frame.to,
        "facts": frame.facts,
        "notes": frame.notes,
        "reference": frame.reference,
        "marking": frame.marking,
        "points": frame.points,
        "blocks": [asdict(block) for block in blocks],
    }


def _texts(frame: Frame, blocks: Sequence[Block]) -> list[str]:
    """Every text of a letter as it is printed."""
    found: list[str] = []
    _changed(_content(frame, blocks), lambda text: found.append(printable(text)))
    return found


def _changed(value: Any, change: Callable[[str], Any]) -> Any:
    """The same with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(each, change) for key, each in value.items()}
    return [_changed(each, change) for each in value] if isinstance(value, (list, tuple)) else value


def _broken(text: str) -> str:
    """With places to break in very long words: the address of a web page goes on in the next line instead of beyond
    the edge of the paper."""
    return LONG_WORD.sub(lambda word: PIECE.sub("\\g<0>\u200b", word[0]), text)
