"""What the page says before all that was not delivered is sent again, and what is said afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.access import Actor
from casework.services.mail import resending
from casework.services.mail.resending import MOST_AT_ONCE, Resent, Stays
from casework.words import plural

WORDS: Mapping[Stays, tuple[str, str]] = {
    Stays.UNCERTAIN: ("may have arrived", "may have arrived"),
    Stays.NOTE: (
        "is to somebody with a note on safe contact, which is read first",
        "are to people with notes on safe contact, which are read first",
    ),
    Stays.UNSAFE: ("is to somebody for whom e-mail is not safe", "are to people for whom e-mail is not safe"),
    Stays.ADDRESS: (
        "is to an address that is not the recipient's any more",
        "are to addresses that are not the recipients' any more",
    ),
    Stays.ACCOUNT: ("is to a colleague whose account is closed", "are to colleagues whose accounts are closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`now` go with one click, `later` may go with another; `stays` says why the others do not."""

    now: int
    later: int
    staying: int
    stays: list[str]


def asked(*, actor: Actor) -> Asked:
    """What would happen as things stand now."""
    found = resending.find(actor=actor)
    now, staying = min(len(found.ready), MOST_AT_ONCE), sum(found.stays.values())
    return Asked(now=now, later=len(found.ready) - now, staying=staying, stays=_stays(found.stays))


def told(resent: Resent) -> str:
    """What happened, with the numbers."""
    if resent.sent:
        parts = [f"{plural(resent.sent, 'message is', 'messages are')} being sent again."]
    else:
        parts = ["Nothing was sent again: nothing is left that may go together with others."]
    if resent.left:
        parts.append(f"{resent.left:,} more can be sent again in the same way.")
    staying = sum(resent.stays.values())
    if staying:
        parts.append(f"{plural(staying, 'stays', 'stay')}: {'; '.join(_stays(resent.stays))}.")
    return " ".join(parts)


def _stays(stays: Mapping[Stays, int]) -> list[str]:
    """One line for each reason, in a fixed order."""
    return [f"{stays[reason]:,} {words[stays[reason] != 1]}" for reason, words in WORDS.items() if stays.get(reason)]
