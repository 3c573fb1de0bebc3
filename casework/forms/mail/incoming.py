"""Sorting mail that came in."""

from casework.forms.base import CaseworkForm, LineField, TickField


class FileMailForm(CaseworkForm):
    reference = LineField(
        "Reference of the case",
        needed="Enter the reference, like E-2026-00012.",
        hint="For example E-2026-00012",
        longest=40,
        width="20",
    )
    from_person = TickField(
        "It is from the person of the case",
        hint="For mail from another address of theirs. Leave it empty for mail from somebody else",
    )


class SortForm(CaseworkForm):
    """Asks nothing: a button."""
