"""The stem of an English word, after M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980) 130-137.

Our own, so that SQLite, PostgreSQL and what marks a passage cut words alike.
"""

import re
from functools import lru_cache

KEPT = 60_000
"""Words of which the stem is remembered."""
_VOWELS_AND_OTHERS = re.compile("v+c+")
_PLAIN = re.compile("[a-z]{3,40}")
_SECOND = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_THIRD = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_FOURTH = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
)  # fmt: skip


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """Of a word in small letters: "complained" and "complaining" are "complain". What is no plain word stays."""
    if not _PLAIN.fullmatch(word):
        return word
    for step in (_plural, _past, _last_y, _second, _third, _fourth, _last_e):
        word = step(word)
    return word


def _form(word: str) -> str:
    """c for each consonant, v for each vowel: a y is one behind a consonant."""
    form = ""
    for sign in word:
        form += "v" if sign in "aeiou" or (sign == "y" and form.endswith("c")) else "c"
    return form


def _measure(stem: str) -> int:
    return len(_VOWELS_AND_OTHERS.findall(_form(stem)))


def _ends_short(stem: str) -> bool:
    """Consonant, vowel, consonant, as in "hop"; not w, x or y."""
    return _form(stem).endswith("cvc") and stem[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            left = word[: -len(ending)]
            return _mended(left) if "v" in _form(left) else word
    return word


def _mended(left: str) -> str:
    if left.endswith(("at", "bl", "iz")):
        return left + "e"
    if left[-1:] == left[-2:-1] and _form(left).endswith("c") and left[-1] not in "lsz":
        return left[:-1]
    return left + "e" if _measure(left) == 1 and _ends_short(left) else left


def _last_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and "v" in _form(word[:-1]) else word


def _second(word: str) -> str:
    return _replaced(word, _SECOND)


def _third(word: str) -> str:
    return _replaced(word, _THIRD)


def _replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, other in endings:
        if word.endswith(ending):
            left = word[: -len(ending)]
            return left + other if _measure(left) else word
    return word


def _fourth(word: str) -> str:
    longest = max((ending for ending in _FOURTH if word.endswith(ending)), key=len, default="")
    left = word[: len(word) - len(longest)]
    if not longest or _measure(left) < 2 or (longest == "ion" and not left.endswith(("s", "t"))):
        return word
    return left


def _last_e(word: str) -> str:
    if word.endswith("e"):
        left = word[:-1]
        much = _measure(left)
        if much > 1 or (much == 1 and not _ends_short(left)):
            word = left
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
