"""The state tables of rulebook 10.1 to 10.3, written a second time by hand, so that a rule changes in two files on
purpose. `test_every_table.py` tries them."""

import dataclasses
import datetime as dt
from typing import Any

from workflows import complaint_review, enquiry, recommendation
from workflows.engine import Workflow
from workflows.registry import WORKFLOWS
from workflows.roles import Role

OFFICER, REVIEWER, MANAGER, SYSTEM = Role.CASEWORK_OFFICER, Role.REVIEWER, Role.MANAGER, Role.SYSTEM
STAFF = (OFFICER, REVIEWER, MANAGER)

ANSWERS = {
    "comments": "x", "reason": "x", "ground": "judicial_review", "special_circumstances": "x", "why_just": "x",
    "steps": "x", "reasons": "x", "evidence": "x", "partner_entry": "1", "signposted_entry": "1",
}  # fmt: skip

UNANSWERED = ("new", "acknowledged", "awaiting_partner", "drafting", "for_approval")
Table = dict[tuple[str, str], tuple[tuple[Role, ...], str]]
"""(state, trigger): (roles, target)"""
ENQUIRY: Table = {
    ("new", "acknowledge"): ((OFFICER,), "acknowledged"),
    ("new", "signpost"): ((OFFICER,), "signposted"),
    ("new", "convert"): ((OFFICER,), "converted"),
    ("acknowledged", "signpost"): ((OFFICER,), "signposted"),
    ("acknowledged", "convert"): ((OFFICER,), "converted"),
    **{(state, "close_without_reply"): ((OFFICER,), "closed_without_reply") for state in UNANSWERED},
    **{(state, "ask_person"): ((OFFICER,), state) for state in UNANSWERED},
    ("new", "answer_now"): ((OFFICER,), "replied"),
    ("acknowledged", "answer_now"): ((OFFICER,), "replied"),
    ("acknowledged", "answer_directly"): ((OFFICER,), "drafting"),
    ("acknowledged", "ask_partner"): ((OFFICER,), "awaiting_partner"),
    ("awaiting_partner", "answer_directly"): ((OFFICER,), "drafting"),
    ("awaiting_partner", "record_partner_reply"): ((SYSTEM,), "drafting"),
    ("drafting", "ask_again"): ((OFFICER,), "awaiting_partner"),
    ("drafting", "send_reply"): ((OFFICER,), "replied"),
    ("for_approval", "approve_reply"): ((MANAGER,), "replied"),
    ("for_approval", "send_back"): ((MANAGER,), "drafting"),
    ("replied", "close_quiet"): ((SYSTEM,), "closed"),
    ("replied", "reopen"): (STAFF, "acknowledged"),
    ("closed", "reopen"): (STAFF, "acknowledged"),
    ("signposted", "reopen"): (STAFF, "acknowledged"),
    ("closed_without_reply", "reopen"): (STAFF, "acknowledged"),
    ("signposted", "undo"): ((MANAGER,), "acknowledged"),
    ("converted", "undo"): ((MANAGER,), "acknowledged"),
    ("closed_without_reply", "undo"): ((MANAGER,), "acknowledged"),
}
ENQUIRY_FACTS = enquiry.Facts(
    actor_id=2,
    author_id=1,
    consent_or_basis=True,
    who_will_be_asked="x",
    target_type="complaint_review",
    answers=ANSWERS,
)

REVIEW_OPEN = (
    "received", "triage", "awaiting_information", "late_reasons", "valid", "awaiting_papers", "assessment", "escalated",
    "sign_off", "decided_not_reasonable",
)  # fmt: skip
REVIEW: Table = {
    ("received", "acknowledge"): ((OFFICER,), "triage"),
    ("triage", "ask_for_information"): ((REVIEWER,), "awaiting_information"),
    ("triage", "accept_as_valid"): ((REVIEWER,), "valid"),
    ("awaiting_information", "record_information"): ((REVIEWER,), "triage"),
    ("awaiting_information", "waive_defect"): ((REVIEWER,), "triage"),
    ("awaiting_information", "close_insufficient"): ((REVIEWER,), "closed_invalid"),
    ("late_reasons", "grant_extension"): ((MANAGER,), "valid"),
    ("late_reasons", "refuse_extension"): ((MANAGER,), "closed_invalid"),
    ("valid", "notify_parties"): ((REVIEWER,), "awaiting_papers"),
    ("awaiting_papers", "record_papers"): ((REVIEWER,), "assessment"),
    ("assessment", "ask_more_papers"): ((REVIEWER,), "awaiting_papers"),
    ("assessment", "escalate"): ((REVIEWER,), "escalated"),
    ("assessment", "submit_draft"): ((REVIEWER,), "sign_off"),
    ("escalated", "return_to_assessment"): ((REVIEWER,), "assessment"),
    ("sign_off", "send_back"): ((MANAGER,), "assessment"),
    ("sign_off", "approve_reasonable"): ((MANAGER,), "closed"),
    ("decided_not_reasonable", "complete_recommendations"): ((SYSTEM,), "closed"),
    ("closed", "reopen"): ((MANAGER,), "assessment"),
    **{(state, "withdraw"): ((REVIEWER,), "withdrawn") for state in REVIEW_OPEN},
    **{(state, "mistake"): ((MANAGER,), "mistake") for state in REVIEW_OPEN[:5]},
    ("mistake", "undo"): ((MANAGER,), "received"),
}
REVIEW_FACTS = complaint_review.Facts(
    actor_id=2, author_id=1, late=False, review_body="lpb", requirements_met=True, parties_notified=True,
    allegations=1, finding="outcome_rp", has_reasons=True, withdrawal_evidence=True, answers=ANSWERS,
)  # fmt: skip

RECOMMENDATION: Table = {
    ("draft", "issue"): ((MANAGER,), "issued"),
    ("issued", "accept"): ((REVIEWER,), "accepted"),
    ("issued", "accept_in_part"): ((REVIEWER,), "part_accepted"),
    ("issued", "reject"): ((REVIEWER,), "rejected"),
    ("accepted", "confirm_implemented"): ((REVIEWER,), "implemented"),
    ("accepted", "supersede"): ((REVIEWER,), "superseded"),
    ("part_accepted", "confirm_implemented"): ((REVIEWER,), "implemented"),
    ("part_accepted", "supersede"): ((REVIEWER,), "superseded"),
}
RECOMMENDATION_FACTS = recommendation.Facts(
    rec_type="REMEDY_28ZA",
    review_type="p6a_non_inv",
    today=dt.date(2026, 1, 5),
    due_on=dt.date(2026, 1, 9),
    answers=ANSWERS,
)

# Waiting for the person: whatever the state, the case stays in it.
WAITING = {key: row for key, row in ENQUIRY.items() if key[1] != "ask_person"} | {
    (state, trigger): (roles, state)
    for state in UNANSWERED
    for trigger, roles in {
        "person_answered": STAFF,
        "ask_person_again": (OFFICER,),
        "go_on_without": (OFFICER, MANAGER),
    }.items()
}
# The same tables under the other answers to the questions that choose between rows.
SENSITIVE = {key: row for key, row in ENQUIRY.items() if key[1] not in ("send_reply", "answer_now")} | {
    ("drafting", "submit_reply"): ((OFFICER,), "for_approval")
}
SENSITIVE_FACTS = enquiry.Facts(
    actor_id=2,
    author_id=1,
    is_sensitive=True,
    consent_or_basis=True,
    who_will_be_asked="x",
    target_type="other",
    answers=ANSWERS,
)
IOPC = {
    key: row
    for key, row in REVIEW.items()
    if key not in {("triage", "accept_as_valid"), ("late_reasons", "grant_extension")}
} | {
    (state, "forward_to_iopc"): ((REVIEWER,), "forwarded_to_iopc")
    for state in ("triage", "valid", "awaiting_papers", "assessment", "escalated", "sign_off", "decided_not_reasonable")
}
IOPC_FACTS = complaint_review.Facts(
    actor_id=2, author_id=1, late=False, review_body="iopc", requirements_met=True, parties_notified=True,
    allegations=1, finding="outcome_rp", has_reasons=True, withdrawal_evidence=True, answers=ANSWERS,
)  # fmt: skip
NOT_REASONABLE = {key: row for key, row in REVIEW.items() if key != ("sign_off", "approve_reasonable")}
NOT_REASONABLE_FACTS: dict[str, Any] = {
    "actor_id": 2, "author_id": 1, "late": False, "review_body": "lpb", "requirements_met": True, "parties_notified": True, "allegations": 1,
    "allegations_not_reasonable": 1, "finding": "outcome_not_rp", "has_reasons": True, "withdrawal_evidence": True, "answers": ANSWERS,
}  # fmt: skip
LATE = {key: row for key, row in REVIEW.items() if key != ("triage", "accept_as_valid")} | {
    ("triage", "ask_late_reasons"): ((REVIEWER,), "late_reasons")
}
LATE_FACTS = complaint_review.Facts(
    actor_id=2, author_id=1, late=True, review_body="lpb", requirements_met=True, parties_notified=True,
    allegations=1, finding="outcome_rp", has_reasons=True, withdrawal_evidence=True, answers=ANSWERS,
)  # fmt: skip

WORLDS: dict[str, tuple[Workflow, Table, Any]] = {
    "enquiry": (WORKFLOWS["enquiry"], ENQUIRY, ENQUIRY_FACTS),
    "enquiry of which a question is open": (
        WORKFLOWS["enquiry"],
        {key: row for key, row in ENQUIRY.items() if key[1] != "record_partner_reply"},
        dataclasses.replace(ENQUIRY_FACTS, asked=lambda: 1),
    ),
    "enquiry that waits for the person": (
        WORKFLOWS["enquiry"],
        WAITING,
        dataclasses.replace(ENQUIRY_FACTS, waits=lambda: True),
    ),
    "enquiry for an MP": (WORKFLOWS["enquiry"], SENSITIVE, SENSITIVE_FACTS),
    "review in time, reasonable": (WORKFLOWS["complaint_review"], REVIEW, REVIEW_FACTS),
    "review of the IOPC": (WORKFLOWS["complaint_review"], IOPC, IOPC_FACTS),
    "review late": (WORKFLOWS["complaint_review"], LATE, LATE_FACTS),
    "review not reasonable, nothing recommended": (
        WORKFLOWS["complaint_review"],
        NOT_REASONABLE | {("sign_off", "approve_not_reasonable"): ((MANAGER,), "closed")},
        complaint_review.Facts(**NOT_REASONABLE_FACTS),
    ),
    "review not reasonable, with a recommendation": (
        WORKFLOWS["complaint_review"],
        {key: row for key, row in NOT_REASONABLE.items() if key[1] != "complete_recommendations"}
        | {("sign_off", "approve_not_reasonable"): ((MANAGER,), "decided_not_reasonable")},
        complaint_review.Facts(**NOT_REASONABLE_FACTS, recommendations=1, recommendations_open=1),
    ),
    "recommendation": (WORKFLOWS["recommendation"], RECOMMENDATION, RECOMMENDATION_FACTS),
}


def test_somebody_with_two_roles_may_do_what_either_may() -> None:
    workflow = WORKFLOWS["complaint_review"]
    state, trigger = complaint_review.State.RECEIVED, complaint_review.Trigger.ACKNOWLEDGE
    assert workflow.fire_any(state, trigger, {Role.MANAGER, Role.CASEWORK_OFFICER}, REVIEW_FACTS).target == "triage"


def test_buttons_are_the_moves_of_the_role_with_the_likely_one_first() -> None:
    workflow = WORKFLOWS["complaint_review"]
    names = [move.trigger.value for move in workflow.available(complaint_review.State.SIGN_OFF, {Role.MANAGER})]
    assert names[0] in ("approve_reasonable", "approve_not_reasonable")
    assert set(names) == {"approve_reasonable", "approve_not_reasonable", "send_back"}
    assert workflow.available(complaint_review.State.SIGN_OFF, {Role.AUDITOR}) == ()
