"""Each guard by itself: it refuses, with its own sentence, exactly the case that it is there for."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.workflows.test_tables import (
    ENQUIRY_FACTS,
    IOPC_FACTS,
    NOT_REASONABLE_FACTS,
    RECOMMENDATION_FACTS,
    REVIEW_FACTS,
    SENSITIVE_FACTS,
)
from workflows import complaint_review, recommendation
from workflows.engine import TransitionRefused
from workflows.registry import WORKFLOWS
from workflows.roles import Role

PAST, DAY = dt.date(2026, 7, 1), dt.timedelta(days=1)
R, M, O = Role.REVIEWER, Role.MANAGER, Role.CASEWORK_OFFICER  # noqa: E741 - three roles, three letters
WITH_RECOMMENDATION = complaint_review.Facts(**NOT_REASONABLE_FACTS, recommendations=1, recommendations_open=1)

REFUSALS: list[tuple[str, str, str, Role, Any, dict[str, Any], str]] = [
    ("enquiry", "new", "acknowledge", O, ENQUIRY_FACTS, {"who_will_be_asked": " "}, "with whom"),
    ("enquiry", "acknowledged", "ask_partner", O, ENQUIRY_FACTS, {"consent_or_basis": False}, "consent"),
    ("enquiry", "acknowledged", "ask_partner", O, ENQUIRY_FACTS, {"answers": {"partner": "Them"}}, "why the directory"),
    ("enquiry", "drafting", "ask_again", O, ENQUIRY_FACTS, {"answers": {"why_not_listed": "x"}}, "who it is"),
    ("enquiry", "new", "signpost", O, ENQUIRY_FACTS, {"answers": {"signposted_to": "x", "why_not_listed": " "}}, "who can help"),
    ("enquiry", "new", "convert", O, ENQUIRY_FACTS, {"target_type": ""}, "Choose"),
    ("enquiry", "new", "answer_now", O, ENQUIRY_FACTS, {"is_sensitive": True}, "for approval"),
    ("enquiry", "new", "close_without_reply", O, ENQUIRY_FACTS, {"answers": {"why_no_reply": "duplicate"}}, "which case"),
    ("enquiry", "drafting", "send_reply", O, ENQUIRY_FACTS, {"is_sensitive": True}, "for approval"),
    ("enquiry", "drafting", "submit_reply", O, ENQUIRY_FACTS, {}, "send this one yourself"),
    ("enquiry", "for_approval", "approve_reply", M, SENSITIVE_FACTS, {"author_id": 2}, "yourself"),
    ("enquiry", "for_approval", "send_back", M, SENSITIVE_FACTS, {"answers": {}}, "comments"),
    ("enquiry", "converted", "undo", M, ENQUIRY_FACTS, {"answers": {}}, "mistake"),
    ("enquiry", "new", "close_without_reply", O, ENQUIRY_FACTS, {"answers": {"why_no_reply": "no_answer"}}, "nothing unanswered"),
    ("enquiry", "new", "ask_person", O, ENQUIRY_FACTS, {"waits": lambda: True}, "already"),
    ("enquiry", "new", "ask_person", O, ENQUIRY_FACTS, {"waits": lambda: None}, "another reason"),
    ("enquiry", "new", "ask_person", O, ENQUIRY_FACTS, {"has_person": False}, "Nobody is named"),
    ("enquiry", "new", "ask_person", O, ENQUIRY_FACTS, {"today": PAST + DAY, "answers": {"ask_again_on": PAST}}, "not past"),
    ("enquiry", "drafting", "ask_person_again", O, ENQUIRY_FACTS, {}, "not waiting"),
    ("enquiry", "drafting", "person_answered", O, ENQUIRY_FACTS, {}, "not waiting"),
    ("enquiry", "drafting", "go_on_without", O, ENQUIRY_FACTS, {}, "not waiting"),
    ("enquiry", "closed", "reopen", O, ENQUIRY_FACTS, {"months_since_closed": 6}, "six months"),
    ("complaint_review", "triage", "forward_to_iopc", R, IOPC_FACTS, {"letter_named_body": "lpb"}, "second person"),
    ("complaint_review", "triage", "accept_as_valid", R, REVIEW_FACTS, {"pre_check_stop": "P3"}, "not a valid application"),
    ("complaint_review", "triage", "accept_as_valid", R, REVIEW_FACTS, {"review_body": None}, "test first"),
    ("complaint_review", "triage", "accept_as_valid", R, REVIEW_FACTS, {"late": True}, "late"),
    ("complaint_review", "triage", "accept_as_valid", R, REVIEW_FACTS, {"late": None}, "dates"),
    ("complaint_review", "triage", "accept_as_valid", R, REVIEW_FACTS, {"requirements_met": False}, "needed"),
    ("complaint_review", "triage", "ask_for_information", R, REVIEW_FACTS, {"requirements_waived": True}, "waived"),
    ("complaint_review", "late_reasons", "grant_extension", M, REVIEW_FACTS, {"answers": {"why_just": "x"}}, "special"),
    ("complaint_review", "late_reasons", "refuse_extension", M, REVIEW_FACTS, {"answers": {}}, "reason"),
    ("complaint_review", "valid", "notify_parties", R, REVIEW_FACTS, {"parties_notified": False}, "Notify"),
    ("complaint_review", "awaiting_papers", "record_papers", R, REVIEW_FACTS, {"papers_outstanding": 1}, "list of papers"),
    ("complaint_review", "assessment", "submit_draft", R, REVIEW_FACTS, {"allegations": 0}, "allegations"),
    ("complaint_review", "assessment", "submit_draft", R, REVIEW_FACTS, {"allegations_unassessed": 1}, "allegations"),
    ("complaint_review", "assessment", "submit_draft", R, REVIEW_FACTS, {"allegations_not_reasonable": 1}, "overall"),
    ("complaint_review", "assessment", "submit_draft", R, REVIEW_FACTS, {"conflict_declared": True}, "conflict"),
    ("complaint_review", "assessment", "submit_draft", R, REVIEW_FACTS, {"has_reasons": False}, "reasons"),
    ("complaint_review", "sign_off", "approve_reasonable", M, REVIEW_FACTS, {"author_id": 2}, "another manager"),
    ("complaint_review", "sign_off", "approve_reasonable", M, REVIEW_FACTS, {"author_id": None}, "another manager"),
    ("complaint_review", "sign_off", "approve_reasonable", M, REVIEW_FACTS, {"finding": "outcome_not_rp"}, "not reasonable"),
    ("complaint_review", "sign_off", "approve_not_reasonable", M, WITH_RECOMMENDATION, {"finding": "outcome_rp"}, "was reasonable"),
    ("complaint_review", "sign_off", "approve_not_reasonable", M, WITH_RECOMMENDATION, {"recommendations_not_allowed": 1}, "kind"),
    ("complaint_review", "valid", "withdraw", R, REVIEW_FACTS, {"withdrawal_evidence": False}, "signed withdrawal"),
    ("complaint_review", "closed", "reopen", M, REVIEW_FACTS, {"answers": {"ground": "second thoughts"}}, "final"),
    ("recommendation", "draft", "issue", M, RECOMMENDATION_FACTS, {"review_type": "p25_inv", "rec_type": "INVESTIGATE"}, "kind"),
    ("recommendation", "issued", "accept", R, RECOMMENDATION_FACTS, {"answers": {}}, "steps"),
    ("recommendation", "issued", "accept_in_part", R, RECOMMENDATION_FACTS, {"answers": {"steps": "x"}}, "reasons"),
    ("recommendation", "issued", "reject", R, RECOMMENDATION_FACTS, {"answers": {}}, "reasons"),
    ("recommendation", "accepted", "confirm_implemented", R, RECOMMENDATION_FACTS, {"answers": {}}, "evidence"),
    ("recommendation", "accepted", "supersede", R, RECOMMENDATION_FACTS, {"answers": {}}, "reason"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "trigger", "role", "facts", "change", "says"), REFUSALS)
def test_refuses_with_its_sentence(
    name: str, state: str, trigger: str, role: Role, facts: Any, change: dict[str, Any], says: str
) -> None:
    workflow = WORKFLOWS[name]
    with pytest.raises(TransitionRefused) as refused:
        workflow.fire(workflow.states(state), workflow.triggers(trigger), role, dataclasses.replace(facts, **change))
    assert says in refused.value.reason


def test_the_rulebooks_other_role_is_told_to_ask_a_colleague() -> None:
    workflow = WORKFLOWS["complaint_review"]
    with pytest.raises(TransitionRefused, match="Your role"):
        workflow.fire(workflow.states("sign_off"), workflow.triggers("approve_reasonable"), R, REVIEW_FACTS)


def test_learning_starts_no_clock_in_law() -> None:
    facts = dataclasses.replace(RECOMMENDATION_FACTS, rec_type="OVERSIGHT_LEARNING")
    move = WORKFLOWS["recommendation"].fire(
        recommendation.State.DRAFT, recommendation.Trigger.ISSUE, Role.MANAGER, facts
    )
    assert [effect.clock for effect in move.clocks] == ["recommendation.learning_response"]


@pytest.mark.parametrize(("today", "may"), [(9, True), (10, False)])
def test_more_time_is_given_only_before_it_has_run_out(today: int, may: bool) -> None:
    day = RECOMMENDATION_FACTS.today
    assert day
    facts = dataclasses.replace(RECOMMENDATION_FACTS, today=day.replace(day=today))
    assert recommendation.may_extend(facts) is may
