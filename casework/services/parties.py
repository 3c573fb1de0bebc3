"""Adding a person to a case: an interested person, the person complained against, a representative."""

import datetime as dt

from casework.access import Actor
from casework.models import Party
from casework.services import history, people
from casework.services.activities import begin
from casework.services.people import PersonEntry
from workflows.activities import Activity

PARTS = {
    "enquirer": "Enquirer",
    "complainant": "Complainant",
    "representative": "Representative",
    "interested_person": "Interested person",
    "complained_against": "Person complained against",
    "witness": "Witness",
    "partner": "Contact at the force or a partner",
}
"""What somebody can be in a case."""


def add(
    reference: str, entry: PersonEntry, part: str, *, token: str, actor: Actor, authority_on: dt.date | None = None
) -> Party:
    """Add somebody to a case. `authority_on` is the day of a representative's written authority (R2.8)."""
    case = begin(reference, Activity.ADD_PARTY, token=token, actor=actor)
    party = people.add_party(case, people.add_person(entry, actor=actor), part, actor=actor)
    party.authority_on = authority_on
    data = {"party_id": party.id, "part": part}
    history.record(history.Kind.PARTY_ADDED, actor=actor, case_id=case.id, data=data)
    return party
