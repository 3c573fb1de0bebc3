"""winmail.dat: a letter and its files as Outlook alone writes and reads them (TNEF)."""

import struct
from dataclasses import dataclass, field
from typing import Any

from compressed_rtf import decompress
from compressed_rtf.crc32 import crc32
from striprtf.striprtf import rtf_to_text
from tnefparse import TNEF

from casework.incoming.text import decode

WHAT_IT_RAISES = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NameError,
    struct.error,
    RecursionError,
    OverflowError,
)
"""Both libraries stumble over broken bytes in these ways."""
PACKED, UNPACKED = b"LZFu", b"MELA"
MEDIA_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
NAME = "winmail.dat"
MOST_FILES = 100
ONLY_OUTLOOK = (
    "It came as a file that only Outlook can read (winmail.dat), or a part of it did. "
    "Ask its sender to send it again as plain text or HTML."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is in a winmail.dat. `files`: their names and contents."""

    text: str = ""
    is_page: bool = False
    files: list[tuple[str, bytes]] = field(default_factory=list)


def is_letter(media_type: str, name: str) -> bool:
    return media_type in MEDIA_TYPES or name.lower() == NAME


def read(content: bytes) -> Letter | None:
    """None for what cannot be taken apart."""
    try:
        return _letter(TNEF(content, do_checksum=False))
    except WHAT_IT_RAISES:
        return None


def _letter(found: Any) -> Letter:
    page, plain = _words(found.htmlbody, found.codepage), _words(found.body, found.codepage)
    if not plain and not page and found._rtfbody:
        plain = rtf_to_text(_unpacked(found._rtfbody).decode("latin-1"), errors="replace")
    files = [(_name(each, found.codepage), each.data) for each in found.attachments[:MOST_FILES]]
    return Letter(
        text=plain or page,
        is_page=bool(page and not plain),
        files=[(name, data) for name, data in files if isinstance(data, bytes)],
    )


def _unpacked(body: bytes) -> bytes:
    """The RTF of a letter. What the library has no error of its own for is told apart before."""
    kind, (checked,) = body[8:12], struct.unpack("<I", body[12:16])
    if (kind, checked) != (UNPACKED, 0) and (
        kind != PACKED or checked != crc32(body[16 : 4 + struct.unpack("<I", body[:4])[0]])
    ):
        raise ValueError("damaged")
    return bytes(decompress(body))


def _words(given: object, codepage: str | None) -> str:
    if isinstance(given, bytes):
        return decode(given.rstrip(b"\x00"), codepage)[0].strip("\x00")
    return given.strip("\x00") if isinstance(given, str) else ""


def _name(attachment: Any, codepage: str | None) -> str:
    try:
        name = attachment.long_filename()
    except ValueError:
        # the library knows UTF-8 alone
        name = attachment._name
    return _words(name, codepage)
