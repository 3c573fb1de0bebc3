"""Asking another organisation, and the files of its answer."""

from collections.abc import Sequence

from casework.forms.base import CaseworkForm, ChoiceField, LineField, ManyField, TextField, YesNoField
from workflows.enquiry_organisations import PARTNER, WHY_NOT_LISTED
from workflows.enquiry_rules import CONSENT, QUESTION

SUGGESTED = "Whom we chose before about this issue, and who is there for this district, stand first"


class AskForm(CaseworkForm):
    organisations = ChoiceField("Who is asked", kind="select", hint=SUGGESTED, blank="Choose one, or name them below")
    second = ChoiceField("Who is asked the same", kind="select", blank="Nobody else")
    third = ChoiceField("And who else", kind="select", blank="Nobody else")
    partner = LineField(PARTNER.label, hint=PARTNER.hint, longest=200)
    why_not_listed = LineField(WHY_NOT_LISTED.label, hint=WHY_NOT_LISTED.hint, longest=300)
    question = TextField(QUESTION.label, hint=QUESTION.hint, needed="Say what we ask them.", longest=10_000)
    consent = YesNoField(CONSENT.label, hint=CONSENT.hint, needed="Choose yes or no.")

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        for field in (self.organisations, self.second, self.third):
            field.choices = tuple(choices)

    def entry_ids(self) -> list[str]:
        return [field.data for field in (self.organisations, self.second, self.third) if field.data]


class AnswerFilesForm(CaseworkForm):
    documents = ManyField("Documents of the answer")
