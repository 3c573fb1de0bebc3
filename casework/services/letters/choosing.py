"""Choosing who gets a letter, from what there is: the parties of the case and the directory."""

from collections.abc import Callable

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, DirectoryEntry, Letter, Party, Person
from casework.services.letters import obstacles, recipients
from casework.services.letters.recipients import Recipient
from casework.services.people.acting import authority
from casework.services.people.parties import PARTS
from casework.services.record import cases
from workflows.letters import LetterKind
from workflows.registry import KINDS

NOBODY = "Nobody is recorded to write to. Add the person to the case, or the organisation to the directory."


def options(case_id: int) -> list[tuple[str, str]]:
    """Everybody who can be chosen: "person:7" or "entry:3", with a name. The caller has found the case visible."""
    people = select(Person.id, Person.full_name, Party.part).join(Party, Party.person_id == Person.id)
    parts: dict[str, list[str]] = {}
    of_case = db.session.execute(people.where(Party.case_id == case_id).order_by(Party.id)).all()
    acts = authority.in_case(case_id) if any(row.part == authority.PART for row in of_case) else {}
    for row in of_case:
        without = row.part == authority.PART and not any(each.holds for each in acts.get(row.id, ()))
        words = f"{PARTS.get(row.part, row.part).lower()}{' without authority' if without else ''}"
        parts.setdefault(f"person:{row.id}", [row.full_name]).append(words)
    found = [(key, f"{name} ({', '.join(dict.fromkeys(words))})") for key, (name, *words) in parts.items()]
    entries = select(DirectoryEntry.id, DirectoryEntry.name).where(DirectoryEntry.in_use(clock.today()))
    rows = db.session.execute(entries.order_by(DirectoryEntry.name))
    return found + [(f"entry:{row.id}", row.name) for row in rows]


def first(reference: str, code: str, chosen: str, *, actor: Actor) -> Recipient:
    """The recipient of a new letter: the one chosen, else whoever such a letter goes to. Raises `Invalid`."""
    case, kind = cases.load(reference, actor=actor), KINDS[code]
    if chosen:
        return of_choice(case, kind, chosen)
    found = [each for each in recipients.find(case, kind) if each.person_id or each.directory_entry_id]
    if not found:
        raise Invalid("to", NOBODY)
    return found[0]


def other(reference: str, letter_id: int, channel: str, chosen: str, *, actor: Actor) -> Recipient:
    """Where a letter that is begun goes instead. Raises `NotFound`, `Invalid`."""
    case = cases.load(reference, actor=actor)
    letter = db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.case_id == case.id))
    if letter is None:
        raise NotFound
    if not chosen:
        if letter.person_id is None and letter.directory_entry_id is None:
            raise Invalid("to", "Choose who gets the letter.")
        return obstacles.present_recipient(letter, channel)
    return recipients.by(of_choice(case, KINDS[letter.code], chosen), channel)


def of_choice(case: Case, kind: LetterKind, chosen: str) -> Recipient:
    """Raises `Invalid` for somebody who is no party of the case and in no directory."""
    what, _, number = chosen.partition(":")
    if number.isdecimal() and what == "entry":
        entry = db.session.get(DirectoryEntry, int(number))
        if entry is not None and entry.is_in_use(clock.today()):
            return recipients.of_chosen_entry(kind, entry)
    if number.isdecimal() and what == "person":
        query = select(Person, Party).join(Party, Party.person_id == Person.id)
        query = query.where(Party.case_id == case.id, Person.id == int(number)).order_by(Party.id)
        found = db.session.execute(query).all()
        if found:
            return min((recipients.of_party(kind, row.Person, row.Party) for row in found), key=_fits(kind))
    raise Invalid("to", "Choose somebody from the list.")


def _fits(kind: LetterKind) -> Callable[[Recipient], bool]:
    """Whoever has two parts gets the letter in the one that such a letter goes to."""
    return lambda recipient: recipient.audience not in kind.audiences
