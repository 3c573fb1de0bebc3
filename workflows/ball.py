"""Who has the ball: whether a case waits for us, for another organisation or for the person. Told by its state and by what
it waits for besides: the person was asked for something (10.3), or another organisation has a question."""

from collections.abc import Iterator
from enum import StrEnum

from workflows.engine import Category
from workflows.registry import CASE_WORKFLOWS
from workflows.turns import THE_PERSON, WHOEVER_LOOKS


class Ball(StrEnum):
    """The person comes first, then the organisation that was asked, then whoever the state waits for."""

    US = "us"
    PARTNER = "partner"
    PERSON = "person"


BALL_LABELS = {Ball.US: "Us", Ball.PARTNER: "Another organisation", Ball.PERSON: "The person"}


def of(case_type: str, state: str, *, waits: bool = False, asked: bool = False) -> Ball:
    """Of an open case. `waits`: for the person, for what we asked them; `asked`: a question of it is open."""
    if waits:
        return Ball.PERSON
    return Ball.PARTNER if asked else _of_state(case_type, state)


def states(ball: Ball) -> dict[str, list[str]]:
    """The open states of each type in which it is with these, where nothing else is waited for."""
    found: dict[str, list[str]] = {}
    for name, state in _open():
        if _of_state(name, state) is ball:
            found.setdefault(name, []).append(state)
    return found


def _open() -> Iterator[tuple[str, str]]:
    for name, workflow in CASE_WORKFLOWS.items():
        yield from ((name, state.value) for state in workflow.states if workflow.category(state) is not Category.CLOSED)


def _of_state(case_type: str, state: str) -> Ball:
    workflow = CASE_WORKFLOWS[case_type]
    turn = workflow.turns.get(workflow.states(state))
    if turn is None or turn.who in ("", WHOEVER_LOOKS):
        return Ball.US
    return Ball.PERSON if turn.who == THE_PERSON else Ball.PARTNER
