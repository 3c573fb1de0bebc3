"""What two ways of writing a name, a number or an address have in common. Pure functions."""

import re
import unicodedata

LONGEST_NAME = 200
LONGEST_PHONE = 20
SHORTEST_OF_TWO = 7
"""Digits of each of two numbers in one field. With fewer a slash stands within one number."""
TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady", "lord", "rev", "reverend",
    "cllr", "councillor", "imam", "rabbi",
})  # fmt: skip
PARTICLES = frozenset({"al", "el", "ul", "ibn", "bin", "bint", "mc", "mac"})
"""Words that one person writes with a space, another with a hyphen, and a third not at all."""
_LETTERS = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ŧ": "t",
    "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ı": "i", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ə": "e",
    "Ə": "E",
})  # fmt: skip
"""Letters that Unicode takes for letters of their own, and a keyboard without them writes so."""
_APOSTROPHES = frozenset("'’‘ʼʻ‛`´′\uff07")
_EXTENSION = re.compile(r"(?i)[\s,;]*(?:\bext(?:n|ension)?\b\.?|\bx|#)\s*\d{1,6}\s*$")
_BETWEEN = re.compile(r"(?i)[/;,|&\n]|\bor\b|\band\b")


def name_key(name: str) -> str:
    """Lower case, without marks and apostrophes, word by word: "Zoë O'Brien-Núñez" is "zoe obrien nunez"."""
    return " ".join(_words(name, apostrophe=""))[:LONGEST_NAME]


def likely_key(name: str) -> str:
    """The words that say who it is, in the order of the alphabet, without titles, initials and particles.
    "Ms Ann Smith-Jones" and "Jones, Ann Smith" are alike, "Mary O'Brien" and "Mary O Brien", too."""
    words = _words(name, apostrophe=" ")
    kept = [word for word in words if len(word) > 1 and word not in TITLES and word not in PARTICLES]
    return " ".join(sorted(kept or words))[:LONGEST_NAME]


def phone_key(phone: str) -> str:
    """The digits of the first number of a field; see `phone_keys`."""
    return next(iter(phone_keys(phone)), "")


def phone_keys(phone: str) -> list[str]:
    """The digits of each number, without an extension. +44, 0044 and 44 are the same as 0, +353 the same as 00353."""
    parts = [part for part in _BETWEEN.split(phone) if part.strip()]
    if any(len(re.sub(r"\D", "", part)) < SHORTEST_OF_TWO for part in parts):
        parts = [phone]
    return [key for key in dict.fromkeys(map(_number, parts)) if key]


def email_key(email: str) -> str:
    """Lower case, cut to its column: folding can make some letters two."""
    return email.strip().casefold()[:254]


def postcode_key(postcode: str) -> str:
    """Capitals without spaces, dots and dashes."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", postcode)).upper()[:10]


def address_key(address: str) -> str:
    """Letters and digits alone: line ends, commas, spaces and capitals make no other address."""
    return "".join(mark for mark in address.casefold() if mark.isalnum())


def _words(name: str, *, apostrophe: str) -> list[str]:
    kept = []
    for mark in unicodedata.normalize("NFKD", name.translate(_LETTERS)):
        if mark in _APOSTROPHES:
            kept.append(apostrophe)
        elif mark.isalnum():
            kept.append(mark)
        elif not unicodedata.category(mark).startswith(("M", "Cf")):
            kept.append(" ")
    return "".join(kept).casefold().split()


def _number(text: str) -> str:
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text)).strip()
    digits = re.sub(r"\D", "", plain.replace("(0)", ""))
    is_abroad = plain.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    if digits.startswith("44") and (is_abroad or len(digits) == 12):
        digits = "0" + digits[2:].removeprefix("0")
    return digits[:LONGEST_PHONE]
