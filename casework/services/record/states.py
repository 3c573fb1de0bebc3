"""The one writer of a state, with the category that is kept beside it (architecture 5).

`services/steps/moves.py` moves records on; `services/desk/bulk.py` inserts those of an old register in theirs.
"""

from enum import StrEnum

from casework.models import Case, Part
from workflows.engine import Workflow


def begin(row: Case | Part, workflow: Workflow) -> None:
    """Put a new record into the first state of its workflow. Raises `ValueError` where it has a state."""
    if row.state is not None:
        raise ValueError("This record has begun already.")
    row.workflow_version = workflow.version
    enter(row, workflow, workflow.initial)


def enter(row: Case | Part, workflow: Workflow, state: StrEnum) -> None:
    row._state = state.value
    row.category = workflow.category(state).value
