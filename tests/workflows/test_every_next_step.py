"""The next step for every state and role of every workflow, against tables written by hand.

A test file of this folder that has `NEXT` brings the tables of its type.
"""

import dataclasses
from collections.abc import Collection
from enum import StrEnum
from typing import Any

import pytest

from tests.workflows import declared
from tests.workflows.next_rows import AUDITOR, MANAGER, OFFICER, REVIEWER, Now, World
from tests.workflows.test_next_step import ENQUIRY_FACTS, REVIEW_FACTS, TODAY
from workflows import next_step
from workflows.engine import Move, Workflow
from workflows.next_step import Glance, NextStep
from workflows.registry import WORKFLOWS
from workflows.roles import Role
from workflows.turns import Way

TABLES: dict[str, World] = {name: world for worlds in declared.all_of("NEXT") for name, world in worlds.items()}


def without_table(worlds: Collection[World]) -> set[str]:
    return WORKFLOWS.keys() - {workflow.name for workflow, _, _ in worlds}


def test_every_workflow_has_a_table_written_by_hand() -> None:
    assert without_table(TABLES.values()) == set()


def test_a_workflow_without_a_table_is_seen() -> None:
    assert without_table([world for world in TABLES.values() if world[0].name != "enquiry"]) == {"enquiry"}


@pytest.mark.parametrize("world", list(TABLES))
def test_every_state_stands_in_its_table(world: str) -> None:
    workflow, _, rows = TABLES[world]
    assert rows.keys() == {state.value for state in workflow.states}


def of(workflow: Workflow, state: str, *roles: Role, facts: Any) -> NextStep:
    return next_step.of(workflow, workflow.states(state), roles=roles, facts=facts, today=TODAY)


def now(found: NextStep) -> Now:
    return names([found.next] if found.next else []), names(found.others), names(found.ways_out)


def names(moves: Collection[Move]) -> str:
    return " ".join(move.trigger.value for move in moves)


@pytest.mark.parametrize("world", list(TABLES))
def test_what_each_role_can_do_now_in_each_state(world: str) -> None:
    workflow, facts, rows = TABLES[world]
    found = {(state, role): now(of(workflow, state, role, facts=facts)) for state in rows for role in Role}
    assert found == {(state, role): row.now.get(role, ("", "", "")) for state, row in rows.items() for role in Role}


@pytest.mark.parametrize("world", list(TABLES))
def test_whose_turn_it_is_in_each_state_and_for_what(world: str) -> None:
    workflow, facts, rows = TABLES[world]
    waiting = {state: of(workflow, state, AUDITOR, facts=facts).waiting for state in rows}
    said = {state: f"{each.who}: {each.to}" if each else "" for state, each in waiting.items()}
    assert said == {state: row.turn for state, row in rows.items()}


@pytest.mark.parametrize("world", list(TABLES))
def test_what_is_offered_refused_and_left_out_is_all_that_a_role_may_try(world: str) -> None:
    workflow, facts, rows = TABLES[world]
    for state in map(workflow.states, rows):
        for role in Role:
            found = of(workflow, state, role, facts=facts)
            offered = [
                *filter(None, [found.next]),
                *found.others,
                *found.ways_out,
                *(each.move for each in found.refused),
            ]
            tried = [move for move in workflow.available(state, {role}) if move in offered or not only_waiting(move)]
            assert sorted(move.trigger for move in offered) == sorted(move.trigger for move in tried)
            assert all(each.why.endswith(".") for each in found.refused)


def only_waiting(move: Move) -> bool:
    """What is possible only while a case waits for the person, and not told of otherwise."""
    return move.way is Way.WAITING and move.refused_by(ENQUIRY_FACTS) is not None


@pytest.mark.parametrize("world", list(TABLES))
def test_what_a_list_names_as_the_step_of_each_role(world: str) -> None:
    workflow, _, rows = TABLES[world]
    glances = {
        (state, role): next_step.at_a_glance(workflow, workflow.states(state), {role}).step
        for state in rows
        for role in Role
    }
    assert glances == {(state, role): row.listed.get(role, "") for state, row in rows.items() for role in Role}


def test_nobody_is_ever_told_to_withdraw_or_to_go_back() -> None:
    for workflow, facts, rows in TABLES.values():
        for state in rows:
            for role in Role:
                found = of(workflow, state, role, facts=facts).next
                assert found is None or found.way in (Way.ON, Way.WAITING, Way.CALLED_FOR)


REVIEW = WORKFLOWS["complaint_review"]
ENQUIRY = WORKFLOWS["enquiry"]


def waiting(found: NextStep) -> tuple[str, tuple[str, ...], bool]:
    assert found.waiting is not None
    return found.waiting.who, found.waiting.clocks, found.waiting.mine


def test_what_keeps_the_likely_step_from_being_made_is_told_to_whoever_makes_it() -> None:
    facts = dataclasses.replace(REVIEW_FACTS, allegations=0)
    missing = of(REVIEW, "assessment", REVIEWER, facts=facts).missing
    assert missing is not None
    assert missing.move.trigger == "submit_draft"
    assert missing.why.startswith("Add the allegations and give a finding")
    assert of(REVIEW, "assessment", MANAGER, facts=facts).missing is None
    assert of(REVIEW, "assessment", REVIEWER, facts=REVIEW_FACTS).missing is None


def test_a_manager_who_wrote_the_draft_waits_for_another_manager() -> None:
    found = of(REVIEW, "sign_off", MANAGER, facts=dataclasses.replace(REVIEW_FACTS, author_id=2))
    assert found.next is None
    assert found.missing is not None
    assert found.missing.why.startswith("You wrote this draft")
    assert waiting(found) == ("another manager", ("complaint_review.sign_off",), False)


def test_somebody_who_declared_a_conflict_waits_for_a_colleague() -> None:
    found = of(REVIEW, "assessment", REVIEWER, facts=dataclasses.replace(REVIEW_FACTS, conflict_declared=True))
    assert waiting(found) == ("another reviewer", ("complaint_review.completion",), False)


def test_it_is_the_turn_of_whoever_can_act_or_must_make_it_possible() -> None:
    assert waiting(of(REVIEW, "received", OFFICER, facts=REVIEW_FACTS))[2] is True
    assert waiting(of(REVIEW, "received", REVIEWER, facts=REVIEW_FACTS))[2] is False
    nothing_answered = dataclasses.replace(REVIEW_FACTS, review_body=None)
    assert waiting(of(REVIEW, "triage", REVIEWER, facts=nothing_answered))[2] is True
    assert waiting(of(REVIEW, "triage", MANAGER, facts=nothing_answered))[2] is False
    assert waiting(of(REVIEW, "awaiting_papers", REVIEWER, facts=REVIEW_FACTS))[2] is False
    assert waiting(of(REVIEW, "decided_not_reasonable", REVIEWER, facts=REVIEW_FACTS))[2] is True


@pytest.mark.parametrize(
    ("state", "clocks"),
    [
        ("new", ("enquiry.acknowledge",)),
        ("acknowledged", ("enquiry.reply", "enquiry.reopened")),
        ("awaiting_partner", ()),
        ("drafting", ("enquiry.acknowledge", "enquiry.reply", "enquiry.draft", "enquiry.reopened", "enquiry.waiting")),
        ("replied", ("enquiry.comeback",)),
    ],
)
def test_until_when_is_told_by_the_clocks_that_the_step_ends(state: str, clocks: tuple[str, ...]) -> None:
    assert waiting(of(ENQUIRY, state, AUDITOR, facts=ENQUIRY_FACTS))[1] == clocks


def test_a_step_that_ends_all_clocks_is_due_with_the_first_of_them() -> None:
    request = WORKFLOWS["information_request"]
    found = of(request, "with_information_team", AUDITOR, facts=next_step.NoFacts())
    assert set(waiting(found)[1]) == set(request.clock_rules)


def test_a_case_that_waits_for_its_parts_waits_until_the_first_of_their_clocks() -> None:
    found = of(REVIEW, "decided_not_reasonable", AUDITOR, facts=REVIEW_FACTS).waiting
    assert found is not None
    assert set(next_step.clocks_of(found)) == set(WORKFLOWS["recommendation"].clock_rules)
    turn = next_step.turn_of_part(found.part, "recommendation.implementation")
    assert turn is not None
    assert turn.clocks == ("recommendation.implementation",)


def test_a_list_says_whom_a_case_waits_for() -> None:
    def glance(state: StrEnum, *roles: Role) -> Glance:
        return next_step.at_a_glance(REVIEW, state, roles)

    states = REVIEW.states
    assert glance(states("received"), REVIEWER) == Glance(waits_for="a casework officer")
    assert glance(states("received"), REVIEWER, OFFICER) == Glance(step="Acknowledge")
    assert glance(states("awaiting_papers"), REVIEWER) == Glance(step="Papers are complete", waits_for="the force")
    assert glance(states("awaiting_papers"), MANAGER) == Glance(waits_for="the force")
    assert glance(states("closed"), MANAGER) == Glance()


def test_a_list_says_that_a_case_waits_for_the_person_once_it_is_acknowledged() -> None:
    new, state = ENQUIRY.states("new"), ENQUIRY.states("drafting")
    assert next_step.at_a_glance(ENQUIRY, new, {OFFICER}, waits=True) == Glance(step="Acknowledge")
    waits = next_step.at_a_glance(ENQUIRY, state, {OFFICER}, waits=True)
    assert waits == Glance(step="Record that the person answered", waits_for="the person")
    assert next_step.at_a_glance(ENQUIRY, state, {AUDITOR}, waits=True) == Glance(waits_for="the person")
