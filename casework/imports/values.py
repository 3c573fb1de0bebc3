"""One row of a register as values of ours: dates parsed, codes translated. A value that cannot be is a refusal."""

import datetime as dt
import hashlib
import re

from casework.imports.mapping import Mapping
from casework.imports.reading import Row

EARLIEST = dt.date(1950, 1, 1)
LONGEST = {"old_reference": 60, "about": 200}
LONGEST_CODES = {
    "issue": 60, "district": 30, "channel": 30, "finding": 40, "investigating_body": 60, "invalid_reason": 40,
}  # fmt: skip
"""As wide as the columns that keep the codes."""
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _short(text: str, longest: int) -> str:
    """The text itself as its code. A longer one is cut, with a digest so that no two become the same."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 9]} {hashlib.sha256(text.encode()).hexdigest()[:8]}"


class Unusable(Exception):
    """A value of one column cannot be used. `column` is the register's own name for it."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Reader:
    """Reads rows as one mapping says."""

    def __init__(self, mapping: Mapping, known_codes: dict[str, dict[str, str]], today: dt.date) -> None:
        self.mapping = mapping
        self.known_codes = known_codes
        self.today = today
        self.labels: dict[tuple[str, str], str] = {}
        """(list, code) -> what the register calls it, of every code that was read."""
        self.translate = {
            name: {key.casefold(): code for key, code in values.items()} for name, values in mapping.translate.items()
        }

    def text(self, row: Row, name: str) -> str:
        """The text of one of our fields, or the constant for it. Raises `Unusable` where it is too long."""
        column = self.mapping.columns.get(name)
        if column is None:
            return self.mapping.constants.get(name, "")
        value = row[column]
        text = value.isoformat() if isinstance(value, dt.date) else value
        if _UNSTORABLE.search(text):
            raise Unusable(column, "has a character that cannot be stored")
        longest = LONGEST.get(name)
        if longest is not None and len(text) > longest:
            raise Unusable(column, f"is {len(text):,} characters long; {longest} is the most")
        return text or self.mapping.constants.get(name, "")

    def day(self, row: Row, name: str) -> dt.date | None:
        """A date in one of the formats of the mapping, not in the future and not before 1950."""
        column = self.mapping.columns.get(name)
        if column is None:
            return None
        value = row[column]
        day = value if isinstance(value, dt.date) else self._parse(column, value)
        if day is not None and day > self.today:
            raise Unusable(column, f"{day.isoformat()} is in the future")
        if day is not None and day < EARLIEST:
            raise Unusable(column, f"{day.isoformat()} is before 1950")
        return day

    def code(self, row: Row, name: str) -> str | None:
        """A code of the list of this name: translated, known, or new where the mapping creates codes."""
        text = self.text(row, name)
        if not text:
            return None
        translated = self.translate.get(name, {}).get(text.casefold())
        if translated == "":
            return None
        code = _short(text if translated is None else translated, LONGEST_CODES[name])
        if code in self.known_codes[name] or self.mapping.create_codes:
            self.labels.setdefault((name, code), self.text(row, f"{name}_label") or translated or text)
            return code
        column = self.mapping.columns.get(name, name)
        raise Unusable(column, f"“{text[:60]}” has no translation to a value that the office uses")

    def _parse(self, column: str, text: str) -> dt.date | None:
        if not text:
            return None
        for pattern in self.mapping.date_formats:
            try:
                return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        raise Unusable(column, f"“{text[:40]}” is no date of the form {' or '.join(self.mapping.date_formats)}")
