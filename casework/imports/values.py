"""One row of a register as values of ours: dates parsed, codes translated. A value that cannot be is a refusal."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

from casework.imports.alike import Ambiguous, Values, folded, respelt
from casework.imports.cells import Flaw
from casework.imports.mapping import Mapping
from casework.imports.moments import day_of
from casework.imports.reading import Row
from casework.services.people.keys import phone_key
from casework.services.people.people import is_email
from casework.services.types.imported import ImportedPerson

EARLIEST = dt.date(1950, 1, 1)
SHORTEST_PHONE = 5
"""Digits. Fewer cannot be a number that somebody answers."""
LONGEST = {
    "old_reference": 60, "about": 200,
    "person_name": 200, "person_email": 254, "person_phone": 40, "person_postcode": 10,
}  # fmt: skip
LONGEST_CODES = {
    "issue": 60, "district": 30, "channel": 30, "finding": 40, "investigating_body": 60, "invalid_reason": 40,
}  # fmt: skip
"""As wide as the columns that keep the codes."""
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Read = TypeVar("Read")


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
        self.left_out: list[Unusable] = []
        """Values that the mapping says to do without, since somebody last emptied the list."""
        self._values = {name: Values(labels) for name, labels in known_codes.items()}
        self._new: dict[tuple[str, str], str] = {}
        self.translate = {
            name: {folded(key): code for key, code in values.items()} for name, values in mapping.translate.items()
        }
        self._states = {folded(status): state for status, state in mapping.states.items()}
        self._office = {folded(self.meant("investigating_body", one) or one) for one in mapping.office_bodies or ()}

    def optional(self, name: str, read: Callable[[], Read | None]) -> Read | None:
        """What `read` gives; None where it is `Unusable` and the mapping keeps records without this column."""
        try:
            return read()
        except Unusable as problem:
            if name not in self.mapping.keep_without:
                raise
            self.left_out.append(problem)
            return None

    def text(self, row: Row, name: str) -> str:
        """The text of one of our fields, or the constant for it. Raises `Unusable` where it is too long."""
        column = self.mapping.columns.get(name)
        if column is None:
            return self.mapping.constants.get(name, "")
        value = row[column]
        if isinstance(value, Flaw):
            raise Unusable(column, value.reason)
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
        if isinstance(value, Flaw):
            raise Unusable(column, value.reason)
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
        translated = self.translate.get(name, {}).get(folded(text))
        if translated == "":
            return None
        wanted = text if translated is None else translated
        column = self.mapping.columns.get(name, name)
        try:
            code = self._values[name].find(wanted)
        except Ambiguous:
            raise Unusable(column, f"“{text[:60]}” is the name of several values: say which by “translate”") from None
        if code is None and not self.mapping.create_codes:
            raise Unusable(column, f"“{text[:60]}” has no translation to a value that the office uses")
        code = code or self._new.setdefault((name, respelt(wanted)), _short(wanted, LONGEST_CODES[name]))
        told = self.optional(f"{name}_label", lambda: self.text(row, f"{name}_label"))
        self.labels.setdefault((name, code), told or wanted)
        return code

    def meant(self, name: str, text: str) -> str | None:
        """The code of a value that the mapping names: translated, or one of the office's, or as the register has it."""
        translated = self.translate.get(name, {}).get(folded(text), text)
        try:
            return self._values[name].find(translated) or self._new.get((name, respelt(translated)))
        except Ambiguous:
            return None

    def state(self, row: Row) -> str:
        """The state of a record that has an end."""
        status = self.optional("status", lambda: self.text(row, "status")) or ""
        return self._states.get(folded(status), self.mapping.closed_state)

    def is_office(self, body: str | None) -> bool:
        """Whether a body that decided is this office."""
        return self.mapping.office_bodies is None or (body is not None and folded(body) in self._office)

    def person(self, row: Row) -> ImportedPerson | None:
        """Whose record it is; None where the row says nothing of them."""
        found = ImportedPerson(
            full_name=self.optional("person_name", lambda: self._name(row)) or "",
            email=self.optional("person_email", lambda: self._email(row)) or "",
            phone=self.optional("person_phone", lambda: self._phone(row)) or "",
            postcode=self.optional("person_postcode", lambda: self.text(row, "person_postcode")) or "",
        )
        return found if found.full_name or found.email or found.phone else None

    def _name(self, row: Row) -> str:
        text = self.text(row, "person_name")
        return self.translate.get("person_name", {}).get(folded(text), text)

    def _email(self, row: Row) -> str:
        text = self.text(row, "person_email")
        if text and not is_email(text):
            raise Unusable(self.mapping.columns["person_email"], f"“{text[:60]}” is no e-mail address")
        return text

    def _phone(self, row: Row) -> str:
        text = self.text(row, "person_phone")
        if text and len(phone_key(text)) < SHORTEST_PHONE:
            raise Unusable(self.mapping.columns["person_phone"], f"“{text[:40]}” is no phone number")
        return text

    def _parse(self, column: str, text: str) -> dt.date | None:
        if not text:
            return None
        for pattern in self.mapping.date_formats:
            try:
                return day_of(text, pattern)
            except ValueError:
                continue
        raise Unusable(column, f"“{text[:40]}” is no date of the form {' or '.join(self.mapping.date_formats)}")
