"""A letter as an accessible PDF: tagged, with title and language, to PDF/UA-1, by typst."""

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from casework.letters.blocks import Block
from casework.letters.characters import printable
from casework.letters.frame import Frame
from casework.letters.typefaces import SURE, boxed, sure, unshown
from casework.writing import refuse_while_writing

MEDIA_TYPE = "application/pdf"
FOLDER = Path(__file__).parent
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
    try:
        return Made(content=_compiled(_data(frame, blocks, boxed), frame.dated_on), boxed=unprintable(frame, blocks))
    except typst.TypstError:
        others = {mark for text in _texts(frame, blocks) for mark in text if not SURE.fullmatch(mark)}
    try:
        return Made(content=_compiled(_data(frame, blocks, sure), frame.dated_on), boxed=sorted(others))
    except typst.TypstError as error:
        raise CannotBeMade(type(error).__name__) from None  # its words are those of the letter


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


def _compiled(data: str, dated_on: dt.date) -> bytes:
    refuse_while_writing("A PDF")
    pdf: bytes = typst.compile(
        FOLDER / "letter.typ",
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={"letter": data},
        pdf_standards=["ua-1"],
        timestamp=dt.datetime.combine(dated_on, dt.time(12), tzinfo=dt.UTC),
    )
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Read once. Fonts of the machine are left out, so that a letter looks the same everywhere."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(font_paths=[folder], include_system_fonts=False)
