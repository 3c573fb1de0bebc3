"""Every definition of a workflow is sound, or the application does not start."""

from collections.abc import Iterable

from casework.services.steps.effects import EFFECTS
from workflows import definitions
from workflows.engine import Workflow
from workflows.registry import LETTERS, WORKFLOWS


class BadDefinition(Exception):
    """A workflow names what does not exist, or leads nowhere. The message is one sentence that says what to mend."""


def problems(workflows: Iterable[Workflow] = WORKFLOWS.values()) -> list[str]:
    """What is wrong with any of them, each with the name of its workflow."""
    return [
        f"{workflow.name}: {problem}"
        for workflow in workflows
        for problem in definitions.problems(workflow, effects=EFFECTS, letters=LETTERS)
    ]


def require_sound(workflows: Iterable[Workflow] = WORKFLOWS.values()) -> None:
    """Raises `BadDefinition`."""
    found = problems(workflows)
    if found:
        raise BadDefinition(f"Mend the definitions in workflows/ before starting: {'; '.join(found)}.")
