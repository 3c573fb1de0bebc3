"""A time of the day in one box, as people type times."""

import datetime as dt
import re
from typing import Any

from casework.forms.fields import LineField, refuse_unstorable

_TYPED = re.compile(r"(\d{1,2})(?:[:.](\d{2})|(\d{2}))?\s*([ap])?\.?m?\.?", re.ASCII | re.IGNORECASE)
_WORDS = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}


class TimeField(LineField):
    """14:05, 2.05pm, 2pm, 1405 or noon, by the clock in Europe/London. `time` is None where nothing was typed."""

    time: dt.time | None = None

    def __init__(self, label: str = "At what time", *, hint: str = "For example 14:05", **given: Any) -> None:
        super().__init__(label, longest=20, width="5", hint=hint, **{"called": "The time", **given})

    def process_data(self, value: Any) -> None:
        self.time = value if isinstance(value, dt.time) else None
        super().process_data(f"{value:%H:%M}" if isinstance(value, dt.time) else None)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.time = None
        if not valuelist:
            return
        self.data = self.tidy(str(valuelist[0]))
        refuse_unstorable(self.data, self.called)
        if self.data:
            self.time = _read(self.data)
            if self.time is None:
                raise ValueError(f"{self.called} must be a time, like 14:05 or 2.05pm.")


def _read(typed: str) -> dt.time | None:
    if typed.lower() in _WORDS:
        return _WORDS[typed.lower()]
    found = _TYPED.fullmatch(typed)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    half = (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
