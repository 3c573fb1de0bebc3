"""An office's own Word template: what may be uploaded, what is wrong with it, and filling it in.

Nothing of the file is believed. Its fields and conditions are checked as docxtpl will hand them to Jinja, and so by the
same rules as a text template. It is filled in within the sandbox, with plain values.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.letters import blocks
from casework.letters.characters import printable
from casework.letters.fields import Value, complete, samples
from casework.letters.language import LONGEST, Prepared, Problem, always_used, check, escaped, fields_of, missing_musts
from casework.letters.own_word.markup import SAVE_AGAIN, Refused, text_of
from casework.letters.own_word.package import Package, packed, read
from casework.writing import refuse_while_writing
from workflows.letters import FRAME_FIELDS, LetterKind

MAIN = "word/document.xml"
FILLED_IN = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml$")
"""The parts in which docxtpl fills in fields. Elsewhere a field would go out as it stands."""
TAG = re.compile(r"\{\{|\{%|\{#")
PARAGRAPH = re.compile(r"<w:p([ >])")
MOST_TAGS = 500
BROKEN = (TemplateError, OpcError, BadZipFile, SyntaxError, KeyError, ValueError, AttributeError, TypeError, OSError)
"""What python-docx, lxml (its errors are syntax errors) and Jinja raise about a file that they cannot use."""


def taken(file_name: str, content: bytes) -> bytes:
    """A file that may be taken, saved anew: what belongs to no letter does not come along. Raises `Refused`."""
    if not file_name.lower().endswith(".docx"):
        raise Refused("Choose a Word document whose name ends in .docx. In Word: Save as, Word document.")
    return saved_again(content)


@lru_cache(maxsize=2)
def saved_again(content: bytes) -> bytes:
    """The document as python-docx writes it: the parts that belong together, and nothing beside them. The same file
    gives the same bytes. Raises `Refused`."""
    read(content)
    stream = BytesIO()
    try:
        Document(BytesIO(content)).save(stream)
    except BROKEN:
        raise Refused(f"The file is damaged. {SAVE_AGAIN}") from None
    return packed(read(stream.getvalue()))


def problems(content: bytes, kind: LetterKind) -> Sequence[Problem]:
    """What is wrong with its fields and conditions. `line` is the number of the paragraph within its part."""
    try:
        package = read(content)
    except Refused as error:
        return (Problem(line=0, message=str(error)),)
    found = list(_misplaced(package))
    if found:
        return tuple(found)
    try:
        programs = _programs(package, content)
    except BROKEN:
        return (Problem(line=0, message="Word's file cannot be read. Save it in Word once more and upload it again."),)
    found = list(_wrong(programs))
    if not found:
        found = [*_musts("\n".join(programs.values()), kind), *_trial(content)]
    return tuple(found)


def render(content: bytes, flat: Mapping[str, Value]) -> bytes:
    """The letter as .docx, with the values in it as text, whatever they look like.

    Raises `Refused` for a file that must not be used.
    """
    refuse_while_writing("A Word document")
    _checked(content)
    document = DocxTemplate(BytesIO(content))
    document.render(complete(flat), _environment(), autoescape=True)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def words(content: bytes, flat: Mapping[str, Value]) -> str:
    """What the letter says, paragraph by paragraph, as text of a letter (language.py): to be read, compared with what
    was read, and looked through for gaps. No document is made for it. Raises `Refused`."""
    given = complete(flat)
    told = [line.strip() for form in _forms(content) for line in _said(form.render(given))]
    return "\n\n".join(escaped(printable(line)) for line in told if line) + "\n"


@lru_cache(maxsize=8)
def fields(content: bytes) -> frozenset[str]:
    """The fields that the file uses. Raises `Refused`."""
    return frozenset().union(*map(fields_of, _checked(content).values()))


@lru_cache(maxsize=8)
def _forms(content: bytes) -> Sequence[Template]:
    """Its parts as they are filled in, the text before headers and footers, each compiled once."""
    _checked(content)
    return [_environment().from_string(xml) for xml in _patched(read(content), content).values()]


def _checked(content: bytes) -> Mapping[str, str]:
    """Its programs by part. Raises `Refused` where something is wrong with them."""
    package = read(content)
    programs = _programs(package, content)
    bad = [*_misplaced(package), *_wrong(programs)]
    if bad:
        raise Refused(str(bad[0]))
    return programs


def _said(xml: str) -> Sequence[str]:
    """The paragraphs of a part that was filled in, put right first where Word would put it right."""
    document = DocxTemplate(BytesIO())
    whole = document.xml_to_string(document.fix_tables(xml)) if "<w:body" in xml else xml
    return text_of(whole.encode()).paragraphs


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, finalize=_plain, extensions=(), cache_size=0)


def _plain(value: object) -> str:
    if isinstance(value, Prepared):
        return "\n".join(_paragraphs(blocks.parse(value)))
    return printable(str(value))


def _paragraphs(parsed: list[blocks.Block]) -> Iterator[str]:
    for block in parsed:
        if block.items:
            yield from (f"\u2022 {line}" for item in block.items for line in _paragraphs(list(item)))
        else:
            yield blocks.words(block.runs)


def _patched(package: Package, content: bytes) -> dict[str, str]:
    """Part -> its XML as docxtpl hands it to Jinja, the text first."""
    document = DocxTemplate(BytesIO(content))
    document.init_docx()
    names = sorted((name for name in package.parts if FILLED_IN.match(name)), key=lambda name: (name != MAIN, name))
    found = {name: document.get_xml() if name == MAIN else package.parts[name].decode("utf-8") for name in names}
    return {name: document.patch_xml(xml) for name, xml in found.items()}


def _programs(package: Package, content: bytes) -> dict[str, str]:
    """Part -> the Jinja program that docxtpl makes of it, with the text around it reduced to line ends."""
    patched = _patched(package, content).items()
    programs = {name: _program(PARAGRAPH.sub(r"\n<w:p\1", xml)) for name, xml in patched}
    document = DocxTemplate(BytesIO(content))
    document.init_docx()
    properties = document.core_properties
    told = (properties.author, properties.comments, properties.identifier, properties.language, properties.subject)
    programs["docProps/core.xml"] = _program("\n".join([*told, properties.title]))
    return programs


def _program(source: str) -> str:
    kept = []
    for _, kind, value in _environment().lex(source):
        kept.append("\n" * value.count("\n") if kind == "data" else value)
    return "".join(kept)


def _misplaced(package: Package) -> Iterator[Problem]:
    """Fields where they are not filled in, tags that are not closed within their paragraph, and too many tags."""
    amount = 0
    for name, raw in package.parts.items():
        if not name.endswith((".xml", ".rels")) or name.startswith("docProps/"):
            continue
        told = text_of(raw)
        amount += sum(len(TAG.findall(line)) for line in told.paragraphs)
        if told.in_attributes or (not FILLED_IN.match(name) and any(TAG.search(line) for line in told.paragraphs)):
            yield Problem(line=0, message=f"A field in {_part(name)} is not filled in. Put it into the text.")
        for number, line in enumerate(told.paragraphs, start=1):
            if any(line.count(a) != line.count(b) for a, b in (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))):
                yield Problem(line=number, message=f"The brackets in {_part(name)} do not match in this paragraph.")
    if amount > MOST_TAGS:
        yield Problem(line=0, message=f"There are {amount:,} fields and conditions. Use {MOST_TAGS} or fewer.")


def _wrong(programs: Mapping[str, str]) -> Iterator[Problem]:
    for name, program in programs.items():
        if not program.strip():
            continue
        for problem in check(program):
            where = "" if name == MAIN else f"In {_part(name)}: "
            line = max(problem.line - 1, 0)
            yield Problem(line=line, message=f"{where}{problem.message}")


def _musts(program: str, kind: LetterKind) -> Iterator[Problem]:
    if len(program) > LONGEST:
        yield Problem(line=0, message="There are too many fields and conditions. Use fewer.")
        return
    used = always_used(program)
    yield from missing_musts(used, kind)
    for name in FRAME_FIELDS:
        if name not in used:
            where = "outside conditions" if name in fields_of(program) else "somewhere, for example in the footer"
            yield Problem(line=0, message=f"Use {name} {where}: every letter must say it.")


def _trial(content: bytes) -> Iterator[Problem]:
    """Whether it can really be filled in: with everything, and with nothing."""
    try:
        for values in (samples(), {}):
            read(render(content, values))
    except (*BROKEN, Refused):
        message = "It cannot be filled in. Keep each condition inside one paragraph, or use {%p if ... %} for several."
        yield Problem(line=0, message=message)


def _part(name: str) -> str:
    for word, label in (("header", "the header"), ("footer", "the footer"), ("footnotes", "the footnotes")):
        if word in name:
            return label
    return {MAIN: "the text", "docProps/core.xml": "the document's properties"}.get(name, "a comment or a drawing")
