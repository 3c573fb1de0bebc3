"""Which parts of a mail are its letter, and which are files that come with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from casework.incoming.formats import pages

FILES = frozenset(
    {"calendar", "csv", "comma-separated-values", "tab-separated-values", "vcard", "x-vcard", "directory", "xml", "css"}
    | {"javascript", "ecmascript", "rtf", "rfc822-headers", "x-vcalendar", "x-python", "x-sh", "x-amp-html"}
)
"""Kinds of text that are read by a program, and not as a letter. Any other is plain text (RFC 2046, section 4.1.4)."""
PAGES = frozenset({"text/html", "application/xhtml+xml", "html/text", "text/xhtml"})
OUTSIDE = frozenset({"plain", "html"})
"""First halves of a media type with its halves the wrong way round."""
RICH = frozenset({"enriched", "richtext"})
MADE_UP_NAME = re.compile(r"(?i)att\d{3,6}\.(txt|html?)")
"""The name that Exchange gives to a part of the letter."""
UNKNOWN = frozenset({"application/octet-stream", "application/text", "application/unknown", "unknown/unknown"})
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Rank(IntEnum):
    """How surely a part is of the letter. `PERHAPS`: where nothing else is to be read."""

    FILE = 0
    PERHAPS = 1
    LETTER = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Something to read. `choice`: the alternatives that it is one of, 0 for none."""

    text: str
    is_page: bool
    choice: int
    rank: Rank = Rank.LETTER


def rank_of(media_type: str, name: str, content: bytes, *, disposition: str | None) -> Rank:
    """How surely a part is of the letter: a file with a name is, only where nothing else is to be read."""
    main, _, kind = media_type.partition("/")
    attached = disposition == "attachment"
    if media_type in UNKNOWN:
        return Rank.FILE if name or attached or NO_TEXT.search(content[:4096]) else Rank.PERHAPS
    if media_type not in PAGES and (main not in ("text", *OUTSIDE) or kind in FILES):
        return Rank.FILE
    if MADE_UP_NAME.fullmatch(name):
        return Rank.PERHAPS if attached else Rank.LETTER
    if name:
        return Rank.FILE if attached else Rank.PERHAPS
    return Rank.PERHAPS if attached else Rank.LETTER


def is_page(media_type: str) -> bool:
    return media_type in PAGES


def plain(media_type: str, text: str) -> str:
    """A text without the marks of its kind (RFC 1896)."""
    if media_type.rpartition("/")[2] not in RICH:
        return text
    bare = re.sub(r"(?is)<param>[^<]{0,1000}</param>|</?[a-z][a-z0-9-]{0,60}>", "", text.replace("<<", "\ue003"))
    lines = bare.replace("\r\n", "\n").replace("\ue003", "<")
    return re.sub(r"\n+", lambda found: found.group()[1:] or " ", lines)


def in_order(words: Sequence[Words]) -> tuple[str, str | None, Rank]:
    """All that can be read, what is wrong with it, and how sure its parts had to be. Of alternatives the plain one, if
    there is anything in it."""
    for rank in (Rank.LETTER, Rank.PERHAPS):
        text, problem = _of_rank([one for one in words if one.rank >= rank])
        if text:
            return text, problem, rank
    return "", None, Rank.LETTER


def _of_rank(words: Sequence[Words]) -> tuple[str, str | None]:
    in_plain = {one.choice for one in words if one.choice and not one.is_page and one.text.strip()}
    left = [one for one in words if not (one.is_page and one.choice in in_plain)]
    read = [pages.read(one.text) if one.is_page else (one.text, None) for one in left]
    problem = next((problem for _, problem in read if problem), None)
    return "\n\n".join(text for text, _ in read).strip(), problem
