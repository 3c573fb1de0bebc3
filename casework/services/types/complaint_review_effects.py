"""What the steps of a complaint review write besides its state."""

from casework import clock as wall
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Decision, Recommendation
from casework.services.record import cases
from casework.services.record.subjects import Subject
from casework.services.types import complaint_review_facts as facts
from casework.services.types import recommendation
from casework.services.types.context import Context, by_name


def mark_acknowledged(context: Context) -> None:
    cases.review(context.case).acknowledged_on = context.today


def mark_valid(context: Context) -> None:
    detail = cases.review(context.case)
    detail.validity, detail.invalid_reason = "valid", None
    detail.valid_on = detail.valid_on or context.today


def mark_invalid(context: Context) -> None:
    _invalid(context, context.text("invalid_reason") or "INSUFFICIENT_INFO")


def mark_wrong_force(context: Context) -> None:
    _invalid(context, "WRONG_LPB")


def mark_out_of_time(context: Context) -> None:
    _invalid(context, "OUT_OF_TIME")


def mark_insufficient(context: Context) -> None:
    _invalid(context, "INSUFFICIENT_INFO")


def mark_waived(context: Context) -> None:
    cases.review(context.case).requirements_waived = True


def mark_extended(context: Context) -> None:
    detail = cases.review(context.case)
    last_day = context.day("new_last_day")
    if last_day is None or (detail.made_on is not None and last_day < detail.made_on):
        raise Invalid("new_last_day", "Give a new last day that is not before the day the application was made.")
    detail.extended_last_day_on = last_day


def mark_forwarded(context: Context) -> None:
    cases.review(context.case).forwarded_on = context.today


def mark_withdrawn(context: Context) -> None:
    cases.review(context.case).withdrawn_on = context.today


def mark_notified(context: Context) -> None:
    detail = cases.review(context.case)
    detail.parties_notified_on = detail.parties_notified_on or context.today
    detail.papers_requested_on = detail.papers_requested_on or context.today


def mark_papers_complete(context: Context) -> None:
    cases.review(context.case).papers_complete_on = context.today


def save_draft_decision(context: Context) -> None:
    if context.actor.user_id is None:
        raise Invalid("finding", "A decision needs a person as its author.")
    draft = Decision(
        case_id=context.case.id,
        finding=context.text("finding"),
        reasons=context.text("reasons"),
        learning=context.text("learning") or None,
        author_id=context.actor.user_id,
        drafted_at=wall.now(),
    )
    db.session.add(draft)
    db.session.flush()
    context.data["decision_id"] = draft.id


def return_draft(context: Context) -> None:
    draft = _draft(context)
    draft.status, draft.comments = "returned", context.text("comments")
    draft.returned_by_id = context.actor.user_id
    context.data["decision_id"] = draft.id


def sign_decision(context: Context) -> None:
    """Sign the draft. The first decision is the one that counts (contract N2), whatever a reopening brings."""
    draft = _draft(context)
    draft.status, draft.signed_by_id = "signed", context.actor.user_id
    draft.signed_at, draft.decided_on = wall.now(), context.today
    detail = cases.review(context.case)
    if context.case.decided_on is None:
        context.case.decided_on, detail.finding = context.today, draft.finding
    context.data["decision_id"] = draft.id


def issue_recommendations(context: Context) -> None:
    rows = db.session.query(Recommendation).filter_by(case_id=context.case.id, state="draft")
    context.then.extend(
        (Subject(context.case, row), recommendation.ISSUE) for row in rows.order_by(Recommendation.number)
    )


def _invalid(context: Context, reason: str) -> None:
    detail = cases.review(context.case)
    detail.validity, detail.invalid_reason = "invalid", reason


def _draft(context: Context) -> Decision:
    draft = facts.latest_draft(context.case)
    if draft is None:
        raise Invalid("", "There is no draft decision to sign. Send the case back and write one.")
    return draft


EFFECTS = by_name(
    mark_acknowledged,
    mark_valid,
    mark_invalid,
    mark_wrong_force,
    mark_out_of_time,
    mark_insufficient,
    mark_waived,
    mark_extended,
    mark_forwarded,
    mark_withdrawn,
    mark_notified,
    mark_papers_complete,
    save_draft_decision,
    return_draft,
    sign_decision,
    issue_recommendations,
)
