"""How likely two records are of one person: points for what is the same and against for what differs, in words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jellyfish import damerau_levenshtein_distance

from casework.services.people.matching.names import Alike, best

VERSION = 1
"""Of the points and words, which are kept of pairs: raised whenever two records get others."""
ASKED = 30
"""From here on it is asked whether they are one person."""
SHOWN = 16
"""From here on somebody who uses the same phone, mail or address is shown, too: of one household, or of one office."""
NAMES = {
    Alike.SAME: 32, Alike.WRITTEN: 31, Alike.SOUNDS: 24, Alike.SHORT: 24, Alike.PART: 24, Alike.INITIAL: 22,
    Alike.WORD: 6, Alike.GIVEN: -4, Alike.GENERATION: -10, Alike.FAMILY: -10, Alike.OTHER: -16, Alike.UNKNOWN: 0,
}  # fmt: skip
APART = frozenset({Alike.GENERATION, Alike.FAMILY, Alike.OTHER})
"""Two people, whatever else they share."""
RARITY = ((0.004, 8), (0.02, 4), (0.05, 0), (0.1, -3), (float("inf"), -6))
"""Up to so many others of such a name who are to be expected in the files -> points."""
SHORTEST_EMAIL, SHORTEST_NUMBER, SHORTEST_ADDRESS = 8, 9, 8
"""Signs, from which on one that differs is a slip rather than another."""


Namesakes = Callable[[tuple[str, ...]], float]
"""How many others are to be expected in the files who have a name with these sounds; "" is any word of that letter."""


def nobody(_: tuple[str, ...]) -> float:
    """Where every name is rare."""
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody, as `services/people/keys.py` compares it; names as they are written."""

    names: tuple[str, ...] = ()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`points` and the words for them, what is the same first."""

    points: int
    name: Alike
    same: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    is_by_name_alone: bool = False
    """The name is the same and all that was said."""

    @property
    def is_asked(self) -> bool:
        return self.points >= ASKED

    @property
    def is_shown(self) -> bool:
        """A postcode has fifteen households: it says something only where the name says nothing against it."""
        shared = set(self.same) - ({"postcode"} if self.name is not Alike.UNKNOWN else set())
        return self.is_asked or (self.points >= SHOWN and (bool(shared) or self.is_by_name_alone))

    @property
    def reason(self) -> str:
        """For an officer: "Same phone and postcode; a name that sounds alike; another e-mail address"."""
        name = () if self.name is Alike.UNKNOWN else (self.name.value,)
        same = (f"same {_listed(self.same)}",) if self.same else ()
        other = (f"another {_listed(self.other)}",) if self.other else ()
        said = "; ".join((*same, *name, *self.nearly, *other))
        return said[:1].upper() + said[1:]


@dataclass(slots=True)
class _Sum:
    points: int = 0
    same: list[str] = field(default_factory=list)
    nearly: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def compare(one: Known, other: Known, *, namesakes: Namesakes = nobody) -> Likeness:
    """How likely they are one person. The words that both names have say much by themselves where they are rare, and
    little where they are common."""
    total = _Sum()
    nearly = "a phone number with one other digit", "an e-mail address with one other letter"
    _add(total, "phone", one.phones, other.phones, points=(34, 12, -7), nearly=nearly[0])
    _add(total, "e-mail address", one.emails, other.emails, points=(36, 14, -7), nearly=nearly[1])
    _add_place(total, one, other)
    match = best(one.names, other.names)
    name, points = match.alike, total.points + NAMES[match.alike]
    if NAMES[name] > 0 and not total.same:
        points += _rarity(namesakes(match.words))
    if name in APART:
        points = min(points, ASKED - 1)
    return Likeness(
        points=points,
        name=name,
        same=tuple(total.same),
        nearly=tuple(total.nearly),
        other=tuple(total.other),
        is_by_name_alone=_says_only(name, one),
    )


def _add(
    total: _Sum,
    label: str,
    one: frozenset[str],
    other: frozenset[str],
    *,
    points: tuple[int, int, int],
    nearly: str,
) -> None:
    """Points where one of each is the same, nearly the same, or where both are known and none is."""
    if not one or not other:
        return
    same, slip, differs = points
    if one & other:
        total.points += same
        total.same.append(label)
    elif any(_is_slip(each, there) for each in one for there in other):
        total.points += slip
        total.nearly.append(nearly)
    else:
        total.points += differs
        total.other.append(label)


def _add_place(total: _Sum, one: Known, other: Known) -> None:
    if any(_is_same_place(each, there) for each in one.addresses for there in other.addresses):
        total.points += 28
        total.same.append("address")
    elif one.postcodes & other.postcodes:
        total.points += 18
        total.same.append("postcode")
    elif one.postcodes and other.postcodes:
        total.points -= 8
        total.other.append("postcode")


def _is_same_place(one: str, other: str) -> bool:
    """The one may say more than the other, a town or a postcode."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_ADDRESS and longer.startswith(shorter)


def _is_slip(one: str, other: str) -> bool:
    """Whether one sign was typed wrongly. Of an e-mail address no digit: jo1 and jo2 are two people."""
    if "@" in one and re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    shortest = SHORTEST_EMAIL if "@" in one else SHORTEST_NUMBER
    if min(len(one), len(other)) < shortest or abs(len(one) - len(other)) > 1:
        return False
    return damerau_levenshtein_distance(one, other) == 1


def _says_only(name: Alike, one: Known) -> bool:
    """Whether the name is all that is said, and it is the same: nothing else could ever lead to them."""
    return name in (Alike.SAME, Alike.WRITTEN) and not (one.emails or one.phones or one.postcodes or one.addresses)


def _rarity(namesakes: float) -> int:
    return next(points for most, points in RARITY if namesakes <= most)


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
