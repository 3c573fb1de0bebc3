"""Organisations of the directory as a step asks for them: chosen once, by id, and from then on known by their name."""

from collections.abc import Iterable, Mapping

from casework import clock
from casework.errors import Invalid
from casework.extensions import db
from casework.models import DirectoryEntry
from workflows.engine import Question

NOT_THERE = "Choose an organisation that is in the directory today, or say who it is below."


def chosen(answer: object) -> DirectoryEntry | None:
    """The entry that was chosen, where one was. Raises `Invalid` for one that there is not, or that is out of use."""
    given = str(answer or "")
    if not given:
        return None
    entry = db.session.get(DirectoryEntry, int(given)) if given.isascii() and given.isdecimal() else None
    if entry is None or not entry.is_in_use(clock.today()):
        raise Invalid("", NOT_THERE)
    return entry


def named(questions: Iterable[Question], answers: Mapping[str, object]) -> Mapping[str, object]:
    """The answers with the name of each organisation that was chosen, and how to reach it where that is asked for.
    Raises `Invalid` at the question where it cannot be chosen."""
    found = dict(answers)
    for question in questions:
        if question.kind != "organisation":
            continue
        try:
            entry = chosen(answers.get(question.code))
        except Invalid as error:
            raise Invalid(question.code, error.message) from None
        if entry is not None:
            found[question.names] = in_words(entry) if question.ways else entry.name
    return found


def in_words(entry: DirectoryEntry) -> str:
    """Its name, and how to reach it, in one line."""
    address = ", ".join(line.strip() for line in (entry.address or "").splitlines() if line.strip())
    return ", ".join(part for part in (entry.name, entry.phone, entry.email, entry.website, address) if part)
