"""Text out of mail: whatever its bytes are, something comes out that a database can keep and a screen can show."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser

LONGEST_TEXT = 100_000
"""Characters shown of one mail. The whole mail is kept beside it."""
CUT = "\n\n[The rest is left out here. Download the mail to read all of it.]"
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: "exe.fdp" reads as "pdf.exe" behind one."""
MARKUP = re.compile(r"<(?P<name>/?[a-zA-Z][a-zA-Z0-9:._-]{0,60})(?=[\s/>])[^<>]*>|<!--|<[!?][^<>]*>|<")
LONGEST_PAGE = 10 * LONGEST_TEXT
LONGEST_TAG = 4000
"""A picture inside the page makes a tag of megabytes."""
UNSEEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "math", "object", "iframe"})
NEVER_SEEN = frozenset({"script", "style"})
BLOCKS = frozenset(
    {"address", "article", "blockquote", "div", "dl", "dt", "dd", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    | {"li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)

MEANT = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What programs mean by the name of a charset: the larger one of Windows, as browsers do (encoding.spec.whatwg.org)."""
NUMBERED = re.compile(r"(?:windows|x-cp|cp|ms|ibm)[-_]?(\d{3,5})")
NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Codecs of Python that no mail is written in; punycode needs hours for megabytes."""


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
        return content.decode(_codec(name)).removeprefix("\ufeff"), True
    except (LookupError, ValueError):
        # ValueError covers UnicodeError, and a name with a NUL byte in it
        pass
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), False
    return text, charset is None or name in ("us-ascii", "ascii")


def _codec(name: str) -> str:
    """Raises LookupError for what is no charset."""
    numbered = NUMBERED.fullmatch(name)
    known = codecs.lookup(f"cp{numbered[1]}" if numbered else name).name
    if known in NO_CHARSETS:
        raise LookupError(name)
    return MEANT.get(known, known)


class _Reader(HTMLParser):
    """Keeps the words of a page, a line for each block, and the addresses of its links."""

    def __init__(self, unseen: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hides = unseen
        self._unseen = 0
        self._links: list[str] = []

    @property
    def hides_the_rest(self) -> bool:
        """Whether something that is not shown was begun and never ended."""
        return self._unseen > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._hides:
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
        if tag not in self._hides:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hides:
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
    pieces, length = list[str](), 0
    for piece in _well_formed(html):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_PAGE:
            break
    page = "".join(pieces)
    reader = _read(page, UNSEEN)
    if reader.hides_the_rest:
        reader = _read(page, NEVER_SEEN)
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \u00a0]+", " ", "".join(reader.words))).strip()
    return text + CUT if length > LONGEST_PAGE else text


def _read(page: str, unseen: frozenset[str]) -> _Reader:
    reader = _Reader(unseen)
    try:
        reader.feed(page[:LONGEST_PAGE])
        reader.close()
    except (ValueError, AssertionError, LookupError, RecursionError):
        # what was read up to the part that is no HTML
        pass
    return reader
