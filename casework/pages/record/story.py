"""The story of a case as it is read: day by day, what led to a step and the letters that went with it in its line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from casework import clock
from casework.pages.record.timeline import Entry
from casework.services.record.history import MOVED, Kind

OF_A_LETTER = frozenset(
    {
        Kind.LETTER_COMMENTED, Kind.LETTER_DRAFTED, Kind.LETTER_EDITED, Kind.LETTER_SENT, Kind.LETTER_SENT_BACK,
        Kind.LETTER_SIGNED, Kind.LETTER_SUBMITTED,
    }
)  # fmt: skip
"""What is told in one line, that of the last of them."""
SHOWN_FIRST, LOOKED_AT = 5, 40
"""Lines of the overview, and the events that they are made of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `letters` went with it; `before`: what led to it, the oldest first."""

    entry: Entry
    letters: list[Entry] = field(default_factory=list)
    before: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """A day in Europe/London on which things were recorded."""

    on: dt.date
    lines: Sequence[Line]


def by_day(entries: Sequence[Entry], *, most: int | None = None) -> list[Day]:
    """Entries, the newest first, as lines of days; `most`: no more lines than that."""
    lines = _lines(entries)[:most]
    days = groupby(lines, key=lambda line: clock.local(line.entry.at).date())
    return [Day(on, list(some)) for on, some in days]


def _lines(entries: Sequence[Entry]) -> list[Line]:
    within = _within(entries)
    lines = {entry.id: Line(entry) for entry in entries if entry.id not in within}
    for entry in reversed(entries):
        top = entry.id
        while top in within:
            top = within[top]
        if top != entry.id:
            line = lines[top]
            (line.letters if entry.kind == Kind.LETTER_SENT else line.before).append(entry)
    return list(lines.values())


def _within(entries: Sequence[Entry]) -> dict[int, int]:
    """Entry -> the one in whose line it stands, by id."""
    steps = {entry.id for entry in entries if entry.kind in MOVED}
    made: dict[str, int] = {}
    last: dict[int, int] = {}
    found: dict[int, int] = {}
    for entry in entries:
        if entry.kind in MOVED:
            made[entry.trigger] = entry.id
        elif entry.kind == Kind.MOVE_PREPARED and entry.data["trigger"] in made:
            found[entry.id] = made[entry.data["trigger"]]
        elif entry.kind in OF_A_LETTER:
            letter = entry.data["letter_id"]
            if letter in last:
                found[entry.id] = last[letter]
            elif entry.kind == Kind.LETTER_SENT and entry.data.get("event_id") in steps:
                found[entry.id] = entry.data["event_id"]
            last.setdefault(letter, entry.id)
    return found
