"""Who owns a case: one named person, within one team."""

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Team
from casework.services.record import history, restriction, tasks
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity


def assign(
    reference: str, *, owner_id: int | None, team_id: int | None, sent: Sent, actor: Actor, as_seen: bool = False
) -> Case:
    """Give a case to somebody, or to a team without an owner. Raises `Invalid`; `as_seen`: also `Conflict` where
    somebody changed the case since it was shown.

    The owner of a restricted case must be named on it first.
    """
    case = begin(reference, Activity.ASSIGN, sent=sent, actor=actor, as_seen=as_seen)
    owner = restriction.who_gets(case, owner_id, field="owner_id") if owner_id is not None else None
    if team_id is not None and db.session.get(Team, team_id) is None:
        raise Invalid("team_id", "Choose a team from the list.")
    before = {"owner_before": case.owner_id, "team_before": case.team_id}
    case.owner_id = owner.id if owner else None
    case.team_id = team_id if team_id is not None else (owner.team_id if owner else case.team_id)
    tasks.hand_over(case, was_owner_id=before["owner_before"])
    data = {**before, "owner": case.owner_id, "team": case.team_id}
    history.record(history.Kind.CASE_ASSIGNED, actor=actor, case_id=case.id, data=data)
    return case
