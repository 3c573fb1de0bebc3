"""Who has the ball in each open state of each type of case, written a second time by hand."""

import pytest

from workflows import ball
from workflows.ball import Ball
from workflows.engine import Category
from workflows.registry import CASE_WORKFLOWS

PARTNER = {
    "asb_case_review": ["awaiting_bodies", "upheld"],
    "enquiry": ["awaiting_partner"],
    "complaint_review": ["awaiting_papers", "escalated", "decided_not_reasonable"],
    "information_request": ["with_information_team"],
    "subject_access_request": ["with_information_team"],
}
PERSON = {
    "enquiry": ["replied"],
    "complaint_review": ["awaiting_information", "late_reasons"],
    "information_request": ["clarification"],
    "subject_access_request": ["waiting_for_person"],
    "service_complaint": ["answered"],
    "surgery_appointment": ["offered"],
}


def test_the_ball_is_with_others_in_these_states_and_with_us_in_all_else_that_is_open() -> None:
    assert ball.states(Ball.PARTNER) == PARTNER
    assert ball.states(Ball.PERSON) == PERSON
    of_us = ball.states(Ball.US)
    for name, workflow in CASE_WORKFLOWS.items():
        is_open = [state.value for state in workflow.states if workflow.category(state) is not Category.CLOSED]
        theirs = [*PARTNER.get(name, []), *PERSON.get(name, [])]
        assert of_us[name] == [state for state in is_open if state not in theirs]


@pytest.mark.parametrize(("state", "waits", "asked", "whose"), [
    ("drafting", False, False, Ball.US), ("drafting", False, True, Ball.PARTNER), ("drafting", True, True, Ball.PERSON),
    ("awaiting_partner", True, False, Ball.PERSON), ("awaiting_partner", False, False, Ball.PARTNER),
    ("replied", False, True, Ball.PARTNER), ("replied", False, False, Ball.PERSON),
])  # fmt: skip
def test_what_we_asked_the_person_comes_first_and_then_what_we_asked_others(
    state: str, waits: bool, asked: bool, whose: Ball
) -> None:
    assert ball.of("enquiry", state, waits=waits, asked=asked) is whose
