"""What somebody looks for, taken apart: words, phrases in quotes, beginnings with a star, numbers of every kind.

No word of it is an operator of a database: what is sent there are letters and digits in quotes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from jellyfish import damerau_levenshtein_distance
from sqlalchemy import func, select

from casework.errors import Invalid
from casework.extensions import read
from casework.incoming.references import REFERENCE, only_one, written
from casework.models import NameTrigram
from casework.services.people.keys import phone_keys, postcode_key
from casework.services.search.stems import stem
from casework.services.search.words import NAME, NUMBER, POSTCODE, plain, plain_words, trigrams

LONGEST = 200
SHORTEST, SHORTEST_SLIP, SHORTEST_WITH_TWO = 2, 4, 7
MOST_LIKE_IT, MOST_COMPARED = 8, 60
EMPTY = "Type a word, a name, a number or a reference to search for."
TOO_LONG = f"Search for fewer words: {LONGEST} characters at most."
TOO_SHORT = "Type at least two letters or digits of what you look for."
TOO_COMMON = (
    "These words are in nearly every text. Add a word that says more, or put them in quotes to find them together."
)
COMMON = frozenset(
    {"a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been"}
    | {"but", "by", "can", "did", "do", "for", "from", "had", "has", "have", "he", "her", "him", "his"}
    | {"how", "i", "if", "in", "into", "is", "it", "its", "me", "more", "my", "no", "not", "of", "on", "or"}
    | {"our", "out", "she", "so", "some", "than", "that", "the", "their", "them", "then", "there", "they"}
    | {"this", "to", "up", "us", "was", "we", "were", "what", "when", "which", "who", "will", "with"}
    | {"would", "you", "your"}
)
"""Words that say nothing alone, and are left out where they are not in quotes."""
_QUOTE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
_QUOTED = re.compile(f"[{_QUOTE}]([^{_QUOTE}]*)[{_QUOTE}]")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Way:
    """Words that follow each other. `begins`: the last is a beginning."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a text must have, in any of these ways. `typed`: a single word, small and without marks."""

    ways: tuple[Way, ...]
    typed: str = ""


def parts_of(words: str) -> list[Part]:
    """What a text must have, all of it. Raises `Invalid` with a sentence where that is nothing."""
    if len(words) > LONGEST:
        raise Invalid("words", TOO_LONG)
    found = list(dict.fromkeys(_parts(words)))
    if not found:
        raise Invalid("words", EMPTY)
    long = [part for part in found if not part.typed or len(part.typed) >= SHORTEST]
    if not long:
        raise Invalid("words", TOO_SHORT)
    kept = [part for part in long if part.typed not in COMMON]
    if not kept:
        raise Invalid("words", TOO_COMMON)
    return kept


def with_beginnings(parts: Sequence[Part]) -> list[Part]:
    """The same, found also where a word only begins so."""
    return [_and(part, _beginning(part.typed)) if part.typed else part for part in parts]


def with_names(parts: Sequence[Part]) -> list[Part]:
    """The same, found also in names with a slip of the pen."""
    return [_and(part, *(Way((NAME + name,)) for name in _like(part.typed))) for part in parts]


def for_sqlite(parts: Sequence[Part]) -> str:
    """The condition of FTS5."""
    return " AND ".join(f"({' OR '.join(map(_way_of_sqlite, part.ways))})" for part in parts)


def for_postgres(parts: Sequence[Part]) -> str:
    """The `tsquery`."""
    return " & ".join(f"({' | '.join(map(_way_of_postgres, part.ways))})" for part in parts)


def _way_of_sqlite(way: Way) -> str:
    return f'"{" ".join(way.words)}"' + (" *" if way.begins else "")


def _way_of_postgres(way: Way) -> str:
    words = " <-> ".join(f"'{word}'" for word in way.words)
    return f"({words}{':*' if way.begins else ''})"


def _and(part: Part, *ways: Way) -> Part:
    return replace(part, ways=tuple(dict.fromkeys((*part.ways, *ways))))


def _parts(words: str) -> Iterator[Part]:
    reference = only_one(words)
    if reference:
        yield Part(ways=(Way((plain(reference),)),))
        return
    for quoted in _QUOTED.findall(words):
        yield from _phrase(quoted)
    left = _QUOTED.sub(" ", words)
    for pattern, keys in WHOLE:
        for found in pattern.finditer(left):
            yield Part(ways=(*(Way((key,)) for key in keys(found)), *_in_words(found.group())))
        left = pattern.sub(" ", left)
    for typed in _BETWEEN.split(left):
        yield from _typed(typed)


def _typed(typed: str) -> Iterator[Part]:
    """What stands between two blanks: a word, a beginning, or words with a sign between them, in their order."""
    found = plain_words(typed)
    if len(found) > 1:
        yield from _phrase(typed)
    elif found and typed.endswith("*") and len(found[0]) >= SHORTEST:
        yield Part(ways=(_beginning(found[0]),))
    elif found:
        yield Part(ways=(Way((stem(found[0]),)),), typed=found[0])


def _phrase(typed: str) -> Iterator[Part]:
    ways = _in_words(typed)
    if ways:
        yield Part(ways=ways)


def _in_words(typed: str) -> tuple[Way, ...]:
    words = tuple(map(stem, plain_words(typed)))
    return (Way(words, typed.endswith("*")),) if words else ()


def _beginning(word: str) -> Way:
    """Of a word and of its stem what both begin with: "injury*" is to find "injuries", whose stem is "injuri"."""
    pairs = zip(word, stem(word), strict=False)
    return Way(("".join(sign for sign, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)),), begins=True)


def _like(word: str) -> list[str]:
    """Words of names with one slip, or with two where they are long; the nearest first."""
    if len(word) < SHORTEST_SLIP or not word.isalpha():
        return []
    pieces = trigrams(word)
    shared, most = func.count(), 2 if len(word) >= SHORTEST_WITH_TWO else 1
    query = select(NameTrigram.word).where(NameTrigram.trigram.in_(pieces)).group_by(NameTrigram.word)
    query = query.having(shared >= max(2, len(pieces) // 3)).order_by(shared.desc(), NameTrigram.word)
    slips = {row.word: damerau_levenshtein_distance(row.word, word) for row in read(query.limit(MOST_COMPARED))}
    near = sorted((slip, name) for name, slip in slips.items() if 0 < slip <= most)
    return [name for _, name in near[:MOST_LIKE_IT]]


def _reference(found: re.Match[str]) -> list[str]:
    return [plain(written(*(part for part in found.groups() if part)))]


def _number(found: re.Match[str]) -> list[str]:
    return [key.lstrip("+") for key in phone_keys(found.group())]


def _postcode(found: re.Match[str]) -> list[str]:
    return [postcode_key(found.group()).lower()]


WHOLE: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], list[str]]]] = (
    (REFERENCE, _reference),
    (NUMBER, _number),
    (POSTCODE, _postcode),
)
