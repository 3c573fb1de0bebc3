"""What a complaint review has of its own when it is logged or comes from an old register."""

from typing import Any

from casework.models import Case, ReviewDetail
from casework.services.types.imported import ImportedCase
from workflows.complaint_review import State

ACCEPTED = frozenset(
    {
        State.VALID,
        State.AWAITING_PAPERS,
        State.ASSESSMENT,
        State.ESCALATED,
        State.SIGN_OFF,
        State.DECIDED_NOT_REASONABLE,
    }
)
"""A review that stands in one of these was found valid on the way (rulebook 10.1)."""


def new_detail(case: Case) -> ReviewDetail:
    """The application was made on the day on which it came, until somebody says otherwise."""
    return ReviewDetail(case_id=case.id, made_on=case.received_on)


def imported(row: ImportedCase) -> dict[str, Any]:
    """What the state says of the way there. When a review was found valid an old register does not tell, so the day
    of receipt stands for it; one that was passed on or withdrawn was so on the day of its end."""
    validity = "valid" if row.decided_on is not None or row.state in ACCEPTED else "pending"
    if row.state == State.CLOSED_INVALID:
        validity = "invalid"
    return {
        "made_on": row.received_on,
        "validity": validity,
        "valid_on": row.received_on if validity == "valid" else None,
        "invalid_reason": row.invalid_reason if validity == "invalid" else None,
        "forwarded_on": row.closed_on if row.state == State.FORWARDED_TO_IOPC else None,
        "withdrawn_on": row.closed_on if row.state == State.WITHDRAWN else None,
        "finding": row.finding,
        "investigating_body": row.investigating_body,
        "conducted_by_office": row.conducted_by_office,
    }
