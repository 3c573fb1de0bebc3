"""What a table of next steps, written by hand, is made of: `NEXT` of a test file has one for each set of facts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from workflows.engine import Workflow
from workflows.roles import Role

OFFICER, REVIEWER, MANAGER, AUDITOR = Role.CASEWORK_OFFICER, Role.REVIEWER, Role.MANAGER, Role.AUDITOR

Now = tuple[str, str, str]
"""The next step; what else is possible; the ways out. Several steps with spaces between them, in order."""


class Row(NamedTuple):
    """One state: whose turn it is and for what, as somebody reads it whose turn it never is; what each role can do now
    that can do anything; what a list names as the step of a role."""

    turn: str = ""
    now: Mapping[Role, Now] = {}
    listed: Mapping[Role, str] = {}

    def but(self, turn: str = "", **now: Now) -> "Row":
        """The same row with other facts."""
        changed = {Role(role): row for role, row in now.items()}
        return Row(turn or self.turn, {**self.now, **changed}, self.listed)


ENDED = Row()
"""Nothing can be done, and nobody has the turn."""

World = tuple[Workflow, Any, Mapping[str, Row]]
"""The workflow, the facts, the row of each state."""


def everybody(now: Now) -> dict[Role, Now]:
    return dict.fromkeys((OFFICER, REVIEWER, MANAGER), now)
