"""A template as a letter: with sample values or those of a case, and beside another version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, NotFound
from casework.letters import blocks, late, template_checks
from casework.letters.blocks import Block
from casework.letters.fields import Value, samples
from casework.letters.language import BadTemplate, Prepared, gaps, merge
from casework.letters.own_word.markup import Refused
from casework.letters.template_checks import Finding
from casework.models import LetterTemplate
from casework.pages.record import compared
from casework.pages.record.compared import Mark
from casework.services.letters import recipients, values
from casework.services.letters.letter_templates import in_force
from casework.services.letters.values import Occasion
from casework.services.record import cases, files, references
from casework.services.record.subjects import Subject
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`blocks` is None where the text cannot be merged. `trouble`: why the case that was asked for is not used."""

    subject: str
    blocks: Sequence[Block] | None
    gaps: Sequence[str]
    findings: Sequence[Finding]
    about: str
    trouble: str = ""


def of_text(code: str, subject: str, body: str, *, reference: str = "", actor: Actor) -> Preview:
    """The text as a letter with the values of a case that the person may see, or with samples."""
    found, trouble, named = None, "", references.typed(reference)
    if named:
        found, trouble = _of_case(code, named, actor)
    preview = _merged(code, subject, body, found if found is not None else _samples())
    about = f"with the values of {named}" if found is not None else "with invented values"
    return replace(preview, about=about, trouble=trouble)


def filled_in(template: LetterTemplate) -> bytes:
    """An office's Word template with invented values. Raises `Conflict` while something is wrong with it."""
    try:
        return late.word_template.render(files.content(template.file_sha256 or ""), _samples())
    except (Refused, *late.word_template.BROKEN):
        raise Conflict("It cannot be filled in yet. Put right what is listed on the page of the version.") from None


def compare(old: LetterTemplate, new: LetterTemplate) -> list[list[Mark]]:
    """Line by line, what is new and what is gone, word by word within a line that changed."""
    return compared.lines(_lines(old), _lines(new))


def _merged(code: str, subject: str, body: str, given: dict[str, Value]) -> Preview:
    findings = template_checks.findings(code, subject, body)
    try:
        text = merge(body, given)
    except BadTemplate:
        return Preview(subject=subject, blocks=None, gaps=[], findings=findings, about="")
    try:
        title = blocks.words([run for block in blocks.parse(merge(subject, given)) for run in block.runs])
    except BadTemplate:
        title = subject
    return Preview(subject=title, blocks=blocks.parse(text), gaps=gaps(text), findings=findings, about="")


def _of_case(code: str, reference: str, actor: Actor) -> tuple[dict[str, Value] | None, str]:
    try:
        case = cases.load(reference, actor=actor)
    except NotFound:
        return None, f"There is no case {reference}, or you may not see it. The preview has invented values."
    if case.restricted:
        return None, f"{reference} is restricted, and not for trying things out. The preview has invented values."
    kind = KINDS.get(code)
    found = recipients.find(case, kind) if kind is not None else []
    if kind is not None and not found:
        return None, f"Nobody on {reference} gets a {code}. The preview has invented values."
    if not found:
        return None, "A standard paragraph is shown with invented values."
    return values.of(Occasion(subject=Subject(case), actor=actor), found[0]), ""


def _samples() -> dict[str, Value]:
    given = samples()
    for code, (name, _) in PARAGRAPHS.items():
        given[f"standard.{name}"] = Prepared(merge(in_force(code, clock.today()).body, given).strip())
    return given


def _lines(template: LetterTemplate) -> list[str]:
    told = template.file_name or ""
    head = [f"Subject: {template.subject}", *([f"Word file: {told}"] if told else []), ""]
    return [*head, *template.body.splitlines()]
