"""Messages that did not go out."""

from casework.forms.base import CaseworkForm, TextField
from casework.services.messages import LONGEST_REASON


class ResendForm(CaseworkForm):
    """Asks nothing: a button."""


class GiveUpForm(CaseworkForm):
    reason = TextField(
        "Why it need not be sent",
        needed="Say why it need not be sent, for example: told in person.",
        hint="This is kept as a note on the case",
        rows=3,
        longest=LONGEST_REASON,
    )
