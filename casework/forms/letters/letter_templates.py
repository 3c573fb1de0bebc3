"""Letter templates: the editor, approval, and an office's own Word file."""

from wtforms import HiddenField

from casework.forms.base import CaseworkForm, DayField, FileField, LineField, TextField

LONGEST_BODY = 200_000
"""Far above what a letter may have: a text that is too long is kept, and its length is one of its problems."""


class ButtonForm(CaseworkForm):
    """Asks nothing: a button. `instead_of` is the draft that is given up."""

    instead_of = HiddenField()


class EditorForm(CaseworkForm):
    subject = LineField("Subject", hint="Names no person and no matter")
    body = TextField("Text", rows=28, longest=LONGEST_BODY, hint="An empty line starts a paragraph")
    what_changed = LineField("What you changed and why", hint="For whoever approves it")
    reference = LineField(
        "Show it with the values of a case", longest=20, width="10", hint="A reference like R-2026-00001"
    )


class ApproveForm(CaseworkForm):
    effective_on = DayField("From which day", needed="Give the day from which letters are made from it.")


class WordForm(CaseworkForm):
    file = FileField("Word document")
    instead_of = HiddenField()
