"""The words of a page (HTML): what somebody who opens the mail would read, line by line."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from casework.incoming.text import CUT, LONGEST_TEXT

MARKUP = re.compile(r"<(?P<name>/?[a-zA-Z][a-zA-Z0-9:._-]{0,60})(?=[\s/>])[^<>]*>|<!--|<[!?][^<>]*>|<")
LONGEST_PAGE = 10 * LONGEST_TEXT
LONGEST_TAG = 4000
"""A picture inside the page makes a tag of megabytes."""
UNSEEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "math", "object", "iframe"})
NEVER_SEEN = frozenset({"script", "style"})
APART = frozenset(
    {"address", "article", "blockquote", "dl", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}
    | {"section", "table", "ul", "fieldset", "header", "footer", "main", "caption"}
)
"""Blocks with an empty line around them."""
CLOSE = frozenset({"div", "tr", "li", "dt", "dd"})
"""Blocks that begin a line of their own."""
CELLS = frozenset({"td", "th"})
STRUCK = frozenset({"del", "s", "strike"})
STRUCK_OUT = ("[struck out: ", "]")
HIDDEN = "Part of its page is not closed, so that words may be missing here. Download the mail to read all of it."
MOST_CELLS = 20
"""Cells within cells that are kept apart."""
KEPT, NEW_LINE, APART_LINE = "\ue000", "\ue001", "\ue002"
"""Signs that nobody writes, for what the lines are made of in the end: a blank of a text that is shown as it was typed,
a line that begins if none just did, an empty line if there is none."""
OURS = re.compile("[\ue000-\ue002]")
BREAKS = re.compile("[ \u00a0]*[\n\ue001\ue002][ \u00a0\n\ue001\ue002]*")


class _Reader(HTMLParser):
    """Keeps the words of a page, a line for each block, and the addresses of its links.

    `words` are those of the innermost cell that is open; what stands around it waits in `_around`, None for a table.
    """

    def __init__(self, unseen: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hides = unseen
        self._unseen = 0
        self._as_typed = 0
        self._links: list[str] = []
        self._around: list[list[str] | None] = []

    @property
    def hides_the_rest(self) -> bool:
        """Whether something that is not shown was begun and never ended."""
        return self._unseen > 0

    def text(self) -> str:
        """All words, once the page has ended."""
        while self._around:
            self._end_cell()
            self._around = self._around[:-1]
        return _tidy("".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._hides:
            self._unseen += 1
        elif tag == "br":
            self.words.append("\n")
        elif tag in CELLS:
            self._begin_cell()
        elif tag in STRUCK:
            self._say(STRUCK_OUT[0])
        elif tag == "a":
            address = next((value or "" for name, value in attrs if name == "href"), "")
            self._links.append(address if address.startswith(("http://", "https://")) else "")
        elif tag in APART or tag in CLOSE:
            self._begin_block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._hides:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hides:
            self._unseen = max(0, self._unseen - 1)
        elif tag in CELLS:
            self._end_cell()
        elif tag in STRUCK:
            self._say(STRUCK_OUT[1])
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._say(f" <{address}> " if address else "")
        elif tag in APART or tag in CLOSE:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        plain = OURS.sub(" ", data)
        self._say(plain.replace("\t", "    ").replace(" ", KEPT) if self._as_typed else re.sub(r"\s+", " ", plain))

    def _say(self, words: str) -> None:
        if not self._unseen:
            self.words.append(words)

    def _begin_block(self, tag: str) -> None:
        if tag == "tr":
            self._end_cell()
        self.words.append(NEW_LINE if tag in CLOSE else APART_LINE)
        self._as_typed += tag == "pre"
        if tag == "table" and len(self._around) < MOST_CELLS:
            self._around.append(None)

    def _end_block(self, tag: str) -> None:
        if tag in ("tr", "table"):
            self._end_cell()
        if tag == "table" and self._around and self._around[-1] is None:
            self._around.pop()
        self._as_typed = max(0, self._as_typed - (tag == "pre"))
        self.words.append(NEW_LINE if tag in CLOSE else APART_LINE)

    def _begin_cell(self) -> None:
        """The end of a cell may be left out, up to the next of its row."""
        self._end_cell()
        if len(self._around) < MOST_CELLS:
            self._around.append(self.words)
            self.words = []

    def _end_cell(self) -> None:
        """A cell of one line stands beside the others of its row, whatever it is wrapped in."""
        if not self._around or (before := self._around[-1]) is None:
            return
        cell = _tidy("".join(self.words))
        self._around.pop()
        self.words = before
        self.words.append(f"{NEW_LINE}{cell}{NEW_LINE}" if "\n" in cell else f"  {cell}")


def _tidy(words: str) -> str:
    """The lines of a text: one break where a block ends and the next begins, and at most one empty line."""

    def breaks(found: re.Match[str]) -> str:
        lines = 0
        for sign in found.group():
            lines = lines + 1 if sign == "\n" else max(lines, {NEW_LINE: 1, APART_LINE: 2}.get(sign, 0))
        return "\n" * min(lines, 2)

    return BREAKS.sub(breaks, re.sub(r"[ \u00a0]+", " ", words)).strip()


def _well_formed(html: str) -> Iterator[str]:
    """The page with whole tags alone: no comments, and a `<` that begins no tag written as what it is.

    The parser looks for the end of an unfinished tag again and again, and needs minutes for a page of them.
    """
    at, end, comments_end = 0, len(html), True
    while at < end:
        found = MARKUP.search(html, at)
        if found is None:
            yield html[at:]
            return
        yield html[at : found.start()]
        at = found.end()
        piece = found.group()
        if piece == "<!--":
            closing = html.find("-->", at) if comments_end else -1
            comments_end = closing >= 0
            at = closing + 3 if comments_end else at
        elif found["name"]:
            yield piece if len(piece) <= LONGEST_TAG else f"<{found['name']}>"
        elif piece == "<":
            yield "&lt;"


def read(html: str) -> tuple[str, str | None]:
    """The words of a page, and what is wrong with it, as a sentence. Never raises."""
    pieces, length = list[str](), 0
    for piece in _well_formed(html):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_PAGE:
            break
    page = "".join(pieces)[:LONGEST_PAGE]
    reader = _read(page, UNSEEN)
    if reader.hides_the_rest:
        reader = _read(page, NEVER_SEEN)
    text = reader.text().replace(KEPT, " ")
    return text + CUT if length > LONGEST_PAGE else text, HIDDEN if reader.hides_the_rest else None


def _read(page: str, unseen: frozenset[str]) -> _Reader:
    reader = _Reader(unseen)
    try:
        reader.feed(page)
        reader.close()
    except (ValueError, AssertionError, LookupError, RecursionError):
        # what was read up to the part that is no HTML
        pass
    return reader
