"""Papers to look at and to redact: invented, with words that must not be found afterwards."""

from io import BytesIO
from pathlib import Path

import typst
from PIL import Image, ImageDraw

HIDDEN = "Secretname"
SHOWN = "Everything else is shown."


def pdf(folder: Path, *, pages: int = 2) -> bytes:
    """Its hidden word stands in the upper left of the last page, and in its title."""
    text = f'#set document(title: "About {HIDDEN}")\n' + "An invented page.\n#pagebreak()\n" * (pages - 1)
    source = folder / "paper.typ"
    source.write_text(f"{text}{HIDDEN} lives here.\n\n#v(12cm)\n{SHOWN}")
    return typst.compile(str(source))


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 600)) -> bytes:
    """White, with a red patch in its upper left quarter, and a word in its metadata."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(255, 0, 0))
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = HIDDEN
    made.save(out, kind, exif=exif)
    return out.getvalue()
