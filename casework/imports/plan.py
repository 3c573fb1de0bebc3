"""What an import would do: the result of reading and checking a whole register, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field

from casework.imports.mapping import Mapping
from casework.services.desk.bulk_people import Matched
from casework.services.types.imported import ImportedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One row that cannot come in: where, and why."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Plan:
    """`cases` are the new ones in the order of the file. `codes` are the values to add: (list, code) -> label.
    `left_out` records had a good row beside a refused one: half a record may be wrong, so they wait with it.
    `kept_without` are cells that the mapping says to do without; `doubles` are references that look like one; `lines`
    says on which line a reference stands first.
    """

    mapping: Mapping
    file_name: str
    fingerprint: str
    rows: int = 0
    cases: list[ImportedCase] = field(default_factory=list)
    known: int = 0
    repeats: int = 0
    contradictions: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    kept_without: list[Refusal] = field(default_factory=list)
    doubles: list[list[str]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    people: Matched = field(default_factory=Matched)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """All or nothing, unless the mapping says to leave refused rows out."""
        return bool(self.refusals) and not self.mapping.skip_refused

    @property
    def states(self) -> Counter[str]:
        return Counter(case.state for case in self.cases)

    @property
    def years(self) -> Counter[int]:
        return Counter(case.received_on.year for case in self.cases)
