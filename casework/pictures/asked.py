"""What the process that makes pictures is asked, and what it answers. Nothing in either can be run."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

WHOLE = 1000
"""A box is told in thousandths of its page."""
LOCKED = "It is protected with a password. Ask whoever sent it for a copy without one."
UNREADABLE = "It is damaged, or not what its name says, and cannot be shown here. Save it to look at it."
TOO_LARGE = "The picture is too large to be shown here. Save it to look at it."
TOO_MANY = "It has {pages} pages, and a redacted copy is made of up to {most}. Split it first, and redact the parts."
NO_PAGE = "There is no such page in it."
RAN_OUT = "It could not be shown in the time and memory that there is for one document. Save it to look at it."
BUSY = "Several documents are being looked at just now. Try again in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a page (from 1), in thousandths of its width and height, and the sign that stands on it."""

    page: int
    left: int
    top: int
    width: int
    height: int
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`what`: show one page with the boxes drawn around, or redact all of them. `kind` is a media type."""

    what: str
    kind: str
    page: int = 1
    boxes: Sequence[Box] = ()

    def to_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Self:
        found: dict[str, Any] = json.loads(text)
        return cls(**{**found, "boxes": tuple(Box(**one) for one in found["boxes"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A picture of the page (JPEG), or the redacted copy (PDF), and how many pages there are; or why there is none."""

    content: bytes = b""
    pages: int = 0
    problem: str = ""

    def to_bytes(self) -> bytes:
        return json.dumps({"pages": self.pages, "problem": self.problem}).encode() + b"\n" + self.content

    @classmethod
    def of_bytes(cls, raw: bytes) -> Self:
        head, _, content = raw.partition(b"\n")
        said: dict[str, Any] = json.loads(head)
        return cls(content=content, pages=int(said["pages"]), problem=str(said["problem"]))
