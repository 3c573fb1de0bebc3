"""The words of a name as they are compared: in Latin letters, without titles, and what they sound like."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from jellyfish import metaphone

from casework.services.people.keys import APOSTROPHES, JOINED, LETTERS, TITLES

VERSION = 2
"""Of the rules by which a name has its sounds, which are kept: raised whenever a name has others."""
LONGEST_NAME = 300
LONGEST_SOUND = 8
MOST_WORDS = 8
"""More words are no name; what stands behind them is not compared."""
HONOURS = frozenset({"mbe", "obe", "cbe", "kbe", "jp", "qc", "kc", "phd", "msc", "bsc", "esq"})
GENERATIONS = {"jr": "younger", "jnr": "younger", "sr": "elder", "snr": "elder"}
"""Behind a name: which one it is of two at one address who have it. Senior and Junior in full are family names."""
BESIDE = TITLES | HONOURS | GENERATIONS.keys()
"""What is no name: nothing else behind a comma says that the family name stands first."""
PARTICLES = frozenset(
    {"al", "el", "ul", "ur", "as", "ash", "ad", "an", "ar", "van", "von", "der", "den", "de", "du", "da", "di", "do"}
    | {"dos", "das", "del", "della", "la", "le", "les", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "bin"}
    | {"ibn", "bint", "binti", "ben", "y", "e"}
)
"""Small parts within a name that are often left out, or written together with the next. At its beginning or end they
are names: Ben Khan, E Hughes."""
LOOSE = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"aa|ae", "a"), ("oe", "o"), ("ue", "u"), ("dj", "d"), ("ks", "x"), ("kh", "k"), ("ph", "f"), ("ck", "k"),
        ("zh", "z"), ("iy|yj|ij|ii", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""Ways of writing one letter where there is no key for it: Søren and Soeren, Đorđe and Djordje, Aleksandr, Alexandr."""
INITIALS = str.maketrans("cqzjy", "kksgi")
SHORT_FORMS = {
    short: name
    for name, shorts in {
        "alexander": "alex sandy", "andrew": "andy drew", "anthony": "tony", "barbara": "barb babs",
        "benjamin": "ben", "catherine": "cath cathy kate katie kathy", "charles": "charlie chuck",
        "christine": "chrissie tina", "christopher": "chris", "daniel": "dan danny", "david": "dave davey",
        "deborah": "deb debbie", "edward": "ed eddie ted ned", "elizabeth": "liz beth betty lizzie eliza libby",
        "frederick": "fred freddie", "geoffrey": "geoff", "gregory": "greg", "jacqueline": "jackie",
        "james": "jim jimmy jamie", "jennifer": "jen jenny", "jeffrey": "jeff", "john": "jack johnny",
        "jonathan": "jon jonny", "joseph": "joe joey", "joshua": "josh", "katherine": "kath", "kenneth": "ken kenny",
        "lawrence": "larry", "margaret": "maggie meg peggy marge", "matthew": "matt", "michael": "mike mick mickey",
        "mohammed": "mo mohd", "nicholas": "nick nicky", "patricia": "patsy trish tricia", "patrick": "paddy",
        "peter": "pete", "philip": "phil", "rebecca": "becky", "richard": "rick dick ricky richie",
        "robert": "bob rob bobby robbie bert", "ronald": "ron ronnie", "samuel": "sammy", "sean": "shaun shawn",
        "stephen": "steve", "steven": "stevie", "susan": "sue susie", "theresa": "terri tess",
        "thomas": "tom tommy", "timothy": "tim", "victoria": "vicky vicki", "william": "bill will billy liam",
    }.items()
    for short in shorts.split()
}  # fmt: skip
"""What people are called -> the name that it is short for, in Latin letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, as it is compared. `full` is what it is short for, else the word itself."""

    plain: str
    loose: str
    sound: str
    full: str

    @property
    def is_initial(self) -> bool:
        return len(self.plain) == 1


@dataclass(frozen=True, slots=True)
class Name:
    """`words` without small parts and with the family name last where that is known; `whole` is all of it. `joined`:
    words that may be written as one, van der Berg and Mary Ann, with their place among the words. `generation`: a value
    of `GENERATIONS`, "" where none is said."""

    words: tuple[Word, ...]
    whole: str
    joined: tuple[tuple[int, Word], ...] = ()
    generation: str = ""


@lru_cache(maxsize=4096)
def name_of(text: str) -> Name:
    """The name that was typed: "Berg, Jo" and "Ms Jo Berg" have the same words."""
    family, comma, given = text[:LONGEST_NAME].partition(",")
    split = _split(f"{given} {family}" if comma and not BESIDE.issuperset(_split(given)) else text)
    generation = next((GENERATIONS[word] for word in split[1:] if word in GENERATIONS), "")
    words = _without_titles([split[0], *(word for word in split[1:] if word not in GENERATIONS)] if split else split)
    core = [word for word, is_small in _marked(words) if not is_small]
    joined = tuple((at, _word(word)) for at, word in _joined(words) if at < MOST_WORDS)
    return Name(words=tuple(map(_word, core[:MOST_WORDS])), whole="".join(words), joined=joined, generation=generation)


def _marked(words: list[str]) -> list[tuple[str, bool]]:
    """Each word, and whether it is a small part within the name."""
    last = len(words) - 1
    return [(word, word in PARTICLES and 0 < at < last) for at, word in enumerate(words)]


def _joined(words: list[str]) -> list[tuple[int, str]]:
    """Each word with the small parts before it, and each with the word before: (place among the others, both)."""
    found, small, place, before = list[tuple[int, str]](), "", -1, ""
    for word, is_small in _marked(words):
        if is_small:
            small += word
            continue
        place += 1
        if small:
            found.append((place, small + word))
        elif len(before) > 1 and len(word) > 1:
            found.append((place, before + word))
        small, before = "", word
    return found


@lru_cache(maxsize=16384)
def _word(plain: str) -> Word:
    loose = plain
    for pattern, letters in LOOSE:
        loose = pattern.sub(letters, loose)
    return Word(
        plain=plain, loose=loose, sound=(metaphone(loose) or loose)[:LONGEST_SOUND], full=SHORT_FORMS.get(plain, plain)
    )


def _split(text: str) -> list[str]:
    """The words in small Latin letters. A word ends at a hyphen, and not at an apostrophe."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    kept = "".join("" if sign in APOSTROPHES or unicodedata.category(sign)[0] in "MC" else sign for sign in plain)
    latin = anyascii(unicodedata.normalize("NFKC", kept))
    # a sign that is a word by itself begins with a capital: 李明 is LiMing
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]", latin)]
    joined = list[str]()
    for before, word in zip(["", *words], words, strict=False):
        if before in JOINED and len(word) > 2:
            joined[-1] = before + word
        else:
            joined.append(word)
    return joined


def _without_titles(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end - start > 1 and words[start] in TITLES:
        start += 1
    while end - start > 1 and words[end - 1] in HONOURS:
        end -= 1
    return words[start:end]


def sounds(text: str) -> set[tuple[str, str]]:
    """What a name is looked up by: the sound of each word with the first letter of each other one, so that order,
    initials, a part that is left out and one word with a slip still lead to it."""
    name = name_of(text)
    firsts = [{_first(word.plain), _first(word.full)} for word in name.words]
    main = [(at, word) for at, word in enumerate(name.words) if not word.is_initial]
    found = {
        (sound, first)
        for at, word in (*main, *name.joined)
        for sound in {word.sound, _word(word.full).sound}
        for other, letters in enumerate(firsts)
        for first in letters
        if other != at
    }
    return found or {(word.sound, "") for word in name.words}


def _first(word: str) -> str:
    return word[:1].translate(INITIALS)
