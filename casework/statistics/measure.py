"""What a figure of the annual counts is."""

from dataclasses import dataclass
from typing import Literal

from casework.statistics.queries import Query

DEFINITIONS_VERSION = "2027-04"
"""Raised with every change of a definition. A run keeps the version that it was made with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure. `dated_by` says which recorded day puts a record into the year; `contacts_on` is, for people, the
    type of case that they contacted us on; `stated_in_steps_of` is how far the figure may be rounded down in words.
    """

    code: str
    section: str
    title: str
    definition: str
    unit: str
    dated_by: str
    query: Query
    record_kind: Literal["case", "person", "recommendation", "surgery"] = "case"
    breakdowns: tuple[str, ...] = ()
    contacts_on: str = ""
    stated_in_steps_of: int = 0

    def stated(self, amount: int) -> str:
        """The figure as a report may put it, e.g. "over 970" for 971 to 979, or "" where only the exact one will do."""
        step = self.stated_in_steps_of
        if not step or amount < step:
            return ""
        return f"over {amount - amount % step:,}" if amount % step else f"{amount:,}"
