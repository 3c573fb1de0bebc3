"""Opening a .docx that somebody sent: a zip of XML parts, none of which is believed before it was looked at."""

import xml.parsers.expat
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import NoReturn
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812

import puremagic

LARGEST = 2 * 1024 * 1024
"""Bytes of the file as it is sent."""
LARGEST_UNPACKED = 20 * 1024 * 1024
LARGEST_TEXT = 512 * 1024
"""Bytes of one part with text: docxtpl reads it several times, with regular expressions."""
MOST_PARTS = 200
DEEPEST = 256
"""Elements within elements."""
NEEDED = ("[Content_Types].xml", "word/document.xml")
PROGRAMS = ("vbaproject", "vbadata", "activex", "word/embeddings/", "oleobject", "attachedtoolbars", "customui")
PLAIN_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAY_BE_OUTSIDE = "/hyperlink"
SAVE_AGAIN = "Save it in Word as a Word document (.docx) and upload it again."


class Refused(Exception):
    """A file that is not opened any further. The message is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts by their names."""

    parts: dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The text of one part, paragraph by paragraph, and whether a field hides in an attribute."""

    paragraphs: tuple[str, ...]
    in_attributes: bool


def read(content: bytes) -> Package:
    """The parts of a Word document. Raises `Refused` for anything that is none, or that carries more than text."""
    if len(content) > LARGEST:
        raise Refused("The file is larger than 2 MB. Make the pictures in it smaller and upload it again.")
    if not content.startswith(b"PK\x03\x04") or not _looks_like_word(content):
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")
    try:
        with ZipFile(BytesIO(content)) as archive:
            package = Package(parts={info.filename: archive.read(info) for info in _entries(archive)})
    except (BadZipFile, LargeZipFile, DeflateError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(f"The file is damaged. {SAVE_AGAIN}") from None
    _inspect(package)
    return package


@lru_cache(maxsize=24)  # parts: one file is looked through four times before a letter is made of it
def text_of(raw: bytes) -> Told:
    """What a part says. Raises `Refused` for XML with a document type or entities of its own, and for broken XML."""
    paragraphs: list[str] = []
    words, depth, in_attributes = "", 0, False

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, in_attributes
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"The document is nested too deeply. {SAVE_AGAIN}")
        for value in attributes.values():
            if "{" in value and ("{{" in value or "{%" in value or "{#" in value):
                in_attributes = True

    def end(name: str) -> None:
        nonlocal depth, words
        depth -= 1
        if name in ("w:p", "a:p", "w:comment") or depth == 0:
            paragraphs.append(words)
            words = ""

    def characters(text: str) -> None:
        nonlocal words
        words += text

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    _parse(parser, raw)
    return Told(paragraphs=tuple(paragraphs), in_attributes=in_attributes)


def _looks_like_word(content: bytes) -> bool:
    try:
        kinds = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return False
    return bool(kinds & {".docx", ".zip", ".docm"})


def _entries(archive: ZipFile) -> list[ZipInfo]:
    """The files in it, when there are not too many, not too large, and named as they should be."""
    entries = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in entries]
    if len(entries) > MOST_PARTS or sum(info.file_size for info in entries) > LARGEST_UNPACKED:
        raise Refused("The file unpacks to far more than a letter. Copy the text into a new document and upload that.")
    if any(info.flag_bits & 0x1 for info in entries):
        raise Refused("The file is protected with a password. Take the protection off and upload it again.")
    wrong = any(name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") for name in names)
    if wrong or len({name.lower() for name in names}) != len(names):
        raise Refused(f"The file has parts that Word does not make. {SAVE_AGAIN}")
    if not all(name in names for name in NEEDED):
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")
    if any(word in name.lower() for name in names for word in PROGRAMS):
        raise Refused("The file has macros or other files inside. Take them out, then save it as .docx again.")
    return entries


def _inspect(package: Package) -> None:
    for name, raw in package.parts.items():
        if name.endswith((".xml", ".rels")):
            if name.startswith("word/") and len(raw) > LARGEST_TEXT and "/media/" not in name:
                raise Refused("The text is too long for a letter. Copy what is needed into a new document.")
            text_of(raw)
        if name.endswith(".rels"):
            _inspect_relations(raw)
    _inspect_types(package.parts["[Content_Types].xml"])


def _inspect_relations(raw: bytes) -> None:
    """Nothing is fetched from outside and nothing is run: pictures, templates and frames by address are refused."""

    def start(_name: str, attributes: dict[str, str]) -> None:
        kind, where = attributes.get("Type", ""), attributes.get("Target", "")
        outside = attributes.get("TargetMode", "").lower() == "external" or "://" in where or where.startswith("\\\\")
        if outside and not kind.endswith(MAY_BE_OUTSIDE):
            raise Refused("The file loads something from outside, such as a linked picture. Put it into the document.")
        if outside and not where.startswith(("https://", "http://", "mailto:", "tel:")):
            raise Refused("A link in the file leads to something else than a web page. Take it out.")

    parser = _parser()
    parser.StartElementHandler = start
    _parse(parser, raw)


def _inspect_types(raw: bytes) -> None:
    """The text must be that of a plain document: one with macros that was renamed says so here."""
    told: dict[str, str] = {}

    def start(_name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        told[attributes.get("PartName", "").lower()] = kind
        if "macroenabled" in kind.lower() or "vbaproject" in kind.lower() or "oleobject" in kind.lower():
            raise Refused("The file has macros or other files inside. Take them out, then save it as .docx again.")

    parser = _parser()
    parser.StartElementHandler = start
    _parse(parser, raw)
    if told.get("/word/document.xml") != PLAIN_DOCUMENT:
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")


def _parser() -> xml.parsers.expat.XMLParserType:
    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def _refuse_doctype(*_told: object) -> NoReturn:
    raise Refused(f"The file has parts that Word does not make. {SAVE_AGAIN}")


def _parse(parser: xml.parsers.expat.XMLParserType, raw: bytes) -> None:
    try:
        parser.Parse(raw, True)
    except xml.parsers.expat.ExpatError:
        raise Refused(f"The file is damaged. {SAVE_AGAIN}") from None
