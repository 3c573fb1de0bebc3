"""Adding a person to a case: an interested person, the person complained against, a representative."""

from sqlalchemy import update

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Contact, Party, Person
from casework.services.people import people
from casework.services.people.acting import representing
from casework.services.people.contact_rows import FOR_THE_PERSON
from casework.services.people.people import PersonEntry
from casework.services.record import history
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
    Party.FORMER: "No longer part of the case",
}
"""What somebody can be in a case."""


def add(reference: str, entry: PersonEntry, part: str, *, sent: Sent, actor: Actor) -> Party:
    """Add somebody to a case. For whom a representative acts is recorded apart. Raises `Invalid`, `NotFound`."""
    case = begin(reference, Activity.ADD_PARTY, sent=sent, actor=actor)
    person = people.add_person(entry, actor=actor)
    if part in PERSON_PARTS:
        _begin_with(case, person, part)
    party = people.add_party(case, person, part, actor=actor)
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
    representing.follow_person(case, None, person.id)
