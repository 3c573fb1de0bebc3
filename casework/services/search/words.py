"""The words of a text as they are searched: small letters without marks, cut to their stems.

Made here and not by the databases, so that both find the same, and what marks a passage marks what was found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from casework.incoming.references import named_in
from casework.services.people.keys import APOSTROPHES, LETTERS, phone_keys, postcode_key
from casework.services.search.stems import KEPT, stem

VERSION = 1
"""Raised with every change of what is made of a text: what was kept with another one is made anew."""
LONGEST_WORD = 40
MOST_WORDS = 16_000
"""Of one piece: PostgreSQL counts the places of words no further than 16,383."""
NAME = "\u00a4"
"""Before a word of a name, whole: what a slip of the pen is looked for by."""
GAP = "\u00b6"
"""Between the words and what stands for more than one of them, so that no phrase goes over it."""
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
    "\u00ad\u200b-\u200f\u2060\ufeff"
)
_WITHIN = "".join(map(re.escape, sorted(APOSTROPHES))) + _MARKS
WORD = re.compile(rf"[^\W_][{_MARKS}]*(?:[{_WITHIN}]*[^\W_][{_MARKS}]*)*")
"""A word with the apostrophes and marks within it."""
NUMBER = re.compile(r"[+(]?\d[\d\s().\u00a0\u2010-\u2015/-]{7,24}\d")
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b", re.IGNORECASE)


@lru_cache(maxsize=KEPT)
def plain(word: str) -> str:
    """Small letters without marks, in Latin letters where they are no letter with a mark."""
    folded = word.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).translate(LETTERS).casefold()
    return "".join(sign for sign in folded if sign.isalnum())[:LONGEST_WORD]


def plain_words(text: str) -> list[str]:
    return [word for found in WORD.findall(text) if (word := plain(found))]


def terms(texts: Iterable[str], *, names: Iterable[str] = ()) -> list[str]:
    """What a text is found by, in its order: the stems of all its words, then each number, reference and postcode in
    one, and the words of `names`, which stand in it already."""
    found, more = list[str](), dict[str, None]()
    for text in texts:
        found += [stem(word) for word in plain_words(text)]
        found.append(GAP)
        more |= dict.fromkeys(whole(text))
    more |= dict.fromkeys(f"{NAME}{word}" for name in names for word in plain_words(name))
    return [*found, *more]


def whole(text: str) -> Iterator[str]:
    """What stands for several words: 01134960000, e202500971, ls14ap."""
    for number in NUMBER.findall(text):
        yield from (key.lstrip("+") for key in phone_keys(number))
    if any(sign.isdigit() for sign in text):
        yield from (plain(reference) for reference in named_in(text))
        yield from (postcode_key(found).lower() for found in POSTCODE.findall(text))


def pieces(terms: list[str]) -> Iterator[list[str]]:
    """A text that is too long for one row, in several. A text without words has one."""
    for start in range(0, max(len(terms), 1), MOST_WORDS):
        yield terms[start : start + MOST_WORDS]


def trigrams(word: str) -> frozenset[str]:
    """Every three letters of a word with its beginning and its end."""
    whole = f"  {word} "
    return frozenset(whole[place : place + 3] for place in range(len(whole) - 2))
