"""What a zip or an old Office container really is, read from inside: its first bytes are those of a hundred kinds, and
a program that writes it as a stream makes them look like another.

Nothing is unpacked but the few hundred bytes that decide. The answer is an extension.
"""

import re
from copy import copy
from io import BytesIO, RawIOBase
from mmap import mmap
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as DeflateError  # noqa: N812

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNREADABLE = "unreadable"
"""Begins as a zip and has no list of files that could be read: damaged, or cut."""
LARGEST_LIST = 1024 * 1024
"""Bytes of the list of files within a zip. A longer one is not read: it costs a hundred times that in memory."""
DECIDES = 64 * 1024
"""Bytes that are unpacked of the file that says what the whole is."""
_END = b"PK\x05\x06"
_END_LARGE = b"PK\x06\x07"
_LONGEST_END = 22 + 65_535
_OFFICE = (
    (re.compile(rb"wordprocessingml\.document\.main\+xml"), "docx"),
    (re.compile(rb"wordprocessingml\.template\.main\+xml"), "dotx"),
    (re.compile(rb"spreadsheetml\.sheet\.main\+xml"), "xlsx"),
    (re.compile(rb"spreadsheetml\.template\.main\+xml"), "xltx"),
    (re.compile(rb"presentationml\.presentation\.main\+xml"), "pptx"),
    (re.compile(rb"presentationml\.template\.main\+xml"), "potx"),
    (re.compile(rb"presentationml\.slideshow\.main\+xml"), "ppsx"),
    (re.compile(rb"(?i)ms-excel\.sheet\.binary\.macroenabled"), "xlsb"),
    (re.compile(rb"(?i)ms-word\.[a-z]+\.macroenabled"), "docm"),
    (re.compile(rb"(?i)ms-excel\.[a-z]+\.macroenabled"), "xlsm"),
    (re.compile(rb"(?i)ms-powerpoint\.[a-z]+\.macroenabled"), "pptm"),
    (re.compile(rb"(?i)ms-visio\.[a-z]+\.main\+xml"), "vsdx"),
    (re.compile(rb"(?i)fixeddocument"), "xps"),
)
_MIME = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "ott",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ots",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.presentation-template": "otp",
    b"application/vnd.oasis.opendocument.graphics": "odg",
    b"application/vnd.sun.xml.writer": "sxw",
    b"application/vnd.sun.xml.calc": "sxc",
    b"application/vnd.sun.xml.impress": "sxi",
    b"application/epub+zip": "epub",
}
_ROOT = re.compile(rb"<[^<>]*full-path=\"/\"[^<>]*>")
_MEDIA_TYPE = re.compile(rb"media-type=\"([^\"]+)\"")
_OLE = (
    ("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"), ("Workbook", "xls"), ("Book", "xls"),
)  # fmt: skip
_BROKEN = (BadZipFile, DeflateError, EOFError, OSError, ValueError, KeyError, NotImplementedError, RuntimeError)


Content = bytes | mmap
"""A file in memory, or one on the disk that is looked into as if it were."""


class _Mapped(RawIOBase):
    """What is looked into, as a file."""

    def __init__(self, content: mmap) -> None:
        self._content, self._at = content, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._content[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def seek(self, place: int, whence: int = 0) -> int:
        self._at = max(0, place + (0, self._at, len(self._content))[whence])
        return self._at

    def tell(self) -> int:
        return self._at


def kind_of(content: Content) -> str:
    """The extension that belongs to a container, `UNREADABLE`, or "" for what is none. Never raises."""
    start = content[:8]
    if start == OLE_MARK:
        return _of_ole(content)
    if not start.startswith(ZIP_MARKS):
        return ""
    length = _length_of_list(content)
    if length is None:
        return UNREADABLE
    if length > LARGEST_LIST:
        return "zip"
    try:
        with ZipFile(_file_of(content)) as archive:
            return _of_zip(archive)
    except _BROKEN:
        return UNREADABLE


def _file_of(content: Content) -> BinaryIO:
    return BytesIO(content) if isinstance(content, bytes) else cast("BinaryIO", _Mapped(content))


def _length_of_list(content: Content) -> int | None:
    """Bytes of the list of files, as the end of the zip tells; None where there is no end."""
    end = content.rfind(_END, max(0, len(content) - _LONGEST_END))
    if end < 0 or len(content) - end < 22:
        return None
    if content[max(0, end - 20) : end].startswith(_END_LARGE):
        return LARGEST_LIST + 1  # the form for more than 4 GB, which no mail can have: what it tells is not believed
    return int.from_bytes(content[end + 12 : end + 16], "little")


def _of_zip(archive: ZipFile) -> str:
    names = {info.filename.lower(): info.filename for info in reversed(archive.infolist())}
    if "[content_types].xml" in names:
        kind = _first(_OFFICE, _start_of(archive, names["[content_types].xml"])) or "zip"
        has_macros = any(name.endswith("vbaproject.bin") for name in names)
        return f"{kind[:3]}m" if has_macros and kind in ("docx", "xlsx", "pptx") else kind
    if "mimetype" in names:
        return _MIME.get(_start_of(archive, names["mimetype"]).strip(), "zip")
    if "meta-inf/manifest.xml" in names:
        return _of_manifest(_start_of(archive, names["meta-inf/manifest.xml"]))
    if "androidmanifest.xml" in names:
        return "apk"
    return "jar" if "meta-inf/manifest.mf" in names and _has_classes(names) else "zip"


def _has_classes(names: dict[str, str]) -> bool:
    """A program in Java, and not just a folder that was signed or made by one."""
    return any(name.endswith((".class", ".jar")) for name in names)


def _of_manifest(start: bytes) -> str:
    """An OpenDocument without the file `mimetype`, which may be missing."""
    root = _ROOT.search(start)
    kind = _MEDIA_TYPE.search(root[0]) if root else None
    return _MIME.get(kind[1], "zip") if kind else "zip"


def _start_of(archive: ZipFile, name: str) -> bytes:
    """The first bytes of a file within, however large it says it is, or is."""
    info = copy(archive.getinfo(name))
    if info.flag_bits & 0x1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return b""
    info.file_size = 2 * DECIDES  # else what is told would decide how much is unpacked
    with archive.open(info) as file:
        return file.read(DECIDES)


def _first(patterns: tuple[tuple[re.Pattern[bytes], str], ...], start: bytes) -> str:
    return next((kind for pattern, kind in patterns if pattern.search(start)), "")


def _of_ole(content: Content) -> str:
    """By the names of its streams. A document of today that needs a password is such a container, too ("locked")."""
    return next((kind for name, kind in _OLE if content.find(name.encode("utf-16-le")) >= 0), "ole")
