"""What somebody is known by, so that two ways of writing it are one: the `*_key` columns of `Person`."""

import re
import unicodedata

VERSION = 1
"""Of the rules of this module, whose keys are kept: raised whenever one of them makes another key of anything."""
LONGEST_EMAIL = 254
LONGEST_NAME = 200
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\.]+(\.[^@\s,;<>\"()\[\]\\.]+)+")

LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ĸ": "k", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
})  # fmt: skip
"""Letters that are no letter with a mark, and are typed as these by whoever has no such key."""
APOSTROPHES = frozenset("'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u02bd\u0060\u00b4\u2032\uff07\u05f3")
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "revd"}
    | {"reverend", "fr", "cllr", "councillor", "hon", "mp"}
)
JOINED = frozenset({"o", "mc", "mac"})
"""First parts of a name that are written with a sign, with a blank or with neither behind them. Not "d", which is more
often somebody's second name: a search for Smith finds John D Smith."""
ARTICLES = frozenset({"al", "el", "ul", "ur"})
"""Parts of a name that are often left out."""

SHORTEST_WORD = 3
COUNTRY = "44"
SHORTEST_NUMBER, WHOLE_NUMBER, LONGEST_NUMBER = 6, 10, 13
"""Digits. A longer one is two numbers with nothing but a blank between them."""
LONGEST_PHONE_KEY = 20
EXTENSION = re.compile(r"(?i)(?:\b(?:ext(?:ension|n)?|extn|x)[.:]?\s*|#\s*)\d{1,6}\b")
AREA = re.compile(r"^\W*(\(?0\d{2,4}\)?)\s*/\s*(?=\d)")
"""The beginning of a number, with a stroke behind it."""
NUMBER = re.compile(r"[+(]?\d[\d\s().\u00a0\u2010-\u2015-]*")


def name_key(name: str) -> str:
    """The words of a name, each without marks: "Zoë O'Brien-Smith", "O BRIEN SMITH, Zoe" and "Ms Zoe OBrien Smith" are
    alike. Words end at a hyphen, and not at an apostrophe."""
    family, comma, given = name.partition(",")
    words = _words(name)
    if comma and (first := _words(given)) and not TITLES.issuperset(first):
        words = first + _words(family)
    bare = [word for word in words if word not in ARTICLES]
    return " ".join(bare if len(bare) > 1 else words)[:LONGEST_NAME]


def searched(words: str) -> list[tuple[str, ...]]:
    """The words of a search, each as it may stand in `name_key`: also without an article that it begins with."""
    found = _bare(_words(words))
    plain = [word for word in found if word not in ARTICLES] or found
    return [(word, *(word[len(each) :] for each in ARTICLES if _begins_with(each, word))) for word in plain]


def phone_keys(phone: str) -> list[str]:
    """Each number of a text, from the most of it: 07700900123 of "+44 (0)7700 900123" and of "447700900123", and
    +35312345678 of "00353 1 234 5678". Without an extension."""
    western = "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", phone))
    plain = AREA.sub(r"\1 ", EXTENSION.sub(" ; ", western))
    found = [key for part in _numbers(plain) if len(key := _number(part)) >= SHORTEST_NUMBER]
    return list(dict.fromkeys(found))


def phone_key(phone: str) -> str:
    """The first number of a text, "" for none."""
    return next(iter(phone_keys(phone)), "")


def is_phone_known(phone: str, known: str) -> bool:
    """Whether every number of a text, with its extension, stands in another."""
    more = set(EXTENSION.findall(phone)) - set(EXTENSION.findall(known))
    return not more and set(phone_keys(phone)) <= set(phone_keys(known))


def email_key(email: str) -> str:
    """Lower case, cut to its column: folding can make some letters two."""
    return email.strip().casefold()[:LONGEST_EMAIL]


def postcode_key(postcode: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", postcode).upper()[:10]


def address_key(address: str) -> str:
    """Letters and digits alone: line ends, commas, spaces and capitals make no other address."""
    return "".join(mark for mark in address.casefold() if mark.isalnum())


def is_email(text: str) -> bool:
    """Whether mail could arrive there at all. Nobody is asked."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(LETTERS).casefold()
    kept = (_kept(sign) for sign in plain)
    words = "".join(kept).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    joined = list[str]()
    for before, word in zip(["", *words], words, strict=False):
        if before in JOINED:
            # an O may be an initial, so that what stands behind it is a word, too
            joined[-1:] = [before + word, word]
        else:
            joined.append(word)
    return joined


def _begins_with(first: str, word: str) -> bool:
    return word.startswith(first) and len(word) >= len(first) + SHORTEST_WORD


def _bare(words: list[str]) -> list[str]:
    """The words of a key without those that repeat the end of the one before."""
    pairs = zip(["", *words], words, strict=False)
    return [word for before, word in pairs if not (before.endswith(word) and before.removesuffix(word) in JOINED)]


def _kept(sign: str) -> str:
    """A letter, nothing for what belongs to one, a blank for what stands between words."""
    if sign.isalnum():
        return sign
    return "" if sign in APOSTROPHES or unicodedata.category(sign)[0] in "MC" else " "


def _numbers(text: str) -> list[str]:
    """The parts of a text that are a number each."""
    parts = list[str]()
    for found in NUMBER.findall(text):
        parts += _apart(found)
    return parts


def _apart(found: str) -> list[str]:
    """Numbers with nothing but a blank between them, each long enough to be one."""
    if _digits(found) <= LONGEST_NUMBER + 2:
        return [found]
    for blank in re.finditer(r"\s+(?=[+(]?0\d)", found):
        first, rest = found[: blank.start()], found[blank.end() :]
        if min(_digits(first), _digits(rest)) >= WHOLE_NUMBER:
            return [first, *_apart(rest)]
    return [found]


def _digits(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)


def _number(part: str) -> str:
    digits = re.sub(r"\D", "", part.replace("(0)", "") if part.strip().startswith(("+", "00")) else part)
    if part.strip().startswith(("+", "(+")) or digits.startswith("00"):
        abroad = digits.removeprefix("00")
        own = abroad.removeprefix(COUNTRY).lstrip("0")
        return (f"0{own}" if abroad.startswith(COUNTRY) else f"+{abroad}")[:LONGEST_PHONE_KEY]
    if len(digits) == 12 and digits.startswith(COUNTRY):
        digits = f"0{digits.removeprefix(COUNTRY)}"
    elif len(digits) == 10 and digits[0] in "127":
        # a spreadsheet took the first 0 away
        digits = f"0{digits}"
    return digits[:LONGEST_PHONE_KEY]
