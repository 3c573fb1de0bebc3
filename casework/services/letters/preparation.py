"""What somebody makes by hand before a letter goes: an Easy Read version, a translation. Each is a task."""

from collections.abc import Iterable

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, Person
from casework.services.letters.recipients import Recipient
from casework.services.people import adjustments
from casework.services.record import tasks
from casework.services.record.tasks import About, Kind


def needed(recipient: Recipient) -> list[str]:
    """What a person must prepare by hand before a letter to them goes: an Easy Read version, a translation."""
    return [] if recipient.directory_entry_id is not None else adjustments.by_hand(recipient.adjustment_codes)


def ask_for(case: Case, letter: Letter, codes: Iterable[str], *, actor: Actor) -> None:
    """A task each, before the letter goes."""
    for code in codes:
        tasks.open_task(Kind.LETTER_TO_PREPARE, case, About(letter_id=letter.id, detail=code), actor=actor)


def ask_again(letter: Letter, *, actor: Actor) -> None:
    """What was prepared of the old text and is still needed is prepared of the new one."""
    person = db.session.get(Person, letter.person_id) if letter.person_id and not letter.directory_entry_id else None
    asked = set(tasks.asked_for(letter.id))
    codes = [code for code in adjustments.by_hand(person.adjustment_codes) if code in asked] if person else []
    ask_for(db.session.get_one(Case, letter.case_id), letter, codes, actor=actor)
