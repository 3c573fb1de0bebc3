"""Which steps end a matter, so that it has its primary issue by then: counts are made by it, once for each case."""

from workflows.engine import Category, Move, Workflow
from workflows.roles import Role

SAY = "Choose the primary issue: every case that ends is counted under one."


def settles(workflow: Workflow, move: Move) -> bool:
    """Whether somebody closes the case with this step, or does the last that anybody does: answers or decides it, and
    the system closes it later. What the system does itself asks nobody, and what was logged by mistake counts as none."""
    if (
        Role.SYSTEM in move.roles
        or move.trigger == workflow.mistaken
        or workflow.category(move.source) is Category.CLOSED
    ):
        return False
    if workflow.category(move.target) is Category.CLOSED:
        return True
    return any(
        Role.SYSTEM in later.roles and workflow.category(later.target) is Category.CLOSED
        for later in workflow.moves_from(move.target)
    )
