"""Waiting for the person: a hold that names the clocks of the reply (rulebook 10.3 and section 10).

It is no state: a case in any of them can wait, and goes on where it was.
"""

from collections.abc import Iterator
from enum import StrEnum

from workflows.engine import ClockEffect, Move, Question, hold, meet, release, restart, start
from workflows.enquiry_rules import (
    CAME_ON,
    asks_again_later,
    can_be_asked,
    is_not_on_hold,
    is_not_waiting,
    is_waiting,
)
from workflows.roles import MANAGER, OFFICER, STAFF
from workflows.turns import THE_PERSON, Turn, Way

NAMED = ("reply", "draft", "approval", "reopened")
"""The clocks that stand still. That we have their enquiry is acknowledged all the same, and a partner answers in time."""
WHY = "Waiting for the person"
MISSING = Question(
    code="missing", kind="text", label="What we need from them", hint="This goes into the letter as you write it"
)
ASK_AGAIN_ON = Question(
    code="ask_again_on", kind="date", label="When we ask again", required=False,
    hint="Leave it empty for 10 working days from today. The letter asks them to answer by then",
)  # fmt: skip
WHY_WITHOUT = Question(code="reason", kind="text", label="Why we go on without their answer")
WAITS = Turn(who=THE_PERSON, to="answer what we asked them", clocks=("waiting",))


def rows(
    source: StrEnum, *, ask: StrEnum, again: StrEnum, answered: StrEnum, without: StrEnum, likely: int
) -> Iterator[Move]:
    """What is done about it in one state, in which the case stays. `likely`: how likely their answer is the next step."""
    yield Move(
        trigger=ask, source=source, target=source, roles=OFFICER,
        label="Ask the person for what is missing",
        follows="Writes to them. The dates for the reply stand still until they answer.",
        guards=(is_not_waiting, is_not_on_hold, can_be_asked, asks_again_later), asks=(MISSING, ASK_AGAIN_ON),
        effects=("begin_waiting",), clocks=(start("waiting", from_answer="ask_again_on"), *_each_held()),
        letters=("L-E08",), likely=3,
    )  # fmt: skip
    yield Move(
        trigger=answered, source=source, target=source, roles=STAFF,
        label="Record that the person answered", follows="The dates for the reply go on, with the days of waiting added.",
        guards=(is_waiting,), asks=(CAME_ON,), effects=("end_waiting",),
        clocks=(meet("waiting", on_answer="came_on"), *(release(name, on_answer="came_on") for name in NAMED)),
        way=Way.WAITING, likely=likely,
    )  # fmt: skip
    yield Move(
        trigger=again, source=source, target=source, roles=OFFICER,
        label="Ask the person again", follows="Writes to them once more. We go on waiting.",
        guards=(is_waiting, asks_again_later), asks=(MISSING, ASK_AGAIN_ON), effects=("wait_on",),
        clocks=(restart("waiting", reason="Asked again", from_answer="ask_again_on"),), letters=("L-E08",),
        way=Way.WAITING, likely=4,
    )  # fmt: skip
    yield Move(
        trigger=without, source=source, target=source, roles=OFFICER | MANAGER,
        label="Go on without their answer", follows="Ends the waiting. The dates for the reply go on.",
        guards=(is_waiting,), asks=(WHY_WITHOUT,), effects=("end_waiting",),
        clocks=(meet("waiting"), *(release(name) for name in NAMED)), way=Way.WAITING, likely=3,
    )  # fmt: skip


def _each_held() -> Iterator[ClockEffect]:
    return (hold(name, reason=WHY) for name in NAMED)
