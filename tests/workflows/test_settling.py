"""Which steps end a matter and so ask for its primary issue, against a table written by hand."""

import pytest

from workflows.registry import CASE_WORKFLOWS
from workflows.settling import settles

BEFORE_A_REVIEW_ENDS = (
    "received triage awaiting_information late_reasons valid awaiting_papers assessment escalated sign_off "
    "decided_not_reasonable"
)
TABLE = {
    "enquiry": {
        "signpost": "new acknowledged",
        "convert": "new acknowledged",
        "close_without_reply": "new acknowledged awaiting_partner drafting for_approval",
        "answer_now": "new acknowledged",
        "send_reply": "drafting",
        "approve_reply": "for_approval",
    },
    "complaint_review": {
        "forward_to_iopc": "triage valid awaiting_papers assessment escalated sign_off decided_not_reasonable",
        "close_wrong_force": "triage",
        "close_no_right": "triage",
        "close_insufficient": "awaiting_information",
        "refuse_extension": "late_reasons",
        "approve_reasonable": "sign_off",
        "approve_not_reasonable": "sign_off",
        "withdraw": BEFORE_A_REVIEW_ENDS,
    },
    "asb_case_review": {
        "close": "not_eligible responded",
        "do_not_uphold": "assessment",
        "withdraw": "received acknowledged not_eligible eligible awaiting_bodies assessment upheld responded",
    },
    "data_protection_complaint": {"answer": "received acknowledged", "withdraw": "received acknowledged"},
    "information_request": {
        "answer": "received with_information_team",
        "answer_review": "internal_review",
        "close": "received with_information_team clarification",
    },
    "service_complaint": {
        "answer": "received acknowledged",
        "answer_second_stage": "second_stage",
        "close": "answered",
        "withdraw": "received acknowledged second_stage",
    },
    "subject_access_request": {
        "answer": "received with_information_team",
        "close": "received with_information_team waiting_for_person",
    },
    "surgery_appointment": {
        "accept": "requested",
        "decline": "requested",
        "cancel": "requested offered booked",
        "record_lapse": "offered",
        "offer_again": "did_not_attend",
        "close_missed": "did_not_attend",
        "finish": "held",
    },
}
"""Step -> the states from which it is the last that a person does. Whatever is not listed asks for no issue."""


@pytest.mark.parametrize("name", sorted(CASE_WORKFLOWS))
def test_the_steps_that_end_a_matter_are_these(name: str) -> None:
    workflow = CASE_WORKFLOWS[name]
    found: dict[str, set[str]] = {}
    for move in workflow.moves:
        if settles(workflow, move):
            found.setdefault(move.trigger.value, set()).add(move.source.value)
    assert found == {trigger: set(states.split()) for trigger, states in TABLE[name].items()}


def test_every_type_of_case_has_its_table() -> None:
    assert TABLE.keys() == CASE_WORKFLOWS.keys()
