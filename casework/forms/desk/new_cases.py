"""Logging a case of any type: who, what and when, as for a contact, and the questions of the type."""

from typing import Any

from casework.case_types import CaseType
from casework.forms.base import TickField
from casework.forms.desk.contacts import ContactForm
from casework.forms.questions import fields_of


class NewCaseForm(ContactForm):
    sensitive = TickField("From an MP or the media, or sensitive")
    asked: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        return super().fields() | {"answers": {code: self[code].data for code in self.asked}}


def build(case_type: CaseType, **given: Any) -> NewCaseForm:
    """An empty or filled form for a case of this type."""
    fields = fields_of(case_type.workflow.opening_asks)
    form_class = type("NewCaseForm", (NewCaseForm,), {**fields, "asked": tuple(fields)})
    form: NewCaseForm = form_class(**given)
    return form
