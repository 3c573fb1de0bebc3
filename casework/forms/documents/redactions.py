"""Drawing a box, with the mouse or by numbers."""

from wtforms import ValidationError

from casework.forms.base import CaseworkForm, ChoiceField, LineField
from casework.services.documents.redactions import REASONS, SIGNS, Hidden

NUMBER = "Enter a number from 0 to 100."


def _percent(label: str) -> LineField:
    return LineField(label, needed=NUMBER, width="4", longest=10)


class BoxForm(CaseworkForm):
    left = _percent("From the left edge")
    top = _percent("From the top")
    width = _percent("How wide")
    height = _percent("How high")
    reason = ChoiceField(
        "Why it is hidden",
        kind="select",
        choices=tuple((code, f"{SIGNS[code]}: {words}") for code, words in REASONS.items()),
        needed="Choose why it is hidden.",
    )

    def validate_left(self, field: LineField) -> None:
        _check(field)

    def validate_top(self, field: LineField) -> None:
        _check(field)

    def validate_width(self, field: LineField) -> None:
        _check(field)

    def validate_height(self, field: LineField) -> None:
        _check(field)

    def hidden(self, page: int) -> Hidden:
        given = {name: _number(self[name].data) or 0 for name in ("left", "top", "width", "height")}
        return Hidden(page=page, reason=self.reason.data, **given)


def _check(field: LineField) -> None:
    if _number(field.data) is None:
        raise ValidationError(NUMBER)


def _number(text: str) -> float | None:
    """Percent, as people type them."""
    plain = text.replace("%", "").replace(",", ".").strip()
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if 0 <= found <= 100 else None
