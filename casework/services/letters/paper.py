"""A letter on paper: what stands around its text, and what of it our typefaces cannot show."""

import datetime as dt
from collections.abc import Sequence

from casework import clock
from casework.letters import blocks, pdf
from casework.letters.frame import Frame
from casework.models import Case, Letter
from casework.services.letters import values

SHOWN = 10
"""Characters that are named, where there are many."""


def frame_of(letter: Letter, case: Case, *, on: dt.date) -> Frame:
    """What stands around the text of a letter that goes out on a day."""
    return Frame(
        office=values.office.frame(),
        recipient=letter.to_name,
        address=(letter.postal_address or "") if letter.channel == "post" else "",
        reference=case.reference,
        dated_on=on,
        title=letter.subject,
        large_print=letter.large_print,
        marking="OFFICIAL-SENSITIVE" if case.restricted or case.sensitive else "",
    )


def problem(letter: Letter, case: Case) -> str | None:
    """Which characters cannot be printed, as a sentence; None where all can, or where Word makes the document."""
    if letter.template.format == "word":
        return None
    found = pdf.unprintable(frame_of(letter, case, on=clock.today()), blocks.parse(letter.body))
    return unprintable(found) if found else None


def unprintable(found: Sequence[str]) -> str:
    """The sentence about characters that our typefaces do not have."""
    more = " and others" if len(found) > SHOWN else ""
    return (
        f"These characters cannot be printed: {' '.join(found[:SHOWN])}{more}. Take them out of the text, the name or "
        "the address, or write in other letters what they say."
    )
