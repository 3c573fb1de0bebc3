"""Who somebody is to the office besides a member of the public: what is written to an MP, a councillor or the media is
approved first (rulebook 10.3, R7.7)."""

import re

from sqlalchemy import Select, select

from casework.extensions import db
from casework.models import Case, Party, Person

APPROVED_CHANNELS = frozenset({"elected_member", "media"})
"""The ways of getting in touch that say who it is."""
TITLES = re.compile(r"(?i:\b(?:cllr|councillor|alderman)\b)|\b(?:MP|MSP|M\.P\.)(?!\w)")
"""What stands in the name of somebody who is elected. "Mp" within a name is none."""


def needs_approval(case: Case) -> bool:
    """Whether a manager signs what is written to the person of this case: it was ticked as sensitive, it came by such a
    channel, or the person or a representative of theirs is elected."""
    return came_as_sensitive(case) or is_of_elected(case)


def came_as_sensitive(case: Case) -> bool:
    return case.sensitive or case.channel in APPROVED_CHANNELS


def is_of_elected(case: Case) -> bool:
    return any(is_elected(name) for name in db.session.scalars(_names(case)))


def is_elected(name: str) -> bool:
    return TITLES.search(name) is not None


def _names(case: Case) -> Select[str]:
    theirs = select(Case.person_id).where(Case.id == case.id)
    speaks = select(Party.person_id).where(Party.case_id == case.id, Party.part == "representative")
    return select(Person.full_name).where(Person.id.in_(theirs.union(speaks)))
