"""Sorting mail that came in."""

from typing import Any

from wtforms import HiddenField

from casework.forms.base import CaseworkForm, LineField, TickField
from casework.forms.fields import RISK


class FileMailForm(CaseworkForm):
    """`chosen` is the reference of the button that was pressed, where it is not typed."""

    chosen = HiddenField(default="")
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
    urgent = TickField(**RISK)

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        if self.chosen.data:
            self._take_for_reference(str(self.chosen.data))

    def _take_for_reference(self, chosen: str) -> None:
        """As if it had been typed, with the same errors."""
        self.reference.process_errors = []
        try:
            self.reference.process_formdata([chosen])
        except ValueError as error:
            self.reference.process_errors.append(str(error))


class SortForm(CaseworkForm):
    """Asks nothing: a button."""
