"""What is known of a move before it is made: whether its guards refuse whatever is answered. Changes nothing."""

from casework import clock
from casework.access import Actor
from casework.case_types import facts_of
from casework.services.record import cases, subjects
from casework.services.record.subjects import Address
from workflows import next_step
from workflows.engine import Move


def refusal(address: Address, move: Move, *, actor: Actor) -> str:
    """The guard's sentence where no answer could make the move possible now, or "". Raises `NotFound`."""
    subject = subjects.find(cases.load(address.reference, actor=actor), address)
    today = clock.today()
    facts = facts_of(subject, actor=actor, answers={}, today=today)
    return next_step.refusal(subject.workflow, move, roles=actor.roles, facts=facts, today=today)
