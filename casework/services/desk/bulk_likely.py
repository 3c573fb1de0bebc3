"""People of an old register who may be in the files already, though nothing is sure: said before it is written."""

from dataclasses import dataclass, field
from itertools import islice

from casework.access import Actor
from casework.services.desk.bulk_people import NOBODY, Matched
from casework.services.people import candidates
from casework.services.people.people import PersonEntry
from workflows.roles import Role

MOST_LOOKED_FOR = 2000
READER = Actor(user_id=NOBODY, name="An old register", roles=frozenset({Role.CASEWORK_OFFICER}))


@dataclass(slots=True)
class Likely:
    """`found`: place of the first record of somebody -> who in the files they may be, and why. `left`: how many people
    were not looked for, because that would take too long."""

    found: dict[int, tuple[int, str]] = field(default_factory=dict)
    left: int = 0


def likely(matched: Matched) -> Likely:
    """Of people known through restricted cases alone nothing is said."""
    new = {group: one for group, one in matched.entries.items() if group not in matched.known and one.full_name}
    said = Likely(left=max(len(new) - MOST_LOOKED_FOR, 0))
    for group, one in islice(new.items(), MOST_LOOKED_FOR):
        entry = PersonEntry(full_name=one.full_name, email=one.email, phone=one.phone, postcode=one.postcode)
        best = next((each for each in candidates.likely(entry, actor=READER) if each.likeness.is_asked), None)
        if best is not None:
            said.found[matched.groups.index(group)] = best.person_id, best.likeness.reason
    return said
