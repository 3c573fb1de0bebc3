"""Whose review is it, and is there one: the recorded answers to gates P0 to P6 and tests T1 to T8 (1.2, 1.3).

The result is computed and cannot be typed over. Where the outcome letter named this office and the test says the
IOPC, a second person confirms before the review is passed on.
"""

from collections.abc import Mapping

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.models import Case, ReviewDetail
from casework.services.record import cases, history, notes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.review_body import ASKED, pre_check, review_body, with_any_part


def record(reference: str, answers: Mapping[str, str], *, sent: Sent, actor: Actor) -> ReviewDetail:
    """Keep the answers and what follows from them, the last test too. An unanswered question is left open. Raises
    `Invalid`."""
    case = begin(reference, Activity.TRIAGE, sent=sent, actor=actor, as_seen=True)
    detail = _detail(case)
    kept = {each.code: answers[each.code] for each in ASKED if answers.get(each.code) in ("yes", "no")}
    if not kept:
        raise Invalid("", "Answer at least the first question.")
    kept = with_any_part(kept)
    gates, test = pre_check(kept), review_body(kept)
    detail.triage = kept
    detail.pre_check_stop = gates.stopped_at.code if gates.stopped_at else None
    detail.review_body = test.body.value if test.body else None
    detail.second_person_id = None
    cases.touch(case)
    data = {"answers": kept, "stop": detail.pre_check_stop, "body": detail.review_body, "limbs": list(test.limbs)}
    data["letter_named"] = detail.letter_named_body
    history.record(history.Kind.TRIAGE_RECORDED, actor=actor, case_id=case.id, data=data)
    return detail


def confirm(reference: str, *, sent: Sent, actor: Actor) -> ReviewDetail:
    """A second person confirms that the IOPC is the review body although the letter named this office."""
    case = begin(reference, Activity.CONFIRM_TRIAGE, sent=sent, actor=actor, as_seen=True)
    detail = _detail(case)
    if detail.review_body != "iopc":
        raise Invalid("", "There is nothing to confirm: the test does not say that the IOPC is the review body.")
    if not may_confirm(case.id, actor=actor):
        raise Invalid("", "You answered the test yourself: a second person must confirm it.")
    detail.second_person_id = actor.user_id
    cases.touch(case)
    history.record(history.Kind.TRIAGE_CONFIRMED, actor=actor, case_id=case.id)
    return detail


def declare_conflict(reference: str, reason: str, *, sent: Sent, actor: Actor) -> None:
    """Who declares a conflict of interest may not draft or sign the decision of this case (R1.9)."""
    case = begin(reference, Activity.DECLARE_CONFLICT, sent=sent, actor=actor)
    _detail(case)
    if actor.user_id in history.conflicted_ids(case.id):
        raise Invalid("", "You have declared a conflict of interest in this case already.")
    note = notes.write(case, "reason", reason, actor=actor, field="reason")
    history.record(history.Kind.CONFLICT_DECLARED, actor=actor, case_id=case.id, note_id=note.id)


def may_confirm(case_id: int, *, actor: Actor) -> bool:
    """Whether this person is a second person for the test of this case."""
    first = history.latest_actor_id(case_id, history.Kind.TRIAGE_RECORDED)
    return first is not None and first != actor.user_id


def _detail(case: Case) -> ReviewDetail:
    if case.case_type != "complaint_review":
        raise NotFound
    return cases.review(case)
