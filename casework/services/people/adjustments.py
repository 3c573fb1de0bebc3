"""What each adjustment that a person needs changes, beyond being read: how a letter looks, what somebody does
by hand before it goes, which way it may not go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

ORDINARY_POINTS = 12
LARGE_POINTS = 18
"""Size of the type of letters, in points."""


class Effect(StrEnum):
    OUTPUT = "output"
    """The letter is made in another way."""
    BY_HAND = "by_hand"
    """Somebody does something before it is sent: a task."""
    BLOCKS = "blocks"
    """It may not go this way."""
    NOTE = "note"
    """Whoever deals with the person reads it and acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """`to_do` is the task before the send, a sentence without full stop; `channel` the way that is blocked."""

    effect: Effect
    to_do: str = ""
    channel: str = ""
    before_automatic: bool = False
    """Nothing goes by itself to somebody who needs this: a person looks first."""


ADJUSTMENTS: Mapping[str, Adjustment] = {
    "large_print": Adjustment(effect=Effect.OUTPUT),
    "easy_read": Adjustment(
        effect=Effect.BY_HAND, to_do="Have an Easy Read version made before it is sent", before_automatic=True
    ),
    "braille": Adjustment(
        effect=Effect.BY_HAND, to_do="Have a braille version made before it is sent", before_automatic=True
    ),
    "audio": Adjustment(
        effect=Effect.BY_HAND, to_do="Have an audio version made before it is sent", before_automatic=True
    ),
    "bsl": Adjustment(effect=Effect.NOTE, before_automatic=True),
    "interpreter": Adjustment(
        effect=Effect.BY_HAND, to_do="Book an interpreter who goes through it with them", before_automatic=True
    ),
    "language": Adjustment(effect=Effect.BY_HAND, to_do="Have it translated before it is sent", before_automatic=True),
    "no_letters_home": Adjustment(effect=Effect.BLOCKS, channel="post", before_automatic=True),
    "phone_instead": Adjustment(effect=Effect.NOTE, before_automatic=True),
    "extra_time": Adjustment(effect=Effect.NOTE),
}
"""By the codes of the list `adjustment`. A code that the office added changes nothing but is shown."""


def points(codes: Collection[str]) -> int:
    """How large the type of a letter to this person is, in points."""
    return LARGE_POINTS if "large_print" in codes else ORDINARY_POINTS


def by_hand(codes: Collection[str]) -> list[str]:
    """The adjustments that somebody sees to before a letter goes, in the order of the list."""
    return [code for code, one in ADJUSTMENTS.items() if code in codes and one.effect is Effect.BY_HAND]


def blocks(codes: Collection[str], channel: str) -> bool:
    """Whether an adjustment forbids this channel: email, post or phone."""
    return any(one.channel == channel for code, one in ADJUSTMENTS.items() if code in codes and one.channel)


def wait_for_a_person(codes: Collection[str]) -> bool:
    """Whether nothing may be sent by itself. A code that we do not know counts: nobody can say what it asks for."""
    return any(code not in ADJUSTMENTS or ADJUSTMENTS[code].before_automatic for code in codes)
