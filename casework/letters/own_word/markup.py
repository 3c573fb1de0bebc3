"""The XML of a Word document that somebody sent: parsed without entities, document types or anything from outside."""

import xml.parsers.expat
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

DEEPEST = 256
"""Elements within elements."""
SAVE_AGAIN = "Save it in Word as a Word document (.docx) and upload it again."
Parser = xml.parsers.expat.XMLParserType


class Refused(Exception):
    """A file that is not opened any further. The message is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The text of one part, paragraph by paragraph, and whether a field hides in an attribute."""

    paragraphs: tuple[str, ...]
    in_attributes: bool


@lru_cache(maxsize=24)  # parts: one file is looked through four times before a letter is made of it
def text_of(raw: bytes) -> Told:
    """What a part says. Raises `Refused` for XML with a document type or entities of its own, and for broken XML."""
    paragraphs: list[str] = []
    words: list[str] = []
    depth, in_attributes = 0, False

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, in_attributes
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"The document is nested too deeply. {SAVE_AGAIN}")
        for value in attributes.values():
            if "{" in value and ("{{" in value or "{%" in value or "{#" in value):
                in_attributes = True

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if name in ("w:p", "a:p", "w:comment") or depth == 0:
            paragraphs.append("".join(words))
            words.clear()

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words.append
    parse(parser, raw)
    return Told(paragraphs=tuple(paragraphs), in_attributes=in_attributes)


def new_parser(*, with_namespaces: bool = False) -> Parser:
    """`with_namespaces`: names come as namespace, space and local name, however the file abbreviates them."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" " if with_namespaces else None)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def parse(parser: Parser, raw: bytes) -> None:
    """Raises `Refused` for broken XML."""
    try:
        parser.Parse(raw, True)
    except xml.parsers.expat.ExpatError:
        raise Refused(f"The file is damaged. {SAVE_AGAIN}") from None


def _refuse_doctype(*_told: object) -> NoReturn:
    raise Refused(f"The file has parts that Word does not make. {SAVE_AGAIN}")
