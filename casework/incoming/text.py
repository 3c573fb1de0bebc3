"""Text out of mail: whatever its bytes are, something comes out that a database can keep and a screen can show."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

LONGEST_TEXT = 100_000
"""Characters shown of one mail. The whole mail is kept beside it."""
CUT = "\n\n[The rest is left out here. Download the mail to read all of it.]"
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: "exe.fdp" reads as "pdf.exe" behind one."""
MARKUP = re.compile(r"<(?P<name>/?[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>|<!--|<[!?][^<>]*>|<")
LONGEST_TAG = 4000
"""A picture inside the page makes a tag of megabytes."""
UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"})
BLOCKS = frozenset(
    {"address", "article", "blockquote", "div", "dl", "dt", "dd", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    | {"li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)


def clean(text: str) -> str:
    """Without characters that cannot be stored or shown; line ends as one sign."""
    return UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str, longest: int) -> str:
    """One line of at most so many characters."""
    return " ".join(TURNS.sub("", clean(text[: longest * 4])).split())[:longest].strip()


def shown(text: str) -> str:
    """What is kept for display: clean, without long runs of empty lines, cut at `LONGEST_TEXT`."""
    tidy = re.sub(r"\n[ \t]*(?:\n[ \t]*){2,}", "\n\n", clean(text[: 2 * LONGEST_TEXT])).strip()
    if len(tidy) <= LONGEST_TEXT and len(text) <= 2 * LONGEST_TEXT:
        return tidy
    return tidy[: LONGEST_TEXT - len(CUT)] + CUT


def decode(content: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the charset was one that exists and fits the bytes."""
    name = (charset or "us-ascii").strip().strip("\"'").lower()
    try:
        # a codec that is not for text ("hex", "rot13", "base64") says LookupError
        return content.decode(name), True
    except (LookupError, ValueError):
        # ValueError covers UnicodeError, and a name with a NUL byte in it
        pass
    try:
        return content.decode("utf-8"), charset is None or name in ("us-ascii", "ascii")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), False


class _Reader(HTMLParser):
    """Keeps the words of a page, a line for each block, and the addresses of its links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self.words.append("\n")
        elif tag in BLOCKS:
            self.words.append("\n" if tag in ("tr", "li", "dt", "dd") else "\n\n")
        elif tag == "td":
            self.words.append("  ")
        elif tag == "a":
            address = next((value or "" for name, value in attrs if name == "href"), "")
            self._links.append(address if address.startswith(("http://", "https://")) else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS:
            self.words.append("\n")
        elif tag == "a" and self._links:
            address = self._links.pop()
            if address and not self._unseen:
                self.words.append(f" <{address}> ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(re.sub(r"\s+", " ", data))


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


def from_html(html: str) -> str:
    """The words of a page, without its scripts, styles and pictures. Never raises."""
    reader = _Reader()
    try:
        reader.feed("".join(_well_formed(html))[: 10 * LONGEST_TEXT])
        reader.close()
    except (ValueError, AssertionError, LookupError, RecursionError):
        # what was read up to the part that is no HTML
        pass
    text = "".join(reader.words)
    return re.sub(r" *\n *", "\n", re.sub(r"[ \u00a0]+", " ", text)).strip()
