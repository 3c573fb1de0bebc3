"""The next step on the page of a case: one blue button where somebody can act, otherwise who has to do what by when."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask

from casework import clock as wall
from casework.access import Actor
from casework.extensions import db
from casework.models import Clock
from tests import factories, walking
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.steps_shown import MAIN, OUT, Section
from tests.statements import asked
from workflows.calendars import spoken

Staff = dict[str, Actor]


def shown(client: CheckingClient, reference: str) -> Section:
    return Section(client.get(f"/cases/{reference}").text)


def until(inside: Inside, clock: str) -> str:
    """The day of the one clock of this name, as a sentence has it."""
    day = inside(lambda: db.session.query(Clock).filter_by(code=clock).one().due_on)
    assert day
    return spoken(day)


def refused(section: Section) -> str:
    return section.words.partition("Not possible now")[2]


def test_a_reviewer_of_a_new_application_reads_that_an_officer_acknowledges_it_until_when(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"]).reference)
    seen = shown(signed_in("reviewer"), reference)
    assert (
        f"Waiting for a casework officer until {until(inside, 'complaint_review.acknowledge')}: acknowledge."
        in seen.words
    )
    assert seen.blue == []
    assert seen.under(MAIN) == []
    assert seen.under(OUT) == ["Record a withdrawal"]


def test_an_officer_of_a_new_application_has_one_blue_button_and_nobody_to_wait_for(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"]).reference)
    seen = shown(signed_in("officer"), reference)
    assert seen.blue == ["Acknowledge"]
    assert "Waiting for" not in seen.words


def test_a_reviewer_whose_draft_waits_for_sign_off_reads_who_signs_and_cannot_pass_it_to_the_iopc(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_in_sign_off(staff).reference)
    seen = shown(signed_in("reviewer"), reference)
    day = until(inside, "complaint_review.sign_off")
    assert f"Waiting for a manager until {day}: sign the draft decision or send it back." in seen.words
    assert [button.text for button in seen.buttons] == ["Record a withdrawal"]
    assert "Pass to the IOPC Answer the review body test first" in refused(seen)


@pytest.mark.parametrize(
    ("reasonable", "signs"),
    [(True, "Sign: reasonable and proportionate"), (False, "Sign: not reasonable and proportionate")],
)
def test_a_manager_is_offered_to_sign_what_the_draft_found(
    inside: Inside, staff: Staff, signed_in: SignIn, reasonable: bool, signs: str
) -> None:
    reference = inside(lambda: factories.review_in_sign_off(staff, reasonable=reasonable).reference)
    seen = shown(signed_in("manager"), reference)
    assert seen.blue == [signs]
    assert seen.under(MAIN) == [signs, "Send back with comments"]
    assert seen.under(OUT) == []


def test_a_reviewer_waits_for_the_force_by_name_and_records_its_answer_where_the_recommendations_are(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_decided(staff).reference)
    page = signed_in("reviewer").get(f"/cases/{reference}").text
    seen = Section(page)
    day = until(inside, "recommendation.response")
    assert f"Waiting for West Yorkshire Police until {day}: record their answer." in seen.words
    assert seen.blue == ["Record their answer"]
    assert f'href="/cases/{reference}/recommendations">Record their answer' in page
    assert seen.under(OUT) == ["Record a withdrawal"]
    by_manager = shown(signed_in("manager"), reference)
    assert f"Waiting for West Yorkshire Police until {day}: record their answer." in by_manager.words
    assert by_manager.buttons == []


def test_after_the_answer_the_page_waits_until_the_day_by_which_the_force_said_it_would_be_done(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def answered() -> str:
        case = factories.review_decided(staff)
        day = wall.today() + dt.timedelta(days=40)
        factories.recommendation_move(case, "accept", staff["reviewer"], steps="A letter.", implementation_on=day)
        return case.reference

    seen = shown(signed_in("reviewer"), inside(answered))
    day = until(inside, "recommendation.implementation")
    assert f"Waiting for West Yorkshire Police until {day}: confirm that it was done." in seen.words


def test_a_day_that_has_passed_is_told_as_overdue(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"], days_ago=14).reference)
    seen = shown(signed_in("reviewer"), reference)
    assert "Waiting for a casework officer, " in seen.words
    assert "overdue: acknowledge." in seen.words


def walked(name: str, way: list[walking.Step], staff: Staff) -> str:
    return factories.walk(factories.logged(name, staff["officer"]), way, staff).reference


def in_triage(staff: Staff, **values: Any) -> str:
    case = factories.review(staff["reviewer"], **values)
    return factories.move(case, "acknowledge", staff["officer"]).reference


def test_a_reviewer_who_has_not_answered_the_triage_questions_is_led_to_them(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: in_triage(staff))
    reviewer = signed_in("reviewer")
    seen = shown(reviewer, reference)
    assert seen.blue == ["Answer the triage questions"]
    assert "Accept as valid: not possible yet. Answer the review body test first" in seen.words
    assert seen.under(MAIN) == ["Answer the triage questions", "Ask for information or authority"]
    assert reviewer.send(f"/cases/{reference}/triage", **factories.GATES, **factories.TESTS).status_code == 303
    assert shown(reviewer, reference).blue == ["Accept as valid"]


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ({"T1": "yes"}, "Pass to the IOPC"),
        ({"P5": "no"}, "Close: another force"),
        ({"P2": "no"}, "Close: no right of review"),
    ],
)
def test_what_the_triage_answers_call_for_is_the_next_step(
    inside: Inside, staff: Staff, signed_in: SignIn, answers: dict[str, str], step: str
) -> None:
    reference = inside(lambda: in_triage(staff, letter_named_body="iopc"))
    reviewer = signed_in("reviewer")
    typed = factories.GATES | factories.TESTS | answers
    assert reviewer.send(f"/cases/{reference}/triage", **typed).status_code == 303
    seen = shown(reviewer, reference)
    assert seen.blue == [step]
    assert "Accept as valid" not in seen.under(MAIN)
    assert (
        f"Waiting for a reviewer until {until(inside, 'complaint_review.triage')}"
        in shown(signed_in("manager"), reference).words
    )


def test_a_review_that_the_letter_sent_to_us_is_passed_on_once_a_second_person_agrees(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: in_triage(staff))
    reviewer = signed_in("reviewer")
    typed = factories.GATES | factories.TESTS | {"T1": "yes"}
    assert reviewer.send(f"/cases/{reference}/triage", **typed).status_code == 303
    seen = shown(reviewer, reference)
    assert seen.blue == []
    assert (
        "Pass to the IOPC: not possible yet. The outcome letter named this office: a second person must" in seen.words
    )
    manager = signed_in("manager")
    assert manager.send(f"/cases/{reference}/review", form=-1).status_code == 303
    assert shown(reviewer, reference).blue == ["Pass to the IOPC"]


def test_a_late_application_is_asked_about_and_not_accepted(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    long_ago = wall.today() - dt.timedelta(days=90)
    reference = inside(lambda: in_triage(staff, provided_on=long_ago, complaint_made_on=long_ago))
    reviewer = signed_in("reviewer")
    assert reviewer.send(f"/cases/{reference}/triage", **factories.GATES, **factories.TESTS).status_code == 303
    assert shown(reviewer, reference).blue == ["Ask why it is late"]


def test_an_assessment_says_what_is_missing_before_the_draft_can_be_sent(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_in_assessment(staff).reference)
    seen = shown(signed_in("reviewer"), reference)
    assert (
        "Send the draft decision for sign-off: not possible yet. Add the allegations and give a finding" in seen.words
    )
    assert seen.blue == []
    assert "Send the draft decision for sign-off" not in [button.text for button in seen.buttons]
    assert seen.under(MAIN) == ["Ask for more papers", "Raise a referral issue"]


def test_an_officer_who_asked_a_partner_waits_for_them_by_name(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def waiting() -> str:
        case = factories.enquiry(staff["officer"])
        factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Them")
        asks = {"partner": "Leeds City Council", "question": "Any lamps?", "consent": True}
        return factories.move(case, "ask_partner", staff["officer"], **asks).reference

    seen = shown(signed_in("officer"), inside(waiting))
    day = until(inside, "partner_question.answer")
    assert f"Waiting for Leeds City Council until {day}: record their answer." in seen.words
    assert seen.blue == ["Record their answer"]


def test_a_sensitive_reply_is_sent_for_approval_and_then_waits_for_a_manager(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.drafting(staff["officer"], sensitive=True).reference)
    officer = signed_in("officer")
    assert shown(officer, reference).blue == ["Send the reply for approval"]
    officer.send(f"/cases/{reference}/moves/submit_reply", reply="So it is.")
    seen = shown(officer, reference)
    assert seen.blue == []
    assert (
        f"Waiting for a manager until {until(inside, 'enquiry.approval')}: sign the reply or send it back" in seen.words
    )
    assert shown(signed_in("manager"), reference).blue == ["Approve and send the reply"]


def test_a_replied_enquiry_waits_for_the_person_and_has_no_blue_button(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    seen = shown(signed_in("officer"), inside(lambda: factories.replied(staff["officer"]).reference))
    day = until(inside, "enquiry.comeback")
    assert f"Waiting for Pat Invented until {day}: it closes by itself if they do not come back." in seen.words
    assert seen.buttons == [("Reopen", False, MAIN)]


def test_an_information_request_waits_for_whoever_it_was_passed_to(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    workflow = walking.SIMPLE["information_request"]
    way = walking.path_to(workflow, "with_information_team")
    reference = inside(lambda: factories.walk(factories.logged(workflow.name, staff["officer"]), way, staff).reference)
    seen = shown(signed_in("officer"), reference)
    day = until(inside, "information_request.answer")
    assert f"Waiting for {way[-1].answers['passed_to']} until {day}: answer." in seen.words
    assert seen.blue == ["Answer"]
    assert seen.under(OUT) == ["Close without an answer", "Close: it was logged by mistake"]


def test_a_closed_case_says_when_it_was_closed_and_has_no_next_step(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.review_decided(staff, recommend=False).reference)
    seen = shown(signed_in("manager"), reference)
    assert "This case was closed on " in seen.words
    assert "Next step" not in seen.words
    assert seen.buttons == [("Reopen", False, MAIN)]
    assert shown(signed_in("officer"), reference).buttons == []


def test_who_only_reads_is_told_whose_turn_it_is(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    seen = shown(signed_in("auditor"), reference)
    assert "Waiting for a casework officer until " in seen.words
    assert seen.buttons == []
    assert refused(seen) == ""


@pytest.mark.parametrize("name", list(walking.SIMPLE))
def test_every_state_of_every_simple_type_has_at_most_one_blue_button_or_somebody_to_wait_for(
    inside: Inside, staff: Staff, signed_in: SignIn, name: str
) -> None:
    workflow = walking.SIMPLE[name]
    officer, manager = signed_in("officer"), signed_in("manager")
    for state in workflow.states:
        way = walking.path_to(workflow, state)
        case = inside(partial(walked, name, way, staff))
        for client in (officer, manager):
            seen = shown(client, case)
            assert len(seen.blue) <= 1
            assert seen.blue or "Waiting for" in seen.words or "This case was closed" in seen.words


def test_a_review_takes_two_statements_more_than_an_enquiry_to_say_what_is_next(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """Both have answered the questions of a step, which their stories show."""
    asked_about = {"who_will_be_asked": "The council"}
    enquiry = inside(
        lambda: (
            factories.move(
                factories.enquiry(staff["officer"]), "acknowledge", staff["officer"], **asked_about
            ).reference
        )
    )
    review = inside(lambda: factories.review_in_sign_off(staff).reference)
    client = signed_in("manager")

    def statements(reference: str) -> int:
        with asked(app) as found:
            client.get(f"/cases/{reference}")
        return len(found)

    assert statements(review) - statements(enquiry) <= 2


def test_whether_a_manager_signs_the_reply_is_looked_up_once_for_a_page(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference, client = inside(lambda: factories.drafting(staff["officer"]).reference), signed_in("officer")
    with asked(app) as found:
        client.get(f"/cases/{reference}")
    assert len([text for text in found if text.startswith("SELECT person.full_name")]) == 1
    assert len(found) == len(set(found))
