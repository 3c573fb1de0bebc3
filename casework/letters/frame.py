"""The frame of every letter: who writes, to whom, when, under which reference, and what stands below (10.7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.calendars import written

LARGE_PRINT_POINTS = 18
POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office as its letters show it."""

    name: str
    address: str
    contact: str
    adjustments: str
    privacy_link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the text. `address` is empty for e-mail; `marking` e.g. OFFICIAL-SENSITIVE (section 9)."""

    office: Office
    recipient: str
    address: str
    reference: str
    dated_on: dt.date
    title: str
    large_print: bool = False
    marking: str = ""

    @property
    def to(self) -> Sequence[str]:
        return [line.strip() for line in (self.recipient, *self.address.splitlines()) if line.strip()]

    @property
    def sender(self) -> Sequence[str]:
        return [line.strip() for line in (*self.office.address.splitlines(), self.office.contact) if line.strip()]

    @property
    def facts(self) -> Sequence[str]:
        return [f"Date: {written(self.dated_on)}", f"Our reference: {self.reference}"]

    @property
    def notes(self) -> Sequence[str]:
        privacy = f"How we use personal information: {self.office.privacy_link}" if self.office.privacy_link else ""
        return [line for line in (self.office.adjustments, privacy) if line]

    @property
    def points(self) -> int:
        """The size of the type: 18 points for large print."""
        return LARGE_PRINT_POINTS if self.large_print else POINTS
