"""What a move writes besides the state. Each effect that a workflow names is one function here, by that name."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework import clock as wall
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Decision, Recommendation
from casework.services.deadlines import clocks, facts
from casework.services.desk import opening
from casework.services.record import cases
from casework.services.record.subjects import Subject
from casework.services.types import recommendation
from workflows.engine import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an effect may look at, and where it leaves ids and codes for the event (`data`) and the steps of parts that
    go with this one (`then`: the part and the trigger)."""

    subject: Subject
    actor: Actor
    answers: Mapping[str, object]
    today: dt.date
    data: dict[str, Any] = field(default_factory=dict)
    then: list[tuple[Subject, str]] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.subject.case

    def text(self, code: str) -> str:
        return str(self.answers.get(code) or "").strip()

    def day(self, code: str) -> dt.date | None:
        value = self.answers.get(code)
        return value if isinstance(value, dt.date) else None


def run(move: Move, context: Context) -> None:
    for name in move.effects:
        EFFECTS[name](context)


def mark_acknowledged(context: Context) -> None:
    if context.case.case_type == "enquiry":
        detail = cases.enquiry(context.case)
        detail.acknowledged_on = detail.acknowledged_on or context.today
        detail.who_will_be_asked = context.text("who_will_be_asked") or detail.who_will_be_asked
    else:
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
    if context.case.case_type == "enquiry":
        return
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


def mark_issued(context: Context) -> None:
    recommendation.of(context.subject).issued_on = context.today


def save_response(context: Context) -> None:
    row = recommendation.of(context.subject)
    row.responded_on = row.responded_on or context.today
    row.response = row.state
    said = (context.text(code) for code in ("steps", "reasons", "response"))
    row.response_text = "\n\n".join(filter(None, said))
    row.implementation_due_on = context.day("implementation_on")


def mark_implemented(context: Context) -> None:
    row = recommendation.of(context.subject)
    row.implemented_on, row.evidence = context.today, context.text("evidence")


def mark_reopened(context: Context) -> None:
    """Closing is taken back; the first closing and the first decision stay as they were recorded."""
    context.case.times_reopened += 1
    context.data["reverses"] = ["closed_on"]


def mark_draft_author(context: Context) -> None:
    cases.enquiry(context.case).reply_author_id = context.actor.user_id


def mark_replied(context: Context) -> None:
    detail = cases.enquiry(context.case)
    detail.replied_on = detail.replied_on or context.today


def create_linked_case(context: Context) -> None:
    """Rulebook 10.3, converted: a linked case of another type with the first receipt date."""
    target = context.text("target_type")
    cases.enquiry(context.case).converted_to = target
    linked = opening.open_linked(context.case, target, actor=context.actor)
    context.data["linked_case_id"] = linked.id
    clocks.keep_next_due(linked)


def _invalid(context: Context, reason: str) -> None:
    detail = cases.review(context.case)
    detail.validity, detail.invalid_reason = "invalid", reason


def _draft(context: Context) -> Decision:
    draft = facts.latest_draft(context.case)
    if draft is None:
        raise Invalid("", "There is no draft decision to sign. Send the case back and write one.")
    return draft


EFFECTS: Mapping[str, Callable[[Context], None]] = {
    effect.__name__: effect
    for effect in (
        create_linked_case,
        issue_recommendations,
        mark_acknowledged,
        mark_draft_author,
        mark_extended,
        mark_forwarded,
        mark_implemented,
        mark_insufficient,
        mark_invalid,
        mark_issued,
        mark_notified,
        mark_out_of_time,
        mark_papers_complete,
        mark_reopened,
        mark_replied,
        mark_valid,
        mark_waived,
        mark_withdrawn,
        mark_wrong_force,
        return_draft,
        save_draft_decision,
        save_response,
        sign_decision,
    )
}
