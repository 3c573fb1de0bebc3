"""Messages that did not go out."""

from casework.forms.base import CaseworkForm, TextField


class ResendForm(CaseworkForm):
    """Asks nothing: a button."""


class GiveUpForm(CaseworkForm):
    reason = TextField(
        "Why it need not be sent",
        needed="Say why it need not be sent, for example: told in person.",
        hint="This is kept as a note on the case",
        rows=3,
    )
