"""The form of a move, built from the questions that its row of the state table asks."""

from typing import Any

from casework.forms.base import CaseworkForm
from casework.forms.questions import fields_of
from workflows.engine import Move


class MoveForm(CaseworkForm):
    """A form with the fields of one move; `answers` are what the workflow and the services read."""

    asked: tuple[str, ...] = ()

    def answers(self) -> dict[str, object]:
        return {code: self[code].data for code in self.asked}


def build(move: Move, **given: Any) -> MoveForm:
    """An empty or filled form for this move."""
    fields = fields_of(move.asks)
    form_class = type("MoveForm", (MoveForm,), {**fields, "asked": tuple(fields)})
    form: MoveForm = form_class(**given)
    return form
