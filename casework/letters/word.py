"""A letter as a Word document, for whoever needs to prepare it by hand: Easy Read, Braille, a translation."""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from casework.letters.blocks import Block, Run
from casework.letters.characters import printable
from casework.letters.frame import Frame
from casework.writing import refuse_while_writing

TYPEFACE = "Arial"
LONGEST = 255
"""Characters of a property: more are refused by Word."""


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """The .docx, with real headings and lists, title and language."""
    refuse_while_writing("A Word document")
    document = Document()
    _prepare(document, frame)
    for lines in ([frame.marking] if frame.marking else [], [frame.office.name, *frame.sender], frame.to, frame.facts):
        if lines:
            document.add_paragraph(printable("\n".join(lines)))
    document.add_heading(printable(frame.title), level=1)
    _write(document, blocks, depth=0)
    for note in frame.notes:
        document.add_paragraph(printable(note))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _prepare(document: WordDocument, frame: Frame) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = TYPEFACE, Pt(frame.points)
    for level in (1, 2, 3):
        heading = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.size = TYPEFACE, Pt(frame.points + 2)
    properties = document.core_properties
    properties.title, properties.author = printable(frame.title)[:LONGEST], printable(frame.office.name)[:LONGEST]
    properties.language = "en-GB"
    written = dt.datetime.combine(frame.dated_on, dt.time(12), tzinfo=dt.UTC)
    properties.created = properties.modified = written
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    style.element.get_or_add_rPr().append(language)


def _write(document: WordDocument, blocks: Sequence[Block], *, depth: int) -> None:
    for block in blocks:
        if block.kind == "heading":
            _runs(document.add_heading(level=block.level), block)
        elif block.kind in ("bullets", "numbers"):
            for number, item in enumerate(block.items, block.first):
                _item(document, item, f"{number}. " if block.kind == "numbers" else "", depth)
        else:
            _runs(document.add_paragraph(), block)


def _item(document: WordDocument, item: Sequence[Block], mark: str, depth: int) -> None:
    """Numbers are written out: Word would go on counting from one list to the next."""
    style = "List Continue" if mark else "List Bullet"
    if depth:
        style += f" {min(depth + 1, 3)}"
    for place, inner in enumerate(item):
        if inner.kind == "paragraph":
            first = [Run(text=mark)] if mark and place == 0 else []
            written = document.add_paragraph(style=style if place == 0 else "List Continue")
            _runs(written, Block(kind="paragraph", runs=[*first, *inner.runs]))
        else:
            _write(document, [inner], depth=depth + 1)


def _runs(paragraph: Paragraph, block: Block) -> None:
    for run in block.runs:
        written = paragraph.add_run("\n" if run.text == "\n" else printable(run.text))
        written.bold = True if run.bold else None
