"""Who acts. The office's roles; a person may hold several and may then do what any of them may."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    CASEWORK_OFFICER = "casework_officer"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    """Signs off. The rulebook's decision maker, head of team, deputy of the local policing body and monitoring officer."""
    ADMINISTRATOR = "administrator"
    """Users and settings, no case content."""
    AUDITOR = "auditor"
    """Reads history, changes nothing."""
    SYSTEM = "system"
    """Jobs; never a sign-in."""


ROLE_LABELS: Mapping[Role, str] = {
    Role.CASEWORK_OFFICER: "Casework officer",
    Role.REVIEWER: "Reviewer",
    Role.MANAGER: "Manager",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
    Role.SYSTEM: "Casework (automatic)",
}

OFFICER = frozenset({Role.CASEWORK_OFFICER})
REVIEWER = frozenset({Role.REVIEWER})
MANAGER = frozenset({Role.MANAGER})
SYSTEM = frozenset({Role.SYSTEM})
STAFF = OFFICER | REVIEWER | MANAGER
