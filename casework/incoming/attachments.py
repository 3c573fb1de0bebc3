"""The files that come with mail: a name that is safe, and what they really are."""

import re
from dataclasses import dataclass

import puremagic

from casework.incoming import containers
from casework.incoming.containers import Content
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
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "eml": "message/rfc822",
    "epub": "application/epub+zip",
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
    "odg": "application/vnd.oasis.opendocument.graphics",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "otp": "application/vnd.oasis.opendocument.presentation-template",
    "ots": "application/vnd.oasis.opendocument.spreadsheet-template",
    "ott": "application/vnd.oasis.opendocument.text-template",
    "pdf": "application/pdf",
    "png": "image/png",
    "potx": "application/vnd.openxmlformats-officedocument.presentationml.template",
    "ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "sxw": "application/vnd.sun.xml.writer",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "wav": "audio/x-wav",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "zip": "application/zip",
}
HAS_NO_MARK = frozenset({"csv", "eml", "ics", "txt"})
"""Plain text, which nothing at its beginning tells apart."""
ALIKE = (
    frozenset({"jpg", "jpeg", "jfif", "jpe"}),
    frozenset({"tif", "tiff"}),
    frozenset({"doc", "xls", "ppt", "msg", "ole"}),
    frozenset({"docx", "dotx"}),
    frozenset({"xlsx", "xltx"}),
    frozenset({"pptx", "potx", "ppsx"}),
    frozenset({"odt", "ott"}),
    frozenset({"ods", "ots"}),
    frozenset({"odp", "otp"}),
    frozenset({"mov", "mp4", "m4a", "m4v", "heic", "heif", "heics", "avif", "3gp"}),
)
"""Kinds that are opened alike, or that cannot be told apart."""
IN_ZIP = frozenset({
    "docx", "dotx", "epub", "odg", "odp", "ods", "odt", "otp", "ots", "ott", "potx", "ppsx", "pptx", "sxw", "xlsx",
    "xltx",
})  # fmt: skip
"""Kinds that are a zip inside, and may be called one."""
MAY_BE_LOCKED = frozenset({"docx", "dotx", "pptx", "potx", "ppsx", "xlsx", "xltx"})
"""A password makes another container of them."""
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
    media_type, problem = kind(file_name, content)
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


def kind(file_name: str, content: Content) -> tuple[str, str | None]:
    """The media type, octets for whatever must not be opened, and why the file is not to be trusted. Never raises."""
    extension = _extension(file_name)
    if not len(content):
        return OCTETS, EMPTY
    head = content[:4096]
    inside = containers.kind_of(content)
    if extension in RUNS or head.startswith(PROGRAMS) or (not inside and MARKUP.search(head[:1024])):
        return OCTETS, MAY_RUN
    found = inside or _sniffed(content)
    if extension not in TYPES:
        return OCTETS, None
    if extension in HAS_NO_MARK:
        return (OCTETS, DIFFERS) if inside or b"\x00" in head or _is_binary(found) else (TYPES[extension], None)
    return (TYPES[extension], None) if _is_named_right(found, extension) else (OCTETS, DIFFERS)


def _is_named_right(found: str, extension: str) -> bool:
    return (
        found == extension
        or any({found, extension} <= kinds for kinds in ALIKE)
        or (extension == "zip" and found in IN_ZIP)
        or (found == containers.UNREADABLE and (extension == "zip" or extension in IN_ZIP))
        or (extension in MAY_BE_LOCKED and found == "locked")
    )


def _is_binary(found: str) -> bool:
    return found in TYPES and found not in HAS_NO_MARK


def _sniffed(content: Content) -> str:
    """The extension that belongs to the content, "" where nothing tells."""
    try:
        guessed = puremagic.from_string(content[:100_000])
    except (puremagic.PureError, ValueError, LookupError, TypeError, AttributeError, OSError):
        # puremagic looks into containers, and trips over broken ones
        return ""
    return str(guessed).lstrip(".").lower()
