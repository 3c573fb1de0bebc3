"""Two texts beside each other: what is new and what is gone."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORD = re.compile(r"\s+|\w+|[^\w\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A piece of a comparison: same, new or gone."""

    kind: str
    text: str


def lines(before: Sequence[str], after: Sequence[str]) -> list[list[Mark]]:
    """Line by line, and word by word within a line that changed."""
    found: list[list[Mark]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Mark(kind="same", text=line)] for line in before[a:b]]
        elif kind == "replace" and b - a == d - c:
            found += [list(_words(*pair)) for pair in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += [[Mark(kind="gone", text=line)] for line in before[a:b]]
            found += [[Mark(kind="new", text=line)] for line in after[c:d]]
    return found


def _words(before: str, after: str) -> Iterator[Mark]:
    old, new = WORD.findall(before), WORD.findall(after)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Mark(kind="same", text="".join(old[a:b]))
            continue
        if b > a:
            yield Mark(kind="gone", text="".join(old[a:b]))
        if d > c:
            yield Mark(kind="new", text="".join(new[c:d]))
