"""What somebody says of themselves for equality monitoring: every question may be left out."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField
from casework.pages.office import codes
from casework.pages.reports import equality


class EqualityForm(CaseworkForm):
    questions: tuple[str, ...] = ()

    def given(self) -> Mapping[str, str]:
        return {question: self[question].data for question in self.questions}


def build(**given: Any) -> EqualityForm:
    """A field for each question of the office's list."""
    fields: dict[str, Any] = {
        question: ChoiceField(
            label,
            kind="select",
            choices=equality.offered(question),
            labels=partial(equality.answers, question),
            blank="Not asked",
        )
        for question, label in codes.choices("equality")
        if len(equality.offered(question)) > 1
    }
    form_class = type("EqualityForm", (EqualityForm,), {**fields, "questions": tuple(fields)})
    form: EqualityForm = form_class(**given)
    return form
