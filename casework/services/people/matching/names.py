"""How alike two names are, and in which way."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from jellyfish import damerau_levenshtein_distance

from casework.services.people.matching.words import Name, Word, name_of

SHORTEST_WITH_A_SLIP = 5
LONG_WORD = 8
"""Letters. In a long word two may differ."""


class Alike(StrEnum):
    """From the strongest to the weakest; the words are those that an officer reads."""

    SAME = "same name"
    WRITTEN = "the same name written another way"
    SOUNDS = "a name that sounds alike"
    SHORT = "a short form of the name"
    PART = "part of the name"
    INITIAL = "a name that fits the initials"
    WORD = "one word of the name"
    GIVEN = "same first name, another family name"
    GENERATION = "the same name, the one junior and the other senior"
    FAMILY = "same family name, another first name"
    OTHER = "another name"
    UNKNOWN = ""
    """One of them has no name."""


STRENGTH = {each: at for at, each in enumerate(Alike)}
_WORST = (Alike.SAME, Alike.WRITTEN, Alike.SHORT, Alike.SOUNDS, Alike.INITIAL)


@dataclass(frozen=True, slots=True)
class Match:
    """`words`: the sounds of those words of the first name that the other has, too, "" for an initial."""

    alike: Alike
    words: tuple[str, ...] = ()


def alike(one: str, other: str) -> Alike:
    """How alike two names are, whatever the order of their words."""
    return _match(one, other).alike


def best(names: tuple[str, ...], others: tuple[str, ...]) -> Match:
    """The strongest likeness of any name of one with any name of the other."""
    found = (_match(*both) for both in product(names, others))
    return min(found, key=lambda match: STRENGTH[match.alike], default=Match(Alike.UNKNOWN))


def _match(one: str, other: str) -> Match:
    first, second = name_of(one), name_of(other)
    if not first.words or not second.words:
        return Match(Alike.UNKNOWN)
    if first.whole == second.whole:
        return Match(_of_one_name(first, second), tuple(map(_counted, first.words)))
    is_turned = len(first.words) > len(second.words)
    shorter, longer = (second, first) if is_turned else (first, second)
    pairs = _pairs(shorter, longer)
    words = tuple(_counted(first.words[there if is_turned else at]) for at, there, _ in pairs)
    return Match(_level(shorter, longer, pairs), words)


def _of_one_name(first: Name, second: Name) -> Alike:
    if first.generation == second.generation:
        return Alike.SAME
    return Alike.GENERATION if first.generation and second.generation else Alike.PART


def _counted(word: Word) -> str:
    return "" if word.is_initial else word.sound


def _level(shorter: Name, longer: Name, pairs: list[tuple[int, int, Alike]]) -> Alike:
    if len(pairs) < len(shorter.words):
        return _in_part(shorter, longer, pairs)
    if len(shorter.words) == len(longer.words):
        return max((level for *_, level in pairs), key=_WORST.index)
    if len(shorter.words) == 1:
        return Alike.WORD if pairs[0][2] is not Alike.INITIAL else Alike.OTHER
    return Alike.INITIAL if any(level is Alike.INITIAL for *_, level in pairs) else Alike.PART


def _in_part(shorter: Name, longer: Name, pairs: list[tuple[int, int, Alike]]) -> Alike:
    """Some words are alike and some of the shorter name are not."""
    last, there_last = len(shorter.words) - 1, len(longer.words) - 1
    whole = [(at, there) for at, there, _ in pairs if not shorter.words[at].is_initial]
    has_first = any(at == 0 or there == 0 for at, there, _ in pairs)
    has_last = any(at == last or there == there_last for at, there in whole)
    is_apart = _has_another_end(shorter, {at for at, *_ in pairs}) and _has_another_end(
        longer, {there for _, there, _ in pairs}
    )
    if len(whole) > 1 and has_first and has_last and not is_apart:
        return Alike.PART
    for at, there in whole:
        if at == last or there == there_last:
            return Alike.FAMILY
        if at == 0 and there == 0:
            return Alike.GIVEN
    return Alike.OTHER


def _has_another_end(name: Name, taken: set[int]) -> bool:
    """Whether its first or last word is none of the other's: "Smith-Jones, Ann" and Laura Smith-Jones are two."""
    ends = {0, len(name.words) - 1}
    return any(not name.words[at].is_initial for at in ends - taken)


def _pairs(shorter: Name, longer: Name) -> list[tuple[int, int, Alike]]:
    """Which word of the one is which of the other, the surest first, and in their order where several could be."""
    found = [
        (at, there, level)
        for at, word in enumerate(shorter.words)
        for there, other in enumerate(longer.words)
        if (level := _of_words(word, other)) is not None
        and not _is_of_a_middle_name(word, at, len(shorter.words), there, len(longer.words))
        and not _is_of_a_middle_name(other, there, len(longer.words), at, len(shorter.words))
    ]
    found.sort(key=lambda pair: (_WORST.index(pair[2]), abs(pair[0] - pair[1]), pair[0]))
    taken, there_taken, pairs = set[int](), set[int](), list[tuple[int, int, Alike]]()
    for at, there, level in found:
        if at not in taken and there not in there_taken:
            taken.add(at)
            there_taken.add(there)
            pairs.append((at, there, level))
    return sorted(pairs)


def _is_of_a_middle_name(one: Word, place: int, words: int, at: int, others: int) -> bool:
    """Whether the letter of a middle name would stand for a first or a family name of the other: Karen D Berg is not
    Karen Dale."""
    return one.is_initial and 0 < place < words - 1 and not 0 < at < others - 1


def _of_words(one: Word, other: Word) -> Alike | None:
    if one.plain == other.plain:
        return Alike.SAME
    if one.is_initial or other.is_initial:
        return Alike.INITIAL if {one.plain[0], one.full[0]} & {other.plain[0], other.full[0]} else None
    if one.loose == other.loose:
        return Alike.WRITTEN
    if one.full == other.full:
        return Alike.SHORT
    if one.sound == other.sound or _is_slip(one.plain, other.plain):
        return Alike.SOUNDS
    return None


def _is_slip(one: str, other: str) -> bool:
    """A letter left out, doubled, exchanged or put in the wrong place; two in a long word."""
    longest = max(len(one), len(other))
    allowed = 0 if longest < SHORTEST_WITH_A_SLIP else 1 if longest < LONG_WORD else 2
    return abs(len(one) - len(other)) <= allowed and damerau_levenshtein_distance(one, other) <= allowed
