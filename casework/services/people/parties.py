"""Adding a person to a case: an interested person, the person complained against, a representative."""

import datetime as dt

from sqlalchemy import select, update

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Contact, Party, Person
from casework.services.people import people
from casework.services.people.contact_rows import FOR_THE_PERSON
from casework.services.people.people import PersonEntry
from casework.services.record import history, notes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.registry import PERSON_PARTS, WORKFLOWS

PARTS = {
    **{part: part.replace("_", " ").capitalize() for part in sorted(PERSON_PARTS)},
    "representative": "Representative",
    "interested_person": "Interested person",
    "complained_against": "Person complained against",
    "witness": "Witness",
    "partner": "Contact at the force or a partner",
    "former": "No longer part of the case",
}
"""What somebody can be in a case."""
FORMER = "former"
"""Whoever got a letter in a case that they should not have been in: no letter goes to them any more."""


def add(
    reference: str, entry: PersonEntry, part: str, *, sent: Sent, actor: Actor, authority_on: dt.date | None = None
) -> Party:
    """Add somebody to a case. `authority_on` is the day of a representative's written authority (R2.8)."""
    case = begin(reference, Activity.ADD_PARTY, sent=sent, actor=actor)
    if authority_on is not None and part != "representative":
        raise Invalid("authority_on", "Only a representative has a written authority. Leave the day empty.")
    person = people.add_person(entry, actor=actor)
    if part in PERSON_PARTS:
        _begin_with(case, person, part)
    party = people.add_party(case, person, part, actor=actor)
    party.authority_on = authority_on
    data = {"party_id": party.id, "part": part}
    history.record(history.Kind.PARTY_ADDED, actor=actor, case_id=case.id, data=data)
    return party


def _begin_with(case: Case, person: Person, part: str) -> None:
    """Whoever a case of somebody unknown is from is known now: what was said to us on it was said by them."""
    if case.person_id is not None or part != WORKFLOWS[case.case_type].person_is:
        raise Invalid("part", "Whoever this case is from is recorded already. Correct their details instead.")
    case.person_id = person.id
    theirs = (Contact.with_whom.in_(FOR_THE_PERSON), Contact.direction == "in", Contact.person_id.is_(None))
    db.session.execute(update(Contact).where(Contact.case_id == case.id, *theirs).values(person_id=person.id))


def record_authority(reference: str, person_id: int, on: dt.date, *, sent: Sent, actor: Actor) -> Party:
    """Record the day of a representative's written authority: from now on letters go to them (R2.8). What stood there
    is kept as a note. Raises `NotFound` for somebody who is no representative in the case."""
    case = begin(reference, Activity.EDIT_PERSON, sent=sent, actor=actor)
    query = select(Party).where(Party.case_id == case.id, Party.person_id == person_id, Party.part == "representative")
    party = db.session.scalar(query.order_by(Party.id.desc()).limit(1))
    if party is None:
        raise NotFound
    if party.authority_on == on:
        return party
    before = f"{party.authority_on:%-d %B %Y}" if party.authority_on else "not recorded"
    text = f"Written authority: was {before}, now {on:%-d %B %Y}"
    note = notes.write(case, "note", text, actor=actor, field="")
    party.authority_on = on
    data = {"person_id": person_id, "changed": ["authority_on"]}
    history.record(history.Kind.PERSON_CHANGED, actor=actor, case_id=case.id, note_id=note.id, data=data)
    return party
