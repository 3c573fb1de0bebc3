"""Putting right what is known of a person: nothing that stood there is lost, and every open case of theirs is told."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select

from casework.access import Actor, Permission, require, scope_people
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import Case, Party, Person
from casework.services.people import ways
from casework.services.people.people import CIRCUMSTANCES, LABELS, PersonEntry, check_email, columns
from casework.services.record import codes, history, notes, tokens
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

PUT_RIGHT = "Put right by a colleague"
"""Where a value is known from that somebody corrected."""
CHANGED_MEANWHILE = (
    "Somebody changed the details of this person after you opened the page. Nothing of yours was saved. "
    "Look at them as they are now, then do it again if it is still right."
)


def change_person(reference: str, person_id: int, entry: PersonEntry, *, sent: Sent, actor: Actor) -> list[str]:
    """Correct what is known of somebody in a case. `sent` has the `fingerprint` of what the page showed.

    What it was and what it is now is kept as a note on the case, and on every open case of theirs. Returns the
    names of what changed; none is fine.
    Raises `NotFound` for somebody who is not in the case, `Conflict`, `Invalid`.
    """
    case = begin(reference, Activity.EDIT_PERSON, sent=sent, actor=actor)
    in_case = select(Party.id).where(Party.person_id == Person.id, Party.case_id == case.id).exists()
    person = _locked(select(Person).where(Person.id == person_id, in_case))
    return _correct(person, entry, [case], sent=sent, actor=actor)


def change_known(person_id: int, entry: PersonEntry, *, sent: Sent, actor: Actor) -> list[str]:
    """The same from the page of the person, for whoever may see one of their cases."""
    return _correct(begin_on_person(person_id, sent=sent, actor=actor), entry, [], sent=sent, actor=actor)


def begin_on_person(person_id: int, *, sent: Sent, actor: Actor) -> Person:
    """Permission, token, lock. Raises `NotFound` also for somebody who is known through restricted cases alone."""
    require(actor, Permission.CASE_WRITE)
    tokens.use(sent, actor=actor)
    stands = (Person.id == person_id, Person.merged_into_id.is_(None))
    return _locked(scope_people(select(Person).where(*stands), actor))


def tell(person: Person, *, changed: Sequence[str], text: str, actor: Actor, besides: Iterable[Case] = ()) -> None:
    """Say what changed of somebody, from what to what, on all their open cases; on the newest where none is open."""
    query = select(Case).where(Case.id.in_(select(Party.case_id).where(Party.person_id == person.id)))
    theirs = list(db.session.scalars(query.order_by(Case.id)))
    found = {case.id: case for case in (*besides, *(each for each in theirs if each.category != "closed"))}
    for case in list(found.values()) or theirs[-1:]:
        note = notes.write(case, "note", text, actor=actor, field="")
        data = {"person_id": person.id, "changed": list(changed)}
        history.record(history.Kind.PERSON_CHANGED, actor=actor, case_id=case.id, note_id=note.id, data=data)


def fingerprint(person: Any) -> int:
    """A number of up to nine digits for what is known of a person (a row with the names of `LABELS`): another one
    when any of it changed. It stands in the page of the form in place of a row version."""
    known = json.dumps([getattr(person, name) for name in LABELS])
    return zlib.crc32(known.encode()) % 1_000_000_000


def _locked(query: Select[Person]) -> Person:
    person = db.session.scalar(query.with_for_update(of=Person).execution_options(populate_existing=True))
    if person is None:
        raise NotFound
    return person


def _correct(person: Person, entry: PersonEntry, cases: Sequence[Case], *, sent: Sent, actor: Actor) -> list[str]:
    if sent.row_version != fingerprint(person):
        raise Conflict(CHANGED_MEANWHILE)
    values = columns(replace(entry, unnamed=person.unnamed))
    if values["email"] != person.email:
        check_email(values["email"])
    changed = [name for name in LABELS if values[name] != getattr(person, name)]
    if not changed:
        return []
    lines = [_change(name, getattr(person, name), values[name]) for name in changed]
    for name, value in values.items():
        setattr(person, name, value)
    ways.follow(person, source=PUT_RIGHT, actor=actor)
    text = "A person's details:\n" + "\n".join(lines)
    tell(person, changed=changed, text=text, actor=actor, besides=cases)
    return changed


def _change(name: str, old: Any, new: Any) -> str:
    """What it was and what it is now, in one line: "The phone is not safe: was no, now yes"."""
    return f"{LABELS[name]}: was {_in_words(name, old)}, now {_in_words(name, new)}"


def _in_words(name: str, value: Any) -> str:
    if name == "adjustment_codes":
        known = codes.labels("adjustment")
        return ", ".join(known.get(code, code) for code in value) or "none"
    if name == "circumstances":
        return ", ".join(CIRCUMSTANCES.get(code, code) for code in value) or "none"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value or "not recorded")
