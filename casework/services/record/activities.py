"""What every activity on a case starts with."""

from casework.access import Actor, Permission, require
from casework.errors import Invalid, NotAllowed
from casework.models import Case
from casework.services.record import cases, tokens
from casework.services.record.tokens import Sent
from workflows.activities import ACTIVITIES, Activity, allowed


def begin(reference: str, activity: Activity, *, sent: Sent, actor: Actor, as_seen: bool = False) -> Case:
    """Permission, lock, token, and whether it is possible now; `as_seen`: also that nobody changed the case since.

    Raises `NotAllowed`, `NotFound`, `Replayed`, `Conflict`, and `Invalid` for a case that is closed.
    """
    require(actor, Permission.CASE_WRITE)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    if as_seen:
        cases.check_version(case, seen=sent.row_version, present=case.row_version)
    rule = ACTIVITIES[activity]
    if allowed(activity, actor.roles, case.category):
        return case
    if not rule.roles.intersection(actor.roles):
        raise NotAllowed(f"“{rule.label}” is for another role. Ask a colleague who has it.")
    if rule.on_closed:
        raise Invalid("", f"{case.reference} is closed: ask a manager, who can still do “{rule.label}”.")
    raise Invalid("", f"{case.reference} is closed: “{rule.label}” is not possible any more.")
