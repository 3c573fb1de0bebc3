"""The passage of a text in which what was looked for stands, with it marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casework.services.search.asking import WHOLE, Part, Way
from casework.services.search.stems import stem
from casework.services.search.words import NAME, WORD, plain

LONG = 20_000
"""Signs. Of a longer text the words are not counted one by one."""
BEGINS = 5
"""Letters that a stem and each of its words have in common; of a short one all but the last."""
BEFORE, AFTER = 8, 26
"""Words of a passage, before the first that is marked and from it on."""


class Piece(NamedTuple):
    """A part of a passage, as it was written."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    plain: str
    stem: str


def of_texts(texts: Sequence[str], parts: Sequence[Part]) -> list[Piece]:
    """Of the text that has most of what was looked for; the beginning of the first where none has any."""
    best, most = list[Piece](), -1
    for whole in texts:
        text = whole if len(whole) <= LONG else _around(whole, parts)
        words = [_word(found.start(), found.end(), found.group()) for found in WORD.finditer(text)]
        marked = [_marked(text, words, part) for part in parts]
        amount = sum(map(bool, marked))
        if amount > most:
            best, most = _passage(text, words, set().union(*marked)), amount
    return best


def _around(text: str, parts: Sequence[Part]) -> str:
    """The part of a long text in which something stands that begins like what was looked for."""
    words = [way.words[0].removeprefix(NAME) for part in parts for way in part.ways]
    looked = [word[: max(2, min(BEGINS, len(word) - 1))] for word in words]
    found = re.search("|".join(rf"\b{re.escape(each)}" for each in looked), text, re.IGNORECASE)
    start = max(found.start() - LONG // 4, 0) if found else 0
    return text[start : start + LONG]


def _word(start: int, end: int, typed: str) -> _Word:
    folded = plain(typed)
    return _Word(start, end, folded, stem(folded))


def _marked(text: str, words: Sequence[_Word], part: Part) -> set[int]:
    """The places of the words that are what was looked for."""
    found = set[int]()
    for way in part.ways:
        found |= _by_name(words, way) if way.words[0].startswith(NAME) else _in_a_row(words, way)
    wanted = {way.words[0] for way in part.ways if len(way.words) == 1}
    for pattern, keys in WHOLE:
        for match in pattern.finditer(text):
            if wanted & set(keys(match)):
                found |= {
                    place for place, word in enumerate(words) if word.start < match.end() and match.start() < word.end
                }
    return found


def _by_name(words: Sequence[_Word], way: Way) -> set[int]:
    return {place for place, word in enumerate(words) if NAME + word.plain == way.words[0]}


def _in_a_row(words: Sequence[_Word], way: Way) -> set[int]:
    length = len(way.words)
    found = set[int]()
    for place in range(len(words) - length + 1):
        row = [word.stem for word in words[place : place + length]]
        is_last = row[-1].startswith(way.words[-1]) if way.begins else row[-1] == way.words[-1]
        if is_last and tuple(row[:-1]) == way.words[:-1]:
            found |= set(range(place, place + length))
    return found


def _passage(text: str, words: Sequence[_Word], marked: set[int]) -> list[Piece]:
    if not words:
        return [Piece(text)] if text else []
    first = max(min(marked, default=0) - BEFORE, 0)
    last = min(min(marked, default=0) + AFTER, len(words) - 1)
    pieces = [Piece("… ")] if first else []
    at = words[first].start if first else 0
    for place in sorted(each for each in marked if first <= each <= last):
        start = words[place].start
        if pieces and pieces[-1].is_marked and not text[at:start].strip():
            pieces[-1] = Piece(pieces[-1].text + text[at : words[place].end], is_marked=True)
        else:
            pieces += [Piece(text[at:start]), Piece(text[start : words[place].end], is_marked=True)]
        at = words[place].end
    is_end = last == len(words) - 1
    pieces.append(Piece(text[at:] if is_end else text[at : words[last].end] + " …"))
    return [piece for piece in pieces if piece.text]
