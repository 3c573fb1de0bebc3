"""A letter as an accessible PDF: tagged, with title and language, to PDF/UA-1, by typst."""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from casework.letters.blocks import Block
from casework.letters.characters import JOINERS, printable
from casework.letters.frame import Frame

MEDIA_TYPE = "application/pdf"
FOLDER = Path(__file__).parent
SURE = re.compile(r"[\x20-\x7e\xa0-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\u200b]*")
"""Text that Source Sans Pro has for certain: it need not be tried."""
BOX = "\N{WHITE SQUARE}"
MOST_UNKNOWN = 30
"""Characters that are looked for one by one. Where there are more, the letter is in another writing system."""
NOT_SHOWN = re.compile(r'"(.*)"', re.DOTALL)
AFTER_BOX = re.compile(BOX + r"[^\x00-\x7f]+")
LONG_WORD = re.compile(r"\S{25,}")
PIECE = re.compile(r".{12}(?=[\w/.?&=#-])(?![\u0300-\u036f\ufe0f])")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """The PDF. The text goes in as data, so that nothing in it can be an instruction. About 10 ms.

    A character that our typefaces do not have shows as a box: `unprintable` names it, and no letter goes out with one.
    """
    return _made(frame, blocks)[0]


def unprintable(frame: Frame, blocks: Sequence[Block]) -> list[str]:
    """The characters of a letter that our typefaces do not have, each once: many emojis, some writing systems."""
    return [] if SURE.fullmatch(_data(frame, blocks)) else _made(frame, blocks)[1]


def _made(frame: Frame, blocks: Sequence[Block]) -> tuple[bytes, list[str]]:
    """The PDF and what is shown as a box in it. Typst refuses the first such character; so it is asked again."""
    data, boxed = _data(frame, blocks), dict[str, None]()
    for _ in range(MOST_UNKNOWN):
        try:
            return _compiled(data, frame.dated_on), list(boxed)
        except typst.TypstError as error:
            refused = _refused(str(error))
            if not refused:
                raise
            boxed |= dict.fromkeys(refused)
            data = _with_boxes(data, refused)
    others = dict.fromkeys(mark for mark in data if not SURE.fullmatch(mark) and mark != BOX)
    return _compiled(_with_boxes(data, others), frame.dated_on), [*boxed, *others]


def _with_boxes(data: str, marks: Iterable[str]) -> str:
    """With boxes instead of these characters, and nothing that would join or mark a box."""
    return AFTER_BOX.sub(_without_joiners, data.translate(dict.fromkeys(map(ord, marks), BOX)))


def _without_joiners(found: re.Match[str]) -> str:
    return "".join(mark for mark in found[0] if mark not in JOINERS and not unicodedata.category(mark).startswith("M"))


def _refused(message: str) -> list[str]:
    """The characters in what typst says, which writes some of them as \\u{feff}."""
    told = NOT_SHOWN.search(message)
    words = ESCAPED.sub(lambda found: chr(int(found[1], 16)), told[1]) if told else ""
    return [mark for mark in dict.fromkeys(words) if not mark.isascii() and mark != BOX]


def _data(frame: Frame, blocks: Sequence[Block]) -> str:
    data = {
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
    return json.dumps(_fit_for_print(data), ensure_ascii=False)


def _fit_for_print(value: Any) -> Any:
    """Every text in it without what no typeface shows, and with places to break in very long words: the address of a
    web page goes on in the next line instead of beyond the edge of the paper."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda word: PIECE.sub("\\g<0>\u200b", word[0]), printable(value))
    if isinstance(value, dict):
        return {key: _fit_for_print(each) for key, each in value.items()}
    return [_fit_for_print(each) for each in value] if isinstance(value, (list, tuple)) else value


def _compiled(data: str, dated_on: dt.date) -> bytes:
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
