"""What a PDF, a Word or Excel file, a text or a mail file says, as far as a search needs it."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

import docx
import openpyxl
import pypdfium2
from striprtf.striprtf import rtf_to_text

from casework.incoming import reading
from casework.incoming.formats.readable import EXCEL, MAIL, PDF, RICH, TEXT, WORD

LONGEST = 300_000
"""Signs of one document that are searched: about 150 pages."""


def words(raw: bytes, media_type: str) -> str:
    """Raises what its reader raises for a file that is broken or locked."""
    found, length = list[str](), 0
    for part in READERS[media_type](raw):
        found.append(part)
        length += len(part)
        if length >= LONGEST:
            break
    return "\n".join(found).replace("\0", "")[:LONGEST]


def _pdf(raw: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(raw)
    for number in range(len(document)):
        yield document[number].get_textpage().get_text_range()


def _word(raw: bytes) -> Iterator[str]:
    document = docx.Document(BytesIO(raw))
    for paragraph in document.element.body.iter(f"{{{document.element.nsmap['w']}}}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{{{document.element.nsmap['w']}}}t"))


def _excel(raw: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True):
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            yield " ".join(str(cell) for cell in row if cell is not None)


def _text(raw: bytes) -> Iterator[str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield raw.decode("utf-16", "replace")
        return
    try:
        yield raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield raw.decode("cp1252", "replace")


def _rich(raw: bytes) -> Iterator[str]:
    yield rtf_to_text(raw.decode("latin-1"), errors="replace")


def _mail(raw: bytes) -> Iterator[str]:
    mail = reading.read(raw).mail
    yield from (mail.subject, mail.sender_name, mail.sender, mail.text)


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    PDF: _pdf,
    RICH: _rich,
    MAIL: _mail,
    **dict.fromkeys(WORD, _word),
    **dict.fromkeys(EXCEL, _excel),
    **dict.fromkeys(TEXT, _text),
}
