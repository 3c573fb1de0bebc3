"""A case that was logged by mistake: it ends without a letter, and counts as none. A manager may take it back."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from workflows.engine import ALL_MET, Move, Question
from workflows.roles import MANAGER, Role
from workflows.turns import Way

LABEL = "Logged by mistake"
WHY = Question(code="reason", kind="text", label="Why it was logged by mistake")
WHY_NONE = Question(code="reason", kind="text", label="Why it was no mistake")


def says_why(facts: Any) -> bool:
    """Give the reason: it stays on the case."""
    return bool(str(facts.answers.get("reason") or "").strip())


def rows(
    sources: Iterable[StrEnum],
    ended: StrEnum,
    *,
    back_to: StrEnum,
    mistake: StrEnum,
    undo: StrEnum,
    roles: frozenset[Role] = MANAGER,
) -> Iterator[Move]:
    """From each state in which nobody outside was told of it yet to its end, and back to the first state."""
    for source in sources:
        yield Move(
            trigger=mistake, source=source, target=ended, roles=roles,
            label="Close: it was logged by mistake", follows="Closes the case today. Nothing is sent, and it counts as none.",
            guards=(says_why,), asks=(WHY,), effects=("mark_mistaken",), clocks=(ALL_MET,), way=Way.OUT, likely=1,
        )  # fmt: skip
    yield Move(
        trigger=undo, source=ended, target=back_to, roles=MANAGER,
        label="It was no mistake", follows="Opens the case again. Its dates run as if it had never been closed.",
        guards=(says_why,), asks=(WHY_NONE,), effects=("mark_no_mistake",), way=Way.BACK, likely=1,
    )  # fmt: skip
