"""Drawing the satisfaction sample of a month, and recording what somebody answered."""

from collections.abc import Mapping
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField
from casework.pages.reports.satisfaction import OUTCOMES, QUESTIONS, SCORES


class DrawForm(CaseworkForm):
    month = ChoiceField("Month", kind="select", needed="Choose a month that has ended.")


class AskedForm(CaseworkForm):
    outcome = ChoiceField("What came of it", choices=tuple(OUTCOMES.items()), needed="Say whether they answered.")
    reason = LineField(
        "Why it changes",
        hint="Only where it was recorded before: what was keyed wrongly is kept, and counts no more",
    )

    def scores(self) -> Mapping[str, int]:
        return {question: int(self[question].data) for question in QUESTIONS if self[question].data}


def asked_form(**given: Any) -> AskedForm:
    """A field for each question; whoever does not know says nothing."""
    scores = tuple((str(score), words) for score, words in SCORES.items())
    fields: dict[str, Any] = {
        question: ChoiceField(label, choices=scores, kind="select", blank="Not answered")
        for question, label in QUESTIONS.items()
    }
    form: AskedForm = type("AskedForm", (AskedForm,), fields)(**given)
    return form
