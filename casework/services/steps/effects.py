"""What a step of any type may write besides the state. What only one type writes stands in `services/types`."""

from collections.abc import Mapping

from casework.case_types import effects_of
from casework.services.deadlines import clocks, putting_right
from casework.services.desk import opening, surgery_cases
from casework.services.types.context import Context, Effect, by_name
from workflows.engine import Move


def run(move: Move, context: Context) -> None:
    known = of(context.subject.name)
    for name in move.effects:
        known[name](context)


def of(workflow: str) -> Mapping[str, Effect]:
    """The effects that the rows of a workflow may name."""
    return {**OF_ANY_TYPE, **effects_of(workflow)}


def mark_reopened(context: Context) -> None:
    """Closing is taken back; the first closing and the first decision stay as they were recorded."""
    context.case.times_reopened += 1
    context.case.logged_by_mistake = False
    context.data["reverses"] = ["closed_on"]


def mark_mistaken(context: Context) -> None:
    """It should never have been logged: no figure counts it."""
    context.case.logged_by_mistake = True


def mark_no_mistake(context: Context) -> None:
    """It counts again, and its clocks run as if it had never been closed."""
    context.case.logged_by_mistake = False
    context.take_back_closing()
    putting_right.take_back_closing(context.case, actor=context.actor)


def create_linked_case(context: Context) -> None:
    """Rulebook 10.3, converted: a linked case of another type with the first receipt date."""
    linked = opening.open_linked(context.case, context.text("target_type"), actor=context.actor)
    context.data["linked_case_id"] = linked.id
    clocks.keep_next_due(linked)


OF_ANY_TYPE = {
    **by_name(create_linked_case, mark_mistaken, mark_no_mistake, mark_reopened),
    **surgery_cases.EFFECTS,
}
