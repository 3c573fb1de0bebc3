"""Opening a .docx that somebody sent: a zip of XML parts, none of which is believed before it was looked at."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812

from casework.letters.own_word import fields
from casework.letters.own_word.markup import SAVE_AGAIN, Refused, text_of
from casework.letters.own_word.parts import TYPES, inspect_relations, inspect_types, is_xml, refuse_names

LARGEST = 2 * 1024 * 1024
"""Bytes of the file as it is sent."""
LARGEST_UNPACKED = 20 * 1024 * 1024
LARGEST_TEXT = 512 * 1024
"""Bytes of one part with text: docxtpl reads it several times, with regular expressions."""
LARGEST_TEXTS = 4 * 1024 * 1024
"""Bytes of all parts with text."""
MOST_PARTS = 200
PIECE = 64 * 1024
TOO_MUCH = "The file unpacks to far more than a letter. Copy the text into a new document and upload that."
TOO_LONG = "The text is too long for a letter. Copy what is needed into a new document."


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts by their names."""

    parts: dict[str, bytes]


def read(content: bytes) -> Package:
    """The parts of a Word document. Raises `Refused` for anything that is none, or that carries more than text."""
    if len(content) > LARGEST:
        raise Refused("The file is larger than 2 MB. Make the pictures in it smaller and upload it again.")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")
    try:
        with ZipFile(BytesIO(content)) as archive:
            package = Package(parts=dict(_unpacked(archive)))
    except (BadZipFile, LargeZipFile, DeflateError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(f"The file is damaged. {SAVE_AGAIN}") from None
    _inspect(package)
    return package


def packed(package: Package) -> bytes:
    """The parts as one file, without the time at which that was done."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in package.parts.items():
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return stream.getvalue()


def _unpacked(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each part, against running totals: what the zip says of its sizes is compared and never believed."""
    room, room_for_text = LARGEST_UNPACKED, LARGEST_TEXTS
    for info in _entries(archive):
        part = _part(archive, info, room)
        room -= len(part)
        if is_xml(info.filename):
            room_for_text -= len(part)
            if len(part) > LARGEST_TEXT or room_for_text < 0:
                raise Refused(TOO_LONG)
        yield info.filename, part


def _part(archive: ZipFile, info: ZipInfo, room: int) -> bytes:
    """One part, in pieces, up to where it really ends. Raises `Refused` as soon as it is larger than the room."""
    true = copy(info)
    true.file_size = LARGEST_UNPACKED * 2  # else the library stops, or cuts what it inflated, at the size that is told
    largest = min(room, LARGEST_TEXT) if is_xml(info.filename) else room
    pieces, size = [], 0
    with archive.open(true) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            if size > largest:
                raise Refused(TOO_MUCH if largest == room else TOO_LONG)
            pieces.append(piece)
    if size != info.file_size:
        raise BadZipFile
    return b"".join(pieces)


def _entries(archive: ZipFile) -> list[ZipInfo]:
    """The files in it, when there are not too many, not too large, and named as they should be."""
    entries = [info for info in archive.infolist() if not info.is_dir()]
    if len(entries) > MOST_PARTS or sum(info.file_size for info in entries) > LARGEST_UNPACKED:
        raise Refused(TOO_MUCH)
    if any(info.flag_bits & 0x1 for info in entries):
        raise Refused("The file is protected with a password. Take the protection off and upload it again.")
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in entries):
        raise Refused(f"The file is packed in a way that Word does not use. {SAVE_AGAIN}")
    refuse_names([info.filename for info in entries])
    return entries


def _inspect(package: Package) -> None:
    for name, raw in package.parts.items():
        if not is_xml(name):
            continue
        text_of(raw)
        if name.lower().endswith(".rels"):
            inspect_relations(raw)
        elif name.lower() == TYPES:
            inspect_types(raw)
        elif name.lower().startswith("word/"):
            fields.inspect(raw)
