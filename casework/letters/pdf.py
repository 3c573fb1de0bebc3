"""A letter as an accessible PDF: tagged, with title and language, to PDF/UA-1, by typst."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import font_source_sans_pro
import typst

from casework.letters.blocks import Block
from casework.letters.frame import Frame

MEDIA_TYPE = "application/pdf"
FOLDER = Path(__file__).parent


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """The PDF. The text goes in as data, so that nothing in it can be an instruction. About 10 ms."""
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
    pdf: bytes = typst.compile(
        FOLDER / "letter.typ",
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=dt.datetime.combine(frame.dated_on, dt.time(12), tzinfo=dt.UTC),
    )
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Read once. Fonts of the machine are left out, so that a letter looks the same everywhere."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(font_paths=[folder], include_system_fonts=False)
