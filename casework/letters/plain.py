"""A letter as the text of an e-mail: the same words in the same order, without the frame of a page."""

import textwrap
from collections.abc import Iterator, Sequence

from casework.letters.blocks import Block, words
from casework.letters.characters import NO_BREAK
from casework.letters.frame import Frame

WIDTH = 76


def render(frame: Frame, blocks: Sequence[Block]) -> str:
    """Plain text with lines of at most 76 characters, ending in one line end.

    The marking stands at its end: the first words show on a locked screen, where somebody else may read them.
    """
    parts = [*frame.facts, "", *_blocks(blocks, ""), "--", frame.office.name, *frame.sender, "", *frame.notes]
    marked = [*parts, "", frame.marking] if frame.marking else parts
    return "\n".join(line.rstrip() for line in marked).strip().replace(NO_BREAK, " ") + "\n"


def _blocks(blocks: Sequence[Block], indent: str) -> Iterator[str]:
    for block in blocks:
        if block.kind in ("bullets", "numbers"):
            for number, item in enumerate(block.items, block.first):
                mark = "- " if block.kind == "bullets" else f"{number}. "
                yield from _item(item, indent, mark)
            if not indent:
                yield ""
        else:
            said = words(block.runs)
            yield from _wrapped(said.upper() if block.kind == "heading" and block.level == 2 else said, indent, indent)
            if not indent:
                yield ""


def _item(item: Sequence[Block], indent: str, mark: str) -> Iterator[str]:
    inner = indent + " " * len(mark)
    for place, block in enumerate(item):
        if place == 0 and block.kind == "paragraph":
            yield from _wrapped(words(block.runs), indent + mark, inner)
        else:
            yield from _blocks([block], inner)


def _wrapped(text: str, first: str, rest: str) -> Iterator[str]:
    for place, line in enumerate(text.split("\n")):
        start = first if place == 0 else rest
        yield from textwrap.wrap(
            line, WIDTH, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        ) or [""]
