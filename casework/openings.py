"""Which restricted cases a page shows: whoever reads what it says marks it here, and the edge of the request notes who
saw it (R8.9) once the answer is known to carry the page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from casework.extensions import db

KEPT = "openings"
"""Where the session keeps the marks of one request."""


@dataclass(slots=True)
class Shown:
    """Ids of restricted cases: on a page of their own, and as a line of a list."""

    opened: set[int] = field(default_factory=set)
    listed: set[int] = field(default_factory=set)


def mark_opened(case_id: int) -> None:
    """A page shows what this restricted case says."""
    _marks().opened.add(case_id)


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
