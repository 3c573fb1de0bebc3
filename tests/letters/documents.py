"""Word documents for tests, good and bad."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from docx import Document

FRAME = ("{{ case.reference }}", "{{ office.contact }}", "{{ office.adjustments }}", "{{ office.privacy_link }}")


@cache
def made(*paragraphs: str, footer: str = " ".join(FRAME)) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.sections[0].footer.paragraphs[0].text = footer
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The same package with parts changed, left out (None) or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
        for name, part in more.items():
            new.writestr(name, part)
    return stream.getvalue()


def kept(_name: str, part: bytes) -> bytes:
    return part
