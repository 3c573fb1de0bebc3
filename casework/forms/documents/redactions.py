"""Drawing a box, with the mouse or by numbers."""

from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField
from casework.services.documents.redactions import REASONS, SIGNS, Hidden

NUMBER = "Enter a number from 0 to 100."


class PercentField(LineField):
    """A number from 0 to 100, as people type it."""

    percent: float = 0

    def __init__(self, label: str = "", **given: Any) -> None:
        super().__init__(label, needed=NUMBER, width="4", longest=10, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.percent = _number(self.data)


class BoxForm(CaseworkForm):
    left = PercentField("From the left edge")
    top = PercentField("From the top")
    width = PercentField("How wide")
    height = PercentField("How high")
    reason = ChoiceField(
        "Why it is hidden",
        kind="select",
        choices=tuple((code, f"{SIGNS[code]}: {words}") for code, words in REASONS.items()),
        needed="Choose why it is hidden.",
    )

    def hidden(self, page: int) -> Hidden:
        given = {name: self[name].percent for name in ("left", "top", "width", "height")}
        return Hidden(page=page, reason=self.reason.data, **given)


def _number(text: str) -> float:
    """Raises `ValueError` with what to enter."""
    try:
        found = float(text.replace("%", "").replace(",", "."))
    except ValueError:
        raise ValueError(NUMBER) from None
    if not 0 <= found <= 100:
        raise ValueError(NUMBER)
    return found
