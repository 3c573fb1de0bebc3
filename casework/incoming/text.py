"""Text out of mail: whatever its bytes are, something comes out that a database can keep and a screen can show."""

import codecs
import re

LONGEST_TEXT = 100_000
"""Characters shown of one mail. The whole mail is kept beside it."""
CUT = "\n\n[The rest is left out here. Download the mail to read all of it.]"
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: "exe.fdp" reads as "pdf.exe" behind one."""
UNREADABLE = "\ufffd"

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
UNKNOWN = ("us-ascii", "ascii", "unknown-8bit", "x-unknown", "unknown", "")
"""Names that say nothing of bytes that are none of ASCII."""


def clean(text: str) -> str:
    """Without characters that cannot be stored or shown; line ends as one sign."""
    return UNSTORABLE.sub(UNREADABLE, text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str, longest: int) -> str:
    """One line of at most so many characters."""
    return " ".join(TURNS.sub("", clean(text[: longest * 4])).split())[:longest].strip()


def shown(text: str) -> str:
    """What is kept for display: clean, without long runs of empty lines, cut at `LONGEST_TEXT`."""
    tidy = re.sub(r"\n[ \t]*(?:\n[ \t]*){2,}", "\n\n", clean(text[: 2 * LONGEST_TEXT])).strip()
    if len(tidy) <= LONGEST_TEXT and len(text) <= 2 * LONGEST_TEXT:
        return tidy
    return tidy[: LONGEST_TEXT - len(CUT)] + CUT


def decode(content: bytes, charset: str | None, *, likely: str | None = None) -> tuple[str, bool]:
    """The text, and whether the charset was one that exists and fits the bytes.

    Of bytes that do not fit, those alone are lost where most do. `likely`: the charset of the rest of the mail, for
    what names none.
    """
    name = (charset or "").strip().strip("\"'").lower()
    # a codec that is not for text ("hex", "rot13", "base64") says LookupError; ValueError covers UnicodeError, and a
    # name with a NUL byte in it
    for codec, fits in ((name, True), ("utf-8", name in UNKNOWN), (likely or "", name in UNKNOWN)):
        try:
            return content.decode(_codec(codec)).removeprefix("\ufeff"), fits
        except (LookupError, ValueError):
            pass
    return _nearly(content, (name, "utf-8")) or content.decode("cp1252", "replace"), False


def _nearly(content: bytes, names: tuple[str, ...]) -> str:
    """The text in the charset that fits best, with a sign for each byte that does not; "" where none fits."""
    found = list[tuple[int, str]]()
    for name in names:
        try:
            text = content.decode(_codec(name), "replace").removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
        lost = text.count(UNREADABLE)
        if lost <= sum(sign > "\x7f" for sign in text) - lost:
            found.append((lost, text))
    return min(found, default=(0, ""))[1]


def _codec(name: str) -> str:
    """Raises LookupError for what is no charset."""
    numbered = NUMBERED.fullmatch(name)
    known = codecs.lookup(f"cp{numbered[1]}" if numbered else name or "ascii").name
    if known in NO_CHARSETS:
        raise LookupError(name)
    return MEANT.get(known, known)
