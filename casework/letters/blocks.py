"""The text of a letter as blocks: headings, paragraphs and lists with bold words, and nothing else.

Markdown by markdown-it, with every rule switched off that a letter has no use for: no links, no HTML, no images.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from casework.letters.characters import printable, unbroken

RULES = ("heading", "list", "emphasis", "escape", "paragraph", "newline", "balance_pairs", "fragments_join", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one type. A line end inside a paragraph is a run of its own, "\\n"."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`kind`: heading (`level` 2 or 3), paragraph, bullets or numbers (`items`; `first` is the first number)."""

    kind: str
    runs: Sequence[Run] = ()
    level: int = 0
    first: int = 1
    items: Sequence[Sequence["Block"]] = field(default=())


def parse(text: str) -> list[Block]:
    """The blocks of a text. Any text is a letter: what is no markup is text."""
    return list(_without_leaps(_blocks(iter(_parser().parse(text)), ""), [1]))


def _without_leaps(found: Iterable[Block], above: list[int]) -> Iterator[Block]:
    """Headings as somebody who listens needs them: none of the third level without one of the second before it.
    `above` holds the level of the last heading; what stands in a list counts, too."""
    for block in found:
        if block.kind == "heading":
            above[0] = min(block.level, above[0] + 1)
            yield replace(block, level=above[0])
        elif block.items:
            yield replace(block, items=tuple(tuple(_without_leaps(item, above)) for item in block.items))
        else:
            yield block


def words(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 20})
    known = {rule for rules in parser.get_all_rules().values() for rule in rules}
    return parser.enable([rule for rule in RULES if rule in known])


def _blocks(tokens: Iterator[Token], end: str) -> Iterator[Block]:
    """Blocks up to the token `end`."""
    for token in tokens:
        if token.type == end:
            return
        if token.type == "heading_open":
            runs = _runs(next(tokens))
            if printable(words(runs)).strip():
                yield Block(kind="heading", level=2 if token.tag in ("h1", "h2") else 3, runs=runs)
        elif token.type == "paragraph_open":
            yield Block(kind="paragraph", runs=_runs(next(tokens)))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type == "ordered_list_open"
            close = token.type.replace("open", "close")
            first = int(token.attrGet("start") or 1) if ordered else 1
            items = tuple(_items(tokens, close))
            yield Block(kind="numbers" if ordered else "bullets", first=first, items=items)


def _items(tokens: Iterator[Token], end: str) -> Iterator[Sequence[Block]]:
    for token in tokens:
        if token.type == end:
            return
        if token.type == "list_item_open":
            yield tuple(_blocks(tokens, "list_item_close"))


def _runs(inline: Token) -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = 0
    for token in inline.children or ():
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(Run(text="\n"))
        elif token.content:
            runs.append(Run(text=unbroken(token.content), bold=bold > 0))
    return tuple(runs)
