"""The form of a move, built from the questions that its row of the state table asks."""

from typing import Any

from casework.forms.base import CaseworkForm, TickField
from casework.forms.questions import fields_of
from workflows.engine import Move


class MoveForm(CaseworkForm):
    """A form with the fields of one move; `answers` are what the workflow and the services read."""

    asked: tuple[str, ...] = ()

    def answers(self) -> dict[str, object]:
        return {code: self[code].data for code in self.asked}


class AtOnceForm(MoveForm):
    """The same for a step whose letter goes from the page of its questions."""

    safe_contact = TickField("I have read the note on safe contact")

    def confirmed(self) -> bool:
        return bool(self.safe_contact.data)


def build(move: Move, **given: Any) -> MoveForm:
    """An empty or filled form for this move."""
    fields = fields_of(move.asks)
    kind = AtOnceForm if move.at_once else MoveForm
    form_class = type("MoveForm", (kind,), {**fields, "asked": tuple(fields)})
    form: MoveForm = form_class(**given)
    return form
