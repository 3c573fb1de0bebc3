"""Every definition of a workflow is sound, or the application does not start."""

from collections.abc import Iterable, Iterator

from casework.case_types import CASE_TYPES, PART_TYPES
from casework.services.steps import effects
from workflows import definitions
from workflows.engine import Workflow
from workflows.registry import LETTERS, WORKFLOWS


class BadDefinition(Exception):
    """A workflow names what does not exist, or leads nowhere. The message is one sentence that says what to mend."""


def problems(workflows: Iterable[Workflow] = WORKFLOWS.values()) -> list[str]:
    """What is wrong with any of them, each with the name of its workflow."""
    return [f"{workflow.name}: {problem}" for workflow in workflows for problem in _problems_of(workflow)]


def _problems_of(workflow: Workflow) -> Iterator[str]:
    if workflow.name not in CASE_TYPES and workflow.name not in PART_TYPES:
        yield "it has no entry in casework/case_types.py"
        return
    yield from definitions.problems(workflow, effects=effects.of(workflow.name), letters=LETTERS)


def require_sound(workflows: Iterable[Workflow] = WORKFLOWS.values()) -> None:
    """Raises `BadDefinition`."""
    found = problems(workflows)
    if found:
        raise BadDefinition(f"Mend the definitions in workflows/ before starting: {'; '.join(found)}.")
