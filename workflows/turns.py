"""What a table says besides its moves, so that a page can name the next step truly: the way that a move goes, and whose
turn it is in a state. `next_step.py` reads it."""

from dataclasses import dataclass
from enum import StrEnum

LIKELY = 5
"""A way on that is at least as likely may be the next step."""


class Way(StrEnum):
    """Where a move takes a case on its course."""

    ON = "on"
    BACK = "back"
    """To an earlier state. Offered, and never as the next step."""
    OUT = "out"
    """Ends it early, and nobody knows beforehand: a withdrawal. Stands under "Other ways to end this"."""
    WAITING = "waiting"
    """Only while the case waits for the person, which its first guard says. Not told of otherwise."""
    CALLED_FOR = "called_for"
    """Ends it early, and can only be made where the facts demand it, which its first guard says. Then it is the next step
    before all others."""


THE_PERSON = "the person"
"""On a page of the case this is their name."""
THE_FORCE_OR_A_PARTNER = "the force or a partner"
WHOEVER_LOOKS = "whoever looks into it"
"""Somebody of the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is in a state, where the likely moves from it do not say so.

    Empty is `who` where somebody of the office acts: then those may who make the likely move. `named_by`: the question
    whose last answer says who it is, or the column of what only this type has. `to`: what has to be done, as one says it
    after a colon; empty for the label of the likely move. `clocks`: until when, the earliest that runs; empty for those
    that the likely move ends. `part`: the workflow of the parts of the case that are waited for.
    """

    who: str = ""
    named_by: str = ""
    to: str = ""
    clocks: tuple[str, ...] = ()
    part: str = ""
