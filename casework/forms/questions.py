"""A question of a workflow as a field of a form: what a step asks, and what is asked when a case is logged."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from casework.forms.base import ChoiceField, DayField, LineField, TextField, YesNoField
from casework.pages.desk import offered
from workflows.engine import Question

NOT_LISTED = "Choose one, or name them below"
SUGGESTED = "Whom we chose before about this issue, and who is there for this district, stand first"
_NEEDED = {
    "text": "Write an answer.",
    "line": "Write an answer.",
    "date": "Enter a date.",
    "yes_no": "Choose yes or no.",
    "choice": "Choose one.",
    "organisation": "Choose one.",
    "surgery_time": "Choose a time.",
}


def fields_of(questions: Iterable[Question]) -> dict[str, Any]:
    """The fields by the codes of their questions, in that order."""
    return {question.code: _field(question) for question in questions}


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
        return ChoiceField(question.label, choices=offered.choices(question), **given)
    if question.kind == "organisation":
        return ChoiceField(question.label, kind="select", blank=NOT_LISTED, **{**given, "hint": SUGGESTED})
    if question.kind == "surgery_time":
        return ChoiceField(question.label, kind="select", choices=partial(offered.choices, question), **given)
    return LineField(question.label, **given)
