"""The form of a move, built from the questions that its row of the state table asks."""

from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField, TextField, YesNoField
from workflows.engine import Move, Question


class MoveForm(CaseworkForm):
    """A form with the fields of one move; `answers` are what the workflow and the services read."""

    asked: tuple[str, ...] = ()

    def answers(self) -> dict[str, object]:
        return {code: self[code].data for code in self.asked}


def build(move: Move, **given: Any) -> MoveForm:
    """An empty or filled form for this move."""
    fields = {question.code: _field(question) for question in move.asks}
    form_class = type("MoveForm", (MoveForm,), {**fields, "asked": tuple(fields)})
    form: MoveForm = form_class(**given)
    return form


def _field(question: Question) -> Any:
    needed = _NEEDED[question.kind] if question.required else ""
    given: dict[str, Any] = {"needed": needed, "hint": question.hint}
    if question.kind == "text":
        return TextField(question.label, **given)
    if question.kind == "date":
        return DayField(question.label, called=question.label.lower(), **given)
    if question.kind == "yes_no":
        return YesNoField(question.label, **given)
    if question.kind == "choice":
        return ChoiceField(question.label, choices=question.choices, **given)
    return LineField(question.label, **given)


_NEEDED = {
    "text": "Write an answer.",
    "line": "Write an answer.",
    "date": "Enter a date.",
    "yes_no": "Choose yes or no.",
    "choice": "Choose one.",
}
