"""The next step of enquiries, reviews and recommendations, written by hand. `test_every_next_step.py` tries the tables."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from tests.workflows.next_rows import ENDED, MANAGER, OFFICER, REVIEWER, Row, World, everybody
from workflows import complaint_review, enquiry, recommendation
from workflows.registry import WORKFLOWS

TODAY = dt.date(2026, 7, 1)
ENQUIRY = {
    "new": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "answer_now signpost ask_person", "convert close_without_reply")},
        {OFFICER: "Acknowledge"},
    ),
    "acknowledged": Row(
        "a casework officer: ask the force or a partner, or answer",
        {OFFICER: ("ask_partner", "answer_now answer_directly signpost ask_person", "convert close_without_reply")},
        {OFFICER: "Ask the force or a partner, or answer"},
    ),
    "awaiting_partner": Row(
        "the force or a partner: record their answer",
        {OFFICER: ("", "answer_directly ask_person", "close_without_reply")},
        dict.fromkeys((OFFICER, REVIEWER, MANAGER), "Record their answer"),
    ),
    "drafting": Row(
        "a casework officer: send the reply",
        {OFFICER: ("send_reply", "ask_again ask_person", "close_without_reply")},
        {OFFICER: "Send the reply"},
    ),
    "for_approval": Row(
        "a manager: sign the reply or send it back",
        {OFFICER: ("", "ask_person", "close_without_reply"), MANAGER: ("approve_reply", "send_back", "")},
        {MANAGER: "Sign the reply or send it back"},
    ),
    "replied": Row("the person: it closes by itself if they do not come back", everybody(("", "reopen", ""))),
    "closed": Row("", everybody(("", "reopen", ""))),
    "signposted": Row("", {**everybody(("", "reopen", "")), MANAGER: ("", "reopen undo", "")}),
    "converted": Row("", {MANAGER: ("", "undo", "")}),
    "closed_without_reply": Row("", {**everybody(("", "reopen", "")), MANAGER: ("", "reopen undo", "")}),
}
ENQUIRY_FACTS = enquiry.Facts(actor_id=2, author_id=1, today=TODAY)
ANSWER_THEM = "the person: answer what we asked them"
MANAGER_ENDS = ("person_answered", "go_on_without", "")
RECORDS = ("person_answered", "", "")
ASKED = ENQUIRY | {
    "new": ENQUIRY["new"].but(
        casework_officer=(
            "acknowledge",
            "person_answered ask_person_again go_on_without answer_now signpost",
            "convert close_without_reply",
        ),
        manager=("", "person_answered go_on_without", ""),
        reviewer=("", "person_answered", ""),
    ),
    "acknowledged": ENQUIRY["acknowledged"].but(
        ANSWER_THEM,
        casework_officer=(
            "person_answered",
            "ask_person_again go_on_without ask_partner answer_now answer_directly signpost",
            "convert close_without_reply",
        ),
        manager=MANAGER_ENDS,
        reviewer=RECORDS,
    ),
    "awaiting_partner": ENQUIRY["awaiting_partner"].but(
        ANSWER_THEM,
        casework_officer=(
            "person_answered",
            "ask_person_again go_on_without answer_directly",
            "close_without_reply",
        ),
        manager=MANAGER_ENDS,
        reviewer=RECORDS,
    ),
    "drafting": ENQUIRY["drafting"].but(
        ANSWER_THEM,
        casework_officer=(
            "person_answered",
            "ask_person_again go_on_without send_reply ask_again",
            "close_without_reply",
        ),
        manager=MANAGER_ENDS,
        reviewer=RECORDS,
    ),
    "for_approval": ENQUIRY["for_approval"].but(
        ANSWER_THEM,
        casework_officer=("person_answered", "ask_person_again go_on_without", "close_without_reply"),
        reviewer=RECORDS,
        manager=("person_answered", "go_on_without approve_reply send_back", ""),
    ),
}
"""While it waits for the person: whatever else is possible stays so."""
FOR_AN_MP = ENQUIRY | {
    "new": ENQUIRY["new"].but(casework_officer=("acknowledge", "signpost ask_person", "convert close_without_reply")),
    "acknowledged": ENQUIRY["acknowledged"].but(
        casework_officer=("ask_partner", "answer_directly signpost ask_person", "convert close_without_reply")
    ),
    "drafting": ENQUIRY["drafting"].but(
        casework_officer=("submit_reply", "ask_again ask_person", "close_without_reply")
    ),
}

WITHDRAWAL, MISTAKE = ("", "", "withdraw"), ("", "", "mistake")
REVIEW = {
    "received": Row(
        "a casework officer: acknowledge",
        {OFFICER: ("acknowledge", "", ""), REVIEWER: WITHDRAWAL, MANAGER: MISTAKE},
        {OFFICER: "Acknowledge"},
    ),
    "triage": Row(
        "a reviewer: decide whether it is valid",
        {REVIEWER: ("accept_as_valid", "ask_for_information", "withdraw"), MANAGER: MISTAKE},
        {REVIEWER: "Decide whether it is valid"},
    ),
    "awaiting_information": Row(
        "the person: record the answer",
        {REVIEWER: ("record_information", "waive_defect", "close_insufficient withdraw"), MANAGER: MISTAKE},
        {REVIEWER: "Record the answer"},
    ),
    "late_reasons": Row(
        "the person: a manager then decides",
        {REVIEWER: WITHDRAWAL, MANAGER: ("", "grant_extension refuse_extension", "mistake")},
    ),
    "valid": Row(
        "a reviewer: notify the parties and ask for papers",
        {REVIEWER: ("notify_parties", "", "withdraw"), MANAGER: MISTAKE},
        {REVIEWER: "Notify the parties and ask for papers"},
    ),
    "awaiting_papers": Row(
        "the force: record when the papers are complete",
        {REVIEWER: ("record_papers", "", "withdraw")},
        {REVIEWER: "Papers are complete"},
    ),
    "assessment": Row(
        "a reviewer: assess it and draft the decision",
        {REVIEWER: ("submit_draft", "ask_more_papers escalate", "withdraw")},
        {REVIEWER: "Assess it and draft the decision"},
    ),
    "escalated": Row(
        "the force: settle whether the IOPC must have the case",
        {REVIEWER: ("return_to_assessment", "", "withdraw")},
        {REVIEWER: "Go back to assessment"},
    ),
    "sign_off": Row(
        "a manager: sign the draft decision or send it back",
        {REVIEWER: WITHDRAWAL, MANAGER: ("approve_reasonable", "send_back", "")},
        {MANAGER: "Sign the draft decision or send it back"},
    ),
    "decided_not_reasonable": Row(
        "the force: record the answer to each recommendation",
        {REVIEWER: WITHDRAWAL},
        {REVIEWER: "Record the answer to each recommendation"},
    ),
    "closed": Row("", {MANAGER: ("", "reopen", "")}),
    "closed_invalid": ENDED,
    "forwarded_to_iopc": ENDED,
    "withdrawn": ENDED,
    "mistake": Row("", {MANAGER: ("", "undo", "")}),
}
REVIEW_FACTS = complaint_review.Facts(
    actor_id=2, author_id=1, late=False, review_body="lpb", requirements_met=True, allegations=1, finding="outcome_rp",
    has_reasons=True,
)  # fmt: skip


TRIAGE = REVIEW["triage"]
NOT_YET_OURS = {"late_reasons": REVIEW["late_reasons"].but(manager=("", "refuse_extension", "mistake"))}
"""Late reasons can only be accepted by the office whose review it is."""
NOTHING_ANSWERED = REVIEW | NOT_YET_OURS | {"triage": TRIAGE.but(reviewer=("", "ask_for_information", "withdraw"))}
LATE = REVIEW | {"triage": TRIAGE.but(reviewer=("ask_late_reasons", "ask_for_information", "withdraw"))}
ANOTHER_FORCE = REVIEW | {
    "triage": TRIAGE.but(
        "a reviewer: close: another force", reviewer=("close_wrong_force", "ask_for_information", "withdraw")
    )
}
NO_RIGHT = REVIEW | {
    "triage": TRIAGE.but(
        "a reviewer: close: no right of review", reviewer=("close_no_right", "ask_for_information", "withdraw")
    )
}
OF_THE_IOPC = (
    REVIEW
    | NOT_YET_OURS
    | {
        state: REVIEW[state].but("a reviewer: pass to the IOPC", reviewer=("forward_to_iopc", others, "withdraw"))
        for state, others in {
            "triage": "ask_for_information",
            "valid": "notify_parties",
            "awaiting_papers": "record_papers",
            "assessment": "submit_draft ask_more_papers escalate",
            "escalated": "return_to_assessment",
            "sign_off": "",
            "decided_not_reasonable": "",
        }.items()
    }
)
NOT_REASONABLE = REVIEW | {"sign_off": REVIEW["sign_off"].but(manager=("approve_not_reasonable", "send_back", ""))}
NO_ALLEGATIONS = REVIEW | {
    "assessment": REVIEW["assessment"].but(reviewer=("", "ask_more_papers escalate", "withdraw"))
}

RECOMMENDATION = {
    "draft": Row("the decision: it is issued with it", {MANAGER: ("", "issue", "")}),
    "issued": Row("the force: record their answer", {REVIEWER: ("", "accept accept_in_part reject", "")}),
    "accepted": Row(
        "the force: confirm that it was done",
        {REVIEWER: ("confirm_implemented", "", "supersede")},
        {REVIEWER: "Confirm that it was done"},
    ),
    "part_accepted": Row(
        "the force: confirm that it was done",
        {REVIEWER: ("confirm_implemented", "", "supersede")},
        {REVIEWER: "Confirm that it was done"},
    ),
    "rejected": ENDED,
    "implemented": ENDED,
    "superseded": ENDED,
}


def review(rows: Mapping[str, Row], **facts: Any) -> World:
    return WORKFLOWS["complaint_review"], dataclasses.replace(REVIEW_FACTS, **facts), rows


NEXT: dict[str, World] = {
    "enquiry": (WORKFLOWS["enquiry"], ENQUIRY_FACTS, ENQUIRY),
    "enquiry that waits for the person": (
        WORKFLOWS["enquiry"],
        dataclasses.replace(ENQUIRY_FACTS, waits=lambda: True),
        ASKED,
    ),
    "enquiry for an MP": (WORKFLOWS["enquiry"], dataclasses.replace(ENQUIRY_FACTS, is_sensitive=True), FOR_AN_MP),
    "review in time, reasonable": review(REVIEW),
    "review of which nothing is answered yet": review(NOTHING_ANSWERED, review_body=None),
    "review late": review(LATE, late=True),
    "review about another force": review(ANOTHER_FORCE, pre_check_stop="P5"),
    "review without a right to one": review(NO_RIGHT, pre_check_stop="P2"),
    "review of the IOPC": review(OF_THE_IOPC, review_body="iopc"),
    "review not reasonable": review(NOT_REASONABLE, finding="outcome_not_rp", allegations_not_reasonable=1),
    "review without allegations": review(NO_ALLEGATIONS, allegations=0),
    "recommendation": (
        WORKFLOWS["recommendation"],
        recommendation.Facts(actor_id=2, rec_type="REMEDY_28ZA", review_type="p6a_non_inv"),
        RECOMMENDATION,
    ),
}
