"""What may happen by itself when a Word document is opened: the instructions of its fields, by an allow-list, and the
elements and attributes that load or run something without a relationship that would say so."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from casework.letters.own_word.markup import Refused, new_parser, parse
from casework.letters.own_word.parts import LINKS

ALLOWED = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "REF",
    "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TITLE", "SUBJECT", "AUTHOR", "HYPERLINK",
})  # fmt: skip
LEADS_SAFELY = ("https://", "mailto:", "tel:")
LOADS = frozenset({
    "altchunk", "control", "embeddedhtml", "frameset", "mailmerge", "movie", "object", "oleobject", "savethroughxslt",
    "subdoc", "webvideopr",
})  # fmt: skip
"""Elements, by their names without namespace and in lower case."""
ADDRESSES = frozenset({"src", "href", "althref"})
NO_OTHER = "Take it out: page numbers, dates, references within the letter and links to the web may stay."
TAKES_A_WORD = ("\\l", "\\o", "\\t")
"""What changes a link and has a word of its own: the place in the document, the hint, the window."""
_KEYWORD = re.compile(r"\s*([A-Za-z]+)(?![^\s\\])")
_ARGUMENT = re.compile(r'"[^"]*"|\S+')


@dataclass(slots=True)
class _Open:
    """A field whose end is not reached: its instruction so far, and whether its result has begun."""

    instruction: list[str] = field(default_factory=list)
    told: bool = False


@lru_cache(maxsize=24)  # as `text_of`
def inspect(raw: bytes) -> None:
    """Raises `Refused` for a part with a field or an element that could load or run something."""
    open_fields: list[_Open] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        inside.append(local)
        given = {_local(key): value for key, value in attributes.items()}
        if local in LOADS:
            raise Refused("The file has something inside that loads or runs by itself. Take it out.")
        _refuse_addresses(attributes)
        if local == "fldsimple":
            _refuse_instruction(given.get("instr", ""))
        if local == "fldchar":
            _follow(open_fields, given.get("fldchartype", ""))

    def end(_name: str) -> None:
        inside.pop()

    def characters(text: str) -> None:
        if inside and inside[-1] in ("instrtext", "delinstrtext"):
            _add(open_fields, text)

    parser = new_parser(with_namespaces=True)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parse(parser, raw)
    for one in open_fields:
        _refuse_instruction("".join(one.instruction))


def _follow(open_fields: list[_Open], change: str) -> None:
    """Begin, separate (the result follows) or end a field. The words of an instruction may stand in any number of runs;
    a field within an instruction could make any instruction of it."""
    if change == "begin":
        if any(not one.told for one in open_fields):
            raise Refused(f"The file has a field inside the instruction of another. {NO_OTHER}")
        open_fields.append(_Open())
    elif open_fields and change == "separate":
        open_fields[-1].told = True
    elif open_fields and change == "end":
        _refuse_instruction("".join(open_fields.pop().instruction))


def _add(open_fields: list[_Open], text: str) -> None:
    """An instruction that stands in no field, or in a result, is looked at by itself: nobody says what Word makes of
    it."""
    if not open_fields or open_fields[-1].told:
        _refuse_instruction(text)
    else:
        open_fields[-1].instruction.append(text)


def _refuse_instruction(instruction: str) -> None:
    if not instruction.strip():
        return
    keyword = _KEYWORD.match(instruction)
    if keyword is None or keyword[1].upper() not in ALLOWED:
        shown = instruction.split(maxsplit=1)[0][:30]
        raise Refused(f"The file has a field, “{shown}”, that could load or run something. {NO_OTHER}")
    if keyword[1].upper() == "HYPERLINK" and not _is_safe_link(instruction[keyword.end() :]):
        raise Refused("A link in the file leads to something else than a web page (https). Take it out.")


def _is_safe_link(arguments: str) -> bool:
    """Whether whatever is no switch, or the word of one, leads to the web: Word takes the address at any place."""
    after = ""
    for argument in _ARGUMENT.findall(arguments):
        before, after = after, argument.lower()
        if argument.startswith("\\") or before in TAKES_A_WORD:
            continue
        if not argument.strip('"').lower().startswith(LEADS_SAFELY):
            return False
    return arguments.count('"') % 2 == 0


def _refuse_addresses(attributes: dict[str, str]) -> None:
    """A plain `href` is a link to click on. In a namespace, as `src`, it says where a picture comes from."""
    for name, where in attributes.items():
        is_link = name.lower() == "href" and where.lower().startswith(("#", *LINKS))
        if _local(name) in ADDRESSES and not is_link:
            raise Refused("The file loads something from outside, such as a linked picture. Put it into the document.")


def _local(name: str) -> str:
    """Without its namespace, in lower case."""
    return name.rpartition(" ")[2].lower()
