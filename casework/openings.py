"""Which restricted cases a page shows: whoever reads what it says marks it here, and the edge of the request notes who
saw it (R8.9) once the answer is known to carry the page."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from casework.extensions import db

KEPT = "openings"
"""Where the session keeps the marks of one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A restricted case, and which document, letter or mail of it, by its id."""

    case_id: int
    document_id: int | None = None
    letter_id: int | None = None
    incoming_id: int | None = None

    @property
    def named(self) -> frozenset[tuple[str, int]]:
        return frozenset((name, number) for name, number in asdict(self).items() if number is not None)


@dataclass(slots=True)
class Shown:
    """What was opened of restricted cases, and the ids of those that were a line of a list."""

    opened: set[Opened] = field(default_factory=set)
    listed: set[int] = field(default_factory=set)

    @property
    def exactly(self) -> list[Opened]:
        """What was opened, without what another mark of the same case says more exactly."""
        found: list[Opened] = []
        for each in sorted(self.opened, key=lambda one: (one.case_id, -len(one.named), repr(one))):
            if not any(each.named <= more.named for more in found):
                found.append(each)
        return found


def mark_opened(
    case_id: int, *, document_id: int | None = None, letter_id: int | None = None, incoming_id: int | None = None
) -> None:
    """A page shows what this restricted case says, or what a document, a letter or a mail of it says."""
    what = Opened(case_id=case_id, document_id=document_id, letter_id=letter_id, incoming_id=incoming_id)
    _marks().opened.add(what)


def mark_listed(case_ids: Iterable[int | None]) -> None:
    """A list shows of these restricted cases whom and what they are about."""
    found = {case_id for case_id in case_ids if case_id is not None}
    if found:
        _marks().listed |= found


def take() -> Shown | None:
    """What was marked, once; None where nothing was."""
    kept: Shown | None = db.session.info.pop(KEPT, None)
    return kept


def _marks() -> Shown:
    kept: Shown = db.session.info.setdefault(KEPT, Shown())
    return kept
