"""A date in three boxes, as people type dates."""

import datetime as dt
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.utils import unset_value

from casework import clock
from casework.forms.fields import UNSTORABLE, Question

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199


class DayField(Question):
    """A date in three boxes, `<name>-day`, `<name>-month` and `<name>-year`. A month may be typed as a name."""

    kind = "day"
    data: dt.date | None
    typed: tuple[str, str, str] = ("", "", "")

    def __init__(self, label: str = "", *, past: bool = False, **given: Any) -> None:
        super().__init__(label, **given)
        self.past = past

    @property
    def anchor(self) -> str:
        return f"{self.id}-day"

    @property
    def is_empty(self) -> bool:
        return not any(self.typed)

    @property
    def shown(self) -> dict[str, str]:
        boxes = (UNSTORABLE.sub("\ufffd", box) for box in self.typed)
        return dict(zip(("day", "month", "year"), boxes, strict=True))

    def process(self, formdata: MultiDict[str, Any] | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        names = [f"{self.name}-{part}" for part in ("day", "month", "year")]
        if formdata is not None and any(name in formdata for name in names):
            day, month, year = (str(formdata.get(name, "")).strip() for name in names)
            self.typed = (day, month, year)
            self._read()
        elif self.data:
            self.typed = (str(self.data.day), str(self.data.month), str(self.data.year))

    def _read(self) -> None:
        self.data = None
        missing = [part for part, box in zip(("day", "month", "year"), self.typed, strict=True) if not box]
        if len(missing) == 3:
            return
        try:
            if missing:
                raise ValueError(f"{self._named()} must include a {' and a '.join(missing)}.")
            self.data = self._real_day()
            if self.past and self.data > clock.today():
                raise ValueError(f"{self._named()} must be today or in the past.")
        except ValueError as problem:
            self.process_errors.append(problem.args[0])

    def _real_day(self) -> dt.date:
        unreal = ValueError(f"{self._named()} must be a real date, like 27 3 2025.")
        day, month, year = self.typed
        month = str(_MONTHS.index(month[:3].lower()) + 1) if month[:3].lower() in _MONTHS else month
        if not all(box.isdecimal() and len(box) <= 4 for box in (day, month, year)):
            raise unreal
        if not _EARLIEST_YEAR <= int(year) <= _LATEST_YEAR:
            raise ValueError(f"{self._named()} must have a year of four figures, like 2025.")
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            raise unreal from None

    def _named(self) -> str:
        return self.called[:1].upper() + self.called[1:]
