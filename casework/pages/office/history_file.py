"""The history as a file that a spreadsheet opens."""

import csv
import io
from collections.abc import Sequence

from casework import clock
from casework.pages.office.audit import EventRow

MOST = 20_000
"""Lines of one file."""
HEADINGS = ("When", "Who", "Case", "Restricted", "What", "Detail", "From and to")


def csv_of(rows: Sequence[EventRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([plain(cell) for cell in _cells(row)] for row in rows)
    return text.getvalue()


def _cells(row: EventRow) -> tuple[str, ...]:
    changes = "; ".join(one.in_words for one in row.changes)
    when = clock.local(row.at).isoformat(timespec="seconds")
    return (when, row.who, row.reference or "", "yes" if row.restricted else "", row.what, row.detail, changes)


def plain(text: str) -> str:
    """A spreadsheet would take a leading sign for a formula; an apostrophe makes it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
