"""What is known of a move before it is made: whether its guards refuse whatever is answered. Changes nothing."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

from casework import clock
from casework.access import Actor
from casework.case_types import facts_of
from casework.services.record import cases, subjects
from casework.services.record.subjects import Address
from workflows.engine import Move, Question, TransitionRefused
from workflows.registry import options


def refusal(address: Address, move: Move, *, actor: Actor) -> str | None:
    """The guard's sentence where no answer could make the move possible now, or None. Raises `NotFound`."""
    subject = subjects.find(cases.load(address.reference, actor=actor), address)
    today = clock.today()
    sentence = None
    for answers in _every_answer(move, today):
        given = facts_of(subject, actor=actor, answers=answers, today=today)
        try:
            subject.workflow.fire_any(move.source, move.trigger, actor.roles, given)
        except TransitionRefused as refused:
            sentence = sentence or refused.reason
        else:
            return None
    return sentence


def _every_answer(move: Move, today: dt.date) -> Iterator[dict[str, object]]:
    """Each way to answer everything: something in every text, and each choice in turn."""
    codes = [question.code for question in move.asks]
    for values in product(*(_answers(question, today) for question in move.asks)):
        yield dict(zip(codes, values, strict=True))


def _answers(question: Question, today: dt.date) -> tuple[object, ...]:
    if question.kind == "choice":
        return tuple(value for value, _ in options(question))
    return {"date": (today,), "yes_no": (True,)}.get(question.kind, ("something",))
