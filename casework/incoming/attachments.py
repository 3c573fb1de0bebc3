"""The files that come with mail: a name that is safe, and what they really are."""

import re
from dataclasses import dataclass

import puremagic

from casework.incoming.text import TURNS, clean

LONGEST_NAME = 200
OCTETS = "application/octet-stream"
NO_NAME = "attachment"
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d\u00b9\u00b2\u00b3])(?=\s*(?:\.|$))")
"""Names that mean a device to Windows, whatever comes after the dot."""
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060-\u2064\ufeff]")
"""Signs that nobody sees: behind one of them a file is no "exe" to us and may be one to somebody's computer."""
RUNS = frozenset({
    "ade", "adp", "apk", "app", "appinstaller", "application", "appref-ms", "appx", "bash", "bat", "bin", "cab",
    "chm", "cmd", "com", "command", "cpl", "deb", "desktop", "diagcab", "dll", "dmg", "docm", "dotm", "dylib",
    "elf", "exe", "gadget", "hta", "htm", "html", "img", "inf", "iqy", "iso", "jar", "js", "jse", "library-ms",
    "lnk", "mht", "mhtml", "msc", "msi", "msix", "msp", "mst", "one", "osd", "php", "pif", "pkg", "pl", "potm",
    "ppam", "ppsm", "pptm", "ps1", "ps1xml", "ps2", "psm1", "py", "rb", "reg", "rpm", "run", "scf", "scr", "sct",
    "search-ms", "settingcontent-ms", "sh", "shtml", "sldm", "slk", "so", "svg", "svgz", "swf", "theme", "udl",
    "url", "vb", "vbe", "vbs", "vhd", "vhdx", "wasm", "wim", "wsc", "wsf", "wsh", "xht", "xhtml", "xlam", "xll",
    "xlsb", "xlsm", "xltm", "xml",
})  # fmt: skip
MAY_RUN = "It could run on a computer or in a browser. Save it only if you know what it is."
DIFFERS = "Its name says one kind of file and its content is another. Save it only if you know what it is."
EMPTY = "It is empty."
BROKEN = "It was damaged on the way, and is kept as it came."
TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
    "gif": "image/gif",
    "heic": "image/heic",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "msg": "application/vnd.ms-outlook",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "wav": "audio/x-wav",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
HAS_NO_MARK = frozenset({"csv", "eml", "ics", "txt"})
"""Plain text, which nothing at its beginning tells apart."""
ALIKE = (
    frozenset({"jpg", "jpeg", "jfif", "jpe"}),
    frozenset({"tif", "tiff"}),
    frozenset({"doc", "xls", "ppt", "msg"}),
    frozenset({"docx", "xlsx", "pptx", "odt", "zip"}),
    frozenset({"mov", "mp4", "m4a", "m4v", "heic", "heif", "heics", "avif", "3gp"}),
)
"""Kinds whose containers are the same: one of them cannot be told from another by its first bytes."""
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedAttachment:
    """`media_type` is what the content is, and octets for whatever must not be opened. `problem` says why."""

    file_name: str
    media_type: str
    content: bytes
    problem: str | None = None


def describe(name: str, content: bytes, *, damaged: bool = False) -> ParsedAttachment:
    """A file that came with a mail, under a safe name. Never raises."""
    file_name = safe_name(name)
    media_type, problem = _kind(_extension(file_name), content)
    return ParsedAttachment(
        file_name=file_name,
        media_type=media_type,
        content=content,
        problem=problem or (BROKEN if damaged else None),
    )


def safe_name(name: str) -> str:
    """Without path, control characters and leading dots; at most 200 characters; the extension stays."""
    plain = (
        INVISIBLE.sub("", TURNS.sub("", clean(name)))
        .replace("\ufffd", "")
        .replace("\u2215", "/")
        .replace("\u2044", "/")
    )
    plain = " ".join(re.split(r"[/\\]", plain)[-1].split())
    plain = re.sub(r'[<>:"|?*]', "_", plain).lstrip(". ").rstrip(". ")
    plain = RESERVED.sub(r"_\1", plain)
    if not plain:
        return NO_NAME
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, extension = plain.rpartition(".")
    if dot and 0 < len(extension) <= 10:
        return stem[: LONGEST_NAME - len(extension) - 1].rstrip(". ") + "." + extension
    return plain[:LONGEST_NAME].rstrip(". ")


def _extension(file_name: str) -> str:
    return file_name.rpartition(".")[2].lower() if "." in file_name else ""


def _kind(extension: str, content: bytes) -> tuple[str, str | None]:
    """The media type, and why the file is not to be trusted."""
    if not content:
        return OCTETS, EMPTY
    head = content[:4096]
    if extension in RUNS or head.startswith(PROGRAMS) or MARKUP.search(head[:1024]):
        return OCTETS, MAY_RUN
    found = _sniffed(content)
    if extension not in TYPES:
        return OCTETS, None
    if extension in HAS_NO_MARK:
        return (OCTETS, DIFFERS) if b"\x00" in head or _is_binary(found) else (TYPES[extension], None)
    if found == extension or any({found, extension} <= kinds for kinds in ALIKE):
        return TYPES[extension], None
    return OCTETS, DIFFERS


def _is_binary(found: str) -> bool:
    return found in TYPES and found not in HAS_NO_MARK


def _sniffed(content: bytes) -> str:
    """The extension that belongs to the content, "" where nothing tells."""
    try:
        guessed = puremagic.from_string(content[:100_000])
    except (puremagic.PureError, ValueError, LookupError, TypeError, AttributeError, OSError):
        # puremagic looks into containers, and trips over broken ones
        return ""
    return str(guessed).lstrip(".").lower()
