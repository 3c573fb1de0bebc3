"""Handing over all that somebody has in hand: before a long leave, and where an account is closed."""

import datetime as dt
from collections import Counter

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Task
from casework.services.record import cases, tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.client import read
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
ACCOUNT = {"name": "Officer (invented)", "email": "officer@test.example", "roles": ["casework_officer"], "team": "1"}


@pytest.fixture
def made(app: Flask, staff: Staff) -> list[str]:
    """Four enquiries of the officer, due one after the other, the first with a task; and one that is closed."""
    with app.app_context():
        references = [factories.enquiry(staff["officer"]).reference for _ in range(5)]
        with unit_of_work():
            for number, reference in enumerate(references):
                case = cases.load_for_change(reference, actor=staff["officer"])
                case.next_due_on = clock.today() + dt.timedelta(days=number)
            case = cases.load_for_change(references[0], actor=staff["officer"])
            tasks.open_task(Kind.LETTER_TO_WRITE, case, About(), actor=staff["officer"])
        case = cases.load(references[4], actor=staff["officer"])
        factories.move(case, "close_without_reply", staff["officer"], why_no_reply="praise")
        return references


def owners(inside: Inside, references: list[str]) -> list[int | None]:
    return inside(lambda: [db.session.query(Case).filter_by(reference=each).one().owner_id for each in references])


def test_all_open_cases_and_tasks_are_given_to_others_in_turn(
    signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    client = signed_in("manager")
    officer, reviewer, second = (staff[who].user_id for who in ("officer", "reviewer", "second_manager"))
    assert f"/hand-over/{officer}" in client.get("/").text
    page = client.get(f"/hand-over/{officer}").text
    assert "Officer (invented) has 4 open cases and 1 task" in page
    answer = client.send(f"/hand-over/{officer}", who=[str(reviewer), str(second)])
    assert "4 cases are handed over" in client.get(answer.location).text
    assert owners(inside, made) == [reviewer, second, reviewer, second, officer]
    assert inside(lambda: db.session.query(Task).one().owner_id) == reviewer
    told = inside(lambda: [row.data["owner"] for row in db.session.query(CaseEvent).filter_by(kind="case_assigned")])
    assert Counter(told) == Counter([reviewer, second, reviewer, second])
    assert "Assigned the case" in client.get(f"/cases/{made[0]}/timeline").text
    assert "nothing to hand over" in client.get(f"/hand-over/{officer}").text


def test_a_page_that_was_opened_before_the_cases_changed_hands_is_stale(
    app: Flask, signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    officer, path = signed_in("officer"), f"/cases/{made[0]}/moves/close_without_reply"
    opened = read(officer.get(path).text).forms[-1]["fields"]
    signed_in("manager").send(f"/hand-over/{staff['officer'].user_id}", who=[str(staff["reviewer"].user_id)])
    assert {"csrf_token", "token", "row_version"} <= set(opened)
    stale = officer.post(path, data={**opened, "why_no_reply": "praise"})
    assert stale.status_code == 409
    assert inside(lambda: db.session.query(Case).filter_by(reference=made[0]).one().state) == "new"
    assert owners(inside, made[:1]) == [staff["reviewer"].user_id]
    assert officer.send(path, why_no_reply="praise").status_code == 303


def test_a_restricted_case_goes_only_to_somebody_who_is_named_on_it(
    app: Flask, signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    officer, reviewer, second = (staff[who].user_id or 0 for who in ("officer", "reviewer", "second_manager"))
    with app.app_context():
        factories.restrict(made[0], staff["officer"], staff["manager"])
        factories.restrict(made[1], staff["officer"], staff["manager"], staff["reviewer"])
    client = signed_in("officer")
    answer = client.send(f"/hand-over/{officer}", who=[str(second), str(reviewer)])
    page = client.get(answer.location).text
    assert "3 cases are handed over" in page
    assert "1 restricted case stays with Officer (invented)" in page
    assert owners(inside, made[:2]) == [officer, reviewer]


def test_whoever_may_not_see_a_case_is_told_only_that_it_stays(
    app: Flask, signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    officer, reviewer = (staff[who].user_id or 0 for who in ("officer", "reviewer"))
    with app.app_context():
        factories.restrict(made[0], staff["officer"], staff["second_manager"])
    client = signed_in("manager")
    answer = client.send(f"/hand-over/{officer}", who=[str(reviewer)])
    page = client.get(answer.location).text
    assert "1 case stays with Officer (invented), who can give it to somebody else" in page
    assert "restricted" not in page
    assert made[0] not in page
    assert owners(inside, made[:1]) == [officer]


def test_nobody_hands_over_what_is_a_colleagues_but_a_manager(
    signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    client = signed_in("reviewer")
    assert client.get(f"/hand-over/{staff['officer'].user_id}").status_code == 403
    own = signed_in("officer").get(f"/hand-over/{staff['officer'].user_id}")
    assert "You have 4 open cases and 1 task" in own.text
    assert "Choose at least one colleague" in signed_in("officer").send(f"/hand-over/{staff['officer'].user_id}").text
    assert set(owners(inside, made)) == {staff["officer"].user_id}


def test_closing_an_account_asks_who_gets_its_open_cases(
    signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    client, officer = signed_in("administrator"), staff["officer"].user_id
    address = f"/administration/users/{officer}"
    assert "4 open cases and 1 task" in client.get(address).text
    refused = client.send(address, **ACCOUNT)
    assert refused.status_code == 422
    assert "Officer (invented) has 4 open cases and 1 task. Choose who gets them" in refused.text
    to = [str(staff["reviewer"].user_id)]
    assert "Reviewer (invented)" in client.send(address, **ACCOUNT, hands_to=to).text
    assert set(owners(inside, made)) == {officer}, "nothing happens before it is confirmed"
    assert client.send(address, **ACCOUNT, hands_to=to, confirmed="yes").status_code == 303
    assert owners(inside, made) == [staff["reviewer"].user_id] * 4 + [officer]


@pytest.mark.parametrize(("answer", "goes_to"), [("team", None), ("stays", "officer")])
def test_the_work_of_a_closed_account_can_go_to_the_team_or_stay(
    signed_in: SignIn, staff: Staff, inside: Inside, made: list[str], answer: str, goes_to: str | None
) -> None:
    client, officer = signed_in("administrator"), staff["officer"].user_id
    address = f"/administration/users/{officer}"
    both = client.send(address, **ACCOUNT, hands_to=[answer, str(staff["reviewer"].user_id)])
    assert both.status_code == 422
    assert client.send(address, **ACCOUNT, hands_to=[answer], confirmed="yes").status_code == 303
    assert owners(inside, made[:1]) == [staff[goes_to].user_id if goes_to else None]


def test_an_account_that_goes_on_keeps_its_cases_whatever_was_ticked(
    signed_in: SignIn, staff: Staff, inside: Inside, made: list[str]
) -> None:
    client, officer = signed_in("administrator"), staff["officer"].user_id
    to = [str(staff["reviewer"].user_id)]
    sent = {**ACCOUNT, "enabled": "yes", "hands_to": to, "confirmed": "yes"}
    assert client.send(f"/administration/users/{officer}", **sent).status_code == 303
    assert set(owners(inside, made)) == {officer}


def test_an_answer_that_is_not_in_the_list_is_refused_beside_the_question(
    signed_in: SignIn, staff: Staff, inside: Inside
) -> None:
    client, officer = signed_in("administrator"), staff["officer"].user_id
    address = f"/administration/users/{officer}"
    assert 'name="hands_to"' not in client.get(address).text, "nothing is in hand"
    refused = client.send(address, **ACCOUNT, hands_to=["0"])
    assert refused.status_code == 422
    assert 'href="#hands_to"' in refused.text
    assert 'id="hands_to"' in refused.text
    assert "who gets what they have in hand”: choose from the list." in refused.text


def test_a_form_sent_after_all_was_handed_over_is_answered_by_a_page_without_it(
    staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("manager")
    answer = client.post(f"/hand-over/{staff['auditor'].user_id}", data={"csrf_token": client.csrf("/password")})
    assert answer.status_code == 422
    assert "There is nothing to hand over" in answer.text
    assert "Please put this right" not in answer.text
