"""Which letters still go out with a step of a case: none of them is written alone, or the case would stand still."""

from collections.abc import Mapping
from enum import StrEnum

from workflows.engine import Move, Workflow
from workflows.roles import Role
from workflows.turns import Way


def steps(workflow: Workflow, state: StrEnum) -> Mapping[str, Move]:
    """Each letter that a step from here on writes, with the first such step that somebody makes. What a step back would
    make possible again does not count."""
    found: dict[str, Move] = {}
    seen, waiting = {state}, [state]
    while waiting:
        for move in workflow.moves_from(waiting.pop(0)):
            if move.way is Way.BACK or Role.SYSTEM in move.roles:
                continue
            for code in move.letters:
                found.setdefault(code, move)
            if move.target not in seen:
                seen.add(move.target)
                waiting.append(move.target)
    return found


def sentence(workflow: Workflow, state: StrEnum, code: str) -> str:
    """Why this letter is not written alone, or ""."""
    step = steps(workflow, state).get(code)
    return f"It goes out with the step “{step.label}”. Make that step to send it." if step else ""
