"""A PDF or a picture as sheets that can be drawn, shown, and burnt into a new PDF that has nothing of the old one."""

import math
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from casework.pictures import asked
from casework.pictures.asked import WHOLE, Answer, Asked, Box

SHOWN_WIDTH = 1100
BURNT_WIDTH = 1654
"""Pixels: A4 at 200 dots an inch."""
MOST_HEIGHT = 4 * BURNT_WIDTH
MOST_PIXELS = 120_000_000
"""Of a picture: 30,000 by 30,000 would take 3 GB."""
MOST_PAGES = 200
LOCKED_CODE = 4
"""What PDFium says where a password is missing."""
PDF = "application/pdf"
A4_WIDTH = 595
"""Points."""


class Refused(Exception):
    """It cannot be shown. The message is a sentence."""


def answer(question: Asked, raw: bytes) -> Answer:
    """Never raises for what a file is."""
    try:
        pages, draw = _opened(question.kind, raw)
        if question.what == "redact":
            return Answer(content=_redacted(pages, draw, question.boxes), pages=pages)
        if not 1 <= question.page <= pages:
            raise Refused(asked.NO_PAGE)
        return Answer(content=_shown(draw(question.page, SHOWN_WIDTH), question), pages=pages)
    except Refused as refused:
        return Answer(problem=str(refused))


Draw = Callable[[int, int], Image.Image]
"""Draws a page (from 1) so many pixels wide."""


def _opened(kind: str, raw: bytes) -> tuple[int, Draw]:
    return _pdf(raw) if kind == PDF else _picture(raw)


def _pdf(raw: bytes) -> tuple[int, Draw]:
    try:
        document = pdfium.PdfDocument(raw)
        document.init_forms()
    except pdfium.PdfiumError as problem:
        raise Refused(asked.LOCKED if problem.err_code == LOCKED_CODE else asked.UNREADABLE) from None
    pages = len(document)
    if not pages:
        raise Refused(asked.UNREADABLE)

    def draw(number: int, width: int) -> Image.Image:
        try:
            page = document[number - 1]
            wide, high = page.get_size()
            scale = min(width / max(wide, 1), MOST_HEIGHT / max(high, 1))
            found: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
        except pdfium.PdfiumError:
            raise Refused(asked.UNREADABLE) from None
        return found

    return pages, draw


def _picture(raw: bytes) -> tuple[int, Draw]:
    try:
        with Image.open(BytesIO(raw)) as opened:
            frames = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Refused(asked.UNREADABLE) from None

    def draw(number: int, width: int) -> Image.Image:
        try:
            with Image.open(BytesIO(raw)) as opened:
                opened.seek(number - 1)
                if opened.width * opened.height > MOST_PIXELS:
                    raise Refused(asked.TOO_LARGE)
                found = ImageOps.exif_transpose(opened).convert("RGB")
        except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
            raise Refused(asked.UNREADABLE) from None
        found.thumbnail((width, MOST_HEIGHT))
        return found

    return frames, draw


def _shown(sheet: Image.Image, question: Asked) -> bytes:
    """With a frame around each box, and its sign."""
    pen = ImageDraw.Draw(sheet)
    for box in (each for each in question.boxes if each.page == question.page):
        place = _place(box, sheet)
        pen.rectangle(place, outline=(174, 31, 22), width=4)
        pen.text((place[0] + 8, place[1] + 6), box.sign, fill=(174, 31, 22), font_size=20)
    return _jpeg(sheet)


def _redacted(pages: int, draw: Draw, boxes: Sequence[Box]) -> bytes:
    """A new PDF of pictures of the pages, with the boxes in them. Text, links, files and metadata stay behind."""
    if pages > MOST_PAGES:
        raise Refused(asked.TOO_MANY.format(pages=f"{pages:,}", most=MOST_PAGES))
    made = pdfium.PdfDocument.new()
    for content, width, height in _burnt(pages, draw, boxes):
        page = made.new_page(A4_WIDTH, A4_WIDTH * height / width)
        picture = pdfium.PdfImage.new(made)
        picture.load_jpeg(BytesIO(content), inline=True)
        picture.set_matrix(pdfium.PdfMatrix().scale(page.get_width(), page.get_height()))
        page.insert_obj(picture)
        page.gen_content()
        page.close()
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _burnt(pages: int, draw: Draw, boxes: Sequence[Box]) -> Iterator[tuple[bytes, int, int]]:
    for number in range(1, pages + 1):
        sheet = draw(number, BURNT_WIDTH)
        pen = ImageDraw.Draw(sheet)
        for box in (each for each in boxes if each.page == number):
            place = _place(box, sheet)
            pen.rectangle(place, fill=(0, 0, 0))
            if place[3] - place[1] > 24 and place[2] - place[0] > 24:
                pen.text((place[0] + 6, place[1] + 3), box.sign, fill=(255, 255, 255), font_size=18)
        yield _jpeg(sheet), sheet.width, sheet.height


def _place(box: Box, sheet: Image.Image) -> tuple[int, int, int, int]:
    """Rather a pixel too much than one too little."""
    wide, high = sheet.width / WHOLE, sheet.height / WHOLE
    return (
        math.floor(box.left * wide),
        math.floor(box.top * high),
        math.ceil((box.left + box.width) * wide),
        math.ceil((box.top + box.height) * high),
    )


def _jpeg(sheet: Image.Image) -> bytes:
    out = BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()
