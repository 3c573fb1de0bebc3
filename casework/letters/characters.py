"""Which characters a letter can carry: what can be printed, and the joiners that Urdu and Persian words need."""

import re
import unicodedata

JOINERS = "\u200c\u200d"
LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
"""Line and page ends of other systems."""
NO_BREAK = "\N{NO-BREAK SPACE}"
WITHIN_NUMBER = re.compile(r"(?<=\d) (?=\d)")


def unbroken(text: str) -> str:
    """With a phone number on one line, so that it can be read out and dialled."""
    return WITHIN_NUMBER.sub(NO_BREAK, text)


def printable(text: str) -> str:
    """Without control characters and marks that turn the direction of what follows; line ends and tabs stay. A space
    of another kind becomes a space, so that no two words become one."""
    return text if text.isprintable() else "".join(_kept(mark) for mark in text)


def _kept(mark: str) -> str:
    if mark.isprintable() or mark in "\n\t" or mark in JOINERS:
        return mark
    if mark in LINE_ENDS:
        return "\n"
    return " " if unicodedata.category(mark) == "Zs" else ""
