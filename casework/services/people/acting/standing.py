"""Who somebody is to the office besides a member of the public: what is written to an MP, a councillor or the media is
approved first (rulebook 10.3, R7.7)."""

import re

from sqlalchemy import Select, exists, select

from casework.extensions import db
from casework.models import Case, Party, Person, Representation
from casework.services.people.acting.authority import ELECTED, PART

APPROVED_CHANNELS = frozenset({"elected_member", "media"})
"""The ways of getting in touch that say who it is."""
COUNCILLORS = re.compile(r"\b(?:cllr|councillor|alderman)\b", re.IGNORECASE)
MEMBERS = re.compile(r"\b(?:MP|MSP|M\.P\.)(?!\w)")
"""What stands in the name of a member of parliament. "Mp" within a name is none."""


def needs_approval(case: Case) -> bool:
    """Whether a manager signs what is written to the person of this case: it was ticked as sensitive, it came by such a
    channel, or the person or a representative of theirs is elected."""
    return came_as_sensitive(case) or is_of_elected(case)


def came_as_sensitive(case: Case) -> bool:
    return case.sensitive or case.channel in APPROVED_CHANNELS


def is_of_elected(case: Case) -> bool:
    return any(row.speaks or is_elected(row.full_name) for row in db.session.execute(_of(case)))


def is_elected(name: str) -> bool:
    return is_councillor(name) or MEMBERS.search(name) is not None


def is_councillor(name: str) -> bool:
    return COUNCILLORS.search(name) is not None


def _of(case: Case) -> Select[str, bool]:
    """The names of the person and of their representatives, and whether one of these acts as somebody elected."""
    theirs = select(Case.person_id).where(Case.id == case.id)
    speaks = select(Party.person_id).where(Party.case_id == case.id, Party.part == PART)
    as_elected = (Representation.standing.in_(ELECTED), Representation.withdrawn_on.is_(None))
    elected = exists().where(Representation.case_id == case.id, *as_elected).label("speaks")
    return select(Person.full_name, elected).where(Person.id.in_(theirs.union(speaks)))
