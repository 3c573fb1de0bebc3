"""Whether a contact that came by itself needs another answer."""

from casework.forms.base import AnotherAnswerField, CaseworkForm


class NewContactForm(CaseworkForm):
    needs_answer = AnotherAnswerField(needed="Say whether this needs another answer.")
