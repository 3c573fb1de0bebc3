"""Which parts a Word document may have, what they may be, and what they may point to. Nothing else is let in.

Word compares the names of parts without regard to case, so we do too.
"""

import re

from casework.letters.own_word.markup import SAVE_AGAIN, Refused, new_parser, parse

TYPES = "[content_types].xml"
MAIN = "word/document.xml"
PLAIN_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAY_BE_OUTSIDE = "/hyperlink"
LINKS = ("https://", "http://", "mailto:", "tel:")
_TEXT = (
    r"document|styles|styleswitheffects|settings|websettings|fonttable|numbering|footnotes|endnotes|header\d*|footer\d*|"
    r"comments|commentsextended|commentsextensible|commentsids|people"
)
_ALLOWED = re.compile(
    rf"""
    \[content_types\]\.xml | _rels/\.rels
    | docprops/(app|core|custom)\.xml | docprops/thumbnail\.(jpe?g|png|emf|wmf)
    | docmetadata/labelinfo\.xml
    | customxml/(itemprops|item)\d+\.xml | customxml/_rels/item\d+\.xml\.rels
    | word/(glossary/)?(({_TEXT})\.xml | _rels/({_TEXT})\.xml\.rels)
    | word/theme/theme\d+\.xml | word/theme/_rels/theme\d+\.xml\.rels
    | word/media/[\w .()-]+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf)
    """,
    re.VERBOSE,
)
"""In lower case. What Word, LibreOffice and Google make of a letter with pictures; no macros, objects, other files,
fonts, drawings with text of their own, or parts that bring in web pages."""
_RUNS = ("macroenabled", "vbaproject", "oleobject", "activex", "attachedtoolbars")
MORE_INSIDE = "The file has macros or other files inside. Take them out, then save it as .docx again."


def refuse_names(names: list[str]) -> None:
    """Raise `Refused` unless all are parts of a letter, each there once."""
    lower = [name.lower() for name in names]
    if TYPES not in lower or MAIN not in names:
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")
    if len(set(lower)) != len(lower):
        raise Refused(f"The file has parts that Word does not make. {SAVE_AGAIN}")
    foreign = next((name for name in lower if not _ALLOWED.fullmatch(name)), None)
    if foreign is not None:
        raise Refused(f"The file has more inside than a letter needs ({foreign[-60:]!a}). {MORE_INSIDE}")


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def inspect_relations(raw: bytes) -> None:
    """Nothing is fetched from outside and nothing is run: pictures, templates and frames by address are refused."""

    def start(_name: str, attributes: dict[str, str]) -> None:
        kind, where = attributes.get("Type", ""), attributes.get("Target", "")
        outside = attributes.get("TargetMode", "").lower() == "external" or "://" in where or where.startswith("\\\\")
        if outside and not kind.endswith(MAY_BE_OUTSIDE):
            raise Refused("The file loads something from outside, such as a linked picture. Put it into the document.")
        if outside and not where.lower().startswith(LINKS):
            raise Refused("A link in the file leads to something else than a web page. Take it out.")

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, raw)


def inspect_types(raw: bytes) -> None:
    """The text must be that of a plain document: one with macros that was renamed says so here."""
    told: dict[str, str] = {}

    def start(_name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        told[attributes.get("PartName", "").lower()] = kind
        if any(word in kind.lower() for word in _RUNS):
            raise Refused(MORE_INSIDE)

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, raw)
    if told.get(f"/{MAIN}") != PLAIN_DOCUMENT:
        raise Refused(f"This is not a Word document. {SAVE_AGAIN}")
