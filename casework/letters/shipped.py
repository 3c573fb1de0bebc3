"""The wording of every letter and standard paragraph as it comes with the program: version 1, until an office writes
its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casework.models import LetterTemplate
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS

SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedText:
    """The wording of one code, in the language of templates. The subject has no line end."""

    code: str
    subject: str
    body: str


@cache
def texts() -> Mapping[str, ShippedText]:
    """Every shipped text by its code: the letters first, then the standard paragraphs."""
    return MappingProxyType({code: _read(code) for code in (*KINDS, *PARAGRAPHS)})


def is_wanted(text: ShippedText, present: Sequence[LetterTemplate]) -> bool:
    """Whether a text is to be added to the versions that an office has: as the first, or as a newer one where it has
    none of its own."""
    if not present:
        return True
    kept = [row for row in present if row.status in ("draft", "approved")]
    has_own = not kept or any(not row.shipped for row in kept)
    return not has_own and (kept[-1].subject, kept[-1].body) != (text.subject, text.body)


def _read(code: str) -> ShippedText:
    """Raises `ValueError` for a file that does not begin with its subject and an empty line."""
    source = files("casework.letters").joinpath("shipped", f"{code}.md").read_text(encoding="utf-8")
    first, empty, body = (*source.split("\n", 2), "", "")[:3]
    if not first.startswith(SUBJECT) or empty.strip() or not body.strip():
        raise ValueError(f"{code}.md must begin with a line “{SUBJECT}…” and an empty line.")
    return ShippedText(code=code, subject=first.removeprefix(SUBJECT).strip(), body=body.strip() + "\n")
