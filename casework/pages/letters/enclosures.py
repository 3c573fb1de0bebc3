"""What goes with a letter, and what could."""

from dataclasses import dataclass

from casework.pages.documents import documents
from casework.pages.record.case import Head
from casework.pages.record.case_files import amount
from casework.services.letters.beside import enclosures


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A document that goes with a letter."""

    id: int
    file_name: str
    amount: str


def of_letter(letter_id: int) -> list[Enclosed]:
    """Of a letter that was found visible."""
    found = enclosures.of_letter(letter_id)
    return [Enclosed(id=row.id, file_name=row.file_name, amount=amount(row.size)) for row in found]


def choices(head: Head) -> list[tuple[str, str]]:
    """The documents of the case that may go out: the newest version of each, and of what has a redacted copy that
    alone."""
    papers = documents.all_of(head)
    with_copy = {each.redacted_from_id for each in papers.values()}
    return [
        (str(each.id), f"{each.file_name}, {each.amount}" + (f": {each.description}" if each.description else ""))
        for each in papers.values()
        if each.problem is None and each.newer_id is None and each.id not in with_copy
    ]
