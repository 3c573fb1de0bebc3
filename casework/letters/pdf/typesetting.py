"""Typst, which sets a letter: tagged, with title and language, to PDF/UA-1. Taken when it is needed (`late.py`)."""

import datetime as dt
from functools import cache
from pathlib import Path

import font_source_sans_pro
import typst

from casework.writing import refuse_while_writing

FOLDER = Path(__file__).parent


class Refused(Exception):
    """Typst cannot show some of the text, or cannot set it at all."""


def to_pdf(data: str, dated_on: dt.date) -> bytes:
    """A letter from its data, as JSON. Raises `Refused`, without the words of typst: they are those of the letter."""
    refuse_while_writing("A PDF")
    try:
        return _compiled(data, dated_on)
    except typst.TypstError:
        raise Refused from None


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
