"""The form by which a contact goes to the case that it belongs to."""

from casework.forms.base import CaseworkForm, ChoiceField, LineField, TextField

CASE, NEW, COPY = "case", "new", "copy"
WHERE = (
    (CASE, "To another case"),
    (NEW, "To a new enquiry, about a matter of its own"),
    (COPY, "On another case as well: it stays here, too"),
)


class MoveContactForm(CaseworkForm):
    where = ChoiceField("Where it belongs", needed="Say where the contact belongs.", choices=WHERE, default=CASE)
    reference = LineField(
        "Reference of the other case", hint="For example E-2026-00012. Not for a new enquiry", longest=40, width="20"
    )
    about = LineField("What the new enquiry is about, in one line", hint="For a new enquiry. Leave out names")
    reason = TextField(
        "Why it is moved",
        rows=2,
        longest=1000,
        hint="It stays on the timeline of both. Where one of them is restricted it stands there alone",
    )
