"""What a merge field is: a name, the words that staff read, and a sample."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One merge field. `parts`: of a list, the names of one line with their samples."""

    name: str
    label: str
    kind: Literal["text", "flag", "list"] = "text"
    sample: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def text(name: str, label: str, sample: str) -> Field:
    """A field of plain text."""
    return Field(name=name, label=label, sample=sample)
