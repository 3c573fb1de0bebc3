"""What a move does to the clocks of its subject, as the rows of a table say it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEffect:
    """What a move does to a clock. A row names the clock as its workflow does, e.g. "reply".

    It is done on the day of the move, or on the day that the answer `on_answer` gives, not after today. `from_answer`
    names the answer that gives the due date, where it is answered. `length` is how much more time there is, in the clock's unit. `reason`
    stands in the explanation of the date, for everybody to read.
    """

    clock: str
    kind: Literal["start", "meet", "restart", "extend", "stop", "go_on", "hold", "release", "meet_all"]
    from_answer: str | None = None
    on_answer: str | None = None
    length: int = 0
    reason: str = ""


def start(clock: str, *, from_answer: str | None = None, on_answer: str | None = None) -> ClockEffect:
    return ClockEffect(clock=clock, kind="start", from_answer=from_answer, on_answer=on_answer)


def meet(clock: str, *, on_answer: str | None = None) -> ClockEffect:
    return ClockEffect(clock=clock, kind="meet", on_answer=on_answer)


def restart(
    clock: str, *, reason: str = "", on_answer: str | None = None, from_answer: str | None = None
) -> ClockEffect:
    """Begins anew, and what went before counts for nothing. `reason`: what it begins with, e.g. "Clarified"."""
    return ClockEffect(clock=clock, kind="restart", reason=reason, on_answer=on_answer, from_answer=from_answer)


def extend(clock: str, length: int, *, reason: str) -> ClockEffect:
    """So much more time, counted on from the clock's own start. `reason`: e.g. "the request is complex"."""
    return ClockEffect(clock=clock, kind="extend", length=length, reason=reason)


def stop(clock: str, *, reason: str, on_answer: str | None = None) -> ClockEffect:
    """Stops a clock that no hold of the office stops, until a move lets it go on or begin anew. `reason`: what the law
    stops it for, e.g. "Waiting for clarification"."""
    return ClockEffect(clock=clock, kind="stop", reason=reason, on_answer=on_answer)


def go_on(clock: str, *, on_answer: str | None = None) -> ClockEffect:
    return ClockEffect(clock=clock, kind="go_on", on_answer=on_answer)


def hold(clock: str, *, reason: str) -> ClockEffect:
    """Stops a target of the office while the case waits for somebody. `reason`: e.g. "Waiting for the person"."""
    return ClockEffect(clock=clock, kind="hold", reason=reason)


def release(clock: str, *, on_answer: str | None = None) -> ClockEffect:
    return ClockEffect(clock=clock, kind="release", on_answer=on_answer)


ALL_MET = ClockEffect(clock="", kind="meet_all")
"""Ends every clock of the case but those for the time after it is closed."""
