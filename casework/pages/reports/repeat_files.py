"""Repeat contacts as files: the lines, or the contacts behind one of them, as the reader sees them."""

import datetime as dt
from collections.abc import Iterator

from casework.access import Actor
from casework.pages.desk import export
from casework.pages.desk.export import Export, Lines
from casework.pages.reports import repeats
from casework.pages.reports.repeat_queries import HEADINGS, Asked
from workflows.registry import WORKFLOWS

MOST = 20_000
"""Lines of one file."""
COUNTED = ("Contacts", "People", "Cases", "First contact", "Last contact")
OF_CONTACTS = ("Day", "How it came", "Person", "Reference", "What it is about", "State")
Cells = list[str | dt.date]


class _Whole(Lines):
    """Lines that are all at hand, and whether there are more of them than a file may have."""

    def __init__(self, lines: list[Cells], amount: int) -> None:
        self.lines, self.amount, self.more = lines, len(lines), amount > len(lines)

    def __iter__(self) -> Iterator[Cells]:
        return iter(self.lines)


def make(asked: Asked, key: str, ending: str, *, actor: Actor) -> Export:
    """The lines, or the contacts of the one with this key."""
    return _of_contacts(asked, key, ending, actor=actor) if key else _of_lines(asked, ending, actor)


def _of_lines(asked: Asked, ending: str, actor: Actor) -> Export:
    found = repeats.find(asked, actor=actor, size=MOST)
    lines: list[Cells] = [
        [row.name, str(row.contacts), str(row.people), str(row.cases), row.first, row.last] for row in found.rows
    ]
    return export.write("Repeat contacts", (HEADINGS[asked.by], *COUNTED), _Whole(lines, found.amount), ending=ending)


def _of_contacts(asked: Asked, key: str, ending: str, *, actor: Actor) -> Export:
    found = repeats.behind(asked, key, actor=actor, size=MOST)
    lines: list[Cells] = [
        [row.on, row.channel, row.person, row.reference, row.about, _state(row)] for row in found.contacts
    ]
    return export.write("Contacts", OF_CONTACTS, _Whole(lines, found.amount), ending=ending)


def _state(row: repeats.ContactRow) -> str:
    workflow = WORKFLOWS[row.case_type]
    return workflow.labels[workflow.states(row.state)]
