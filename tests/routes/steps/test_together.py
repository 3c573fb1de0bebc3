"""Several cases of a list at once: given to a colleague or closed; each that is refused is named, the others are done."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Note, Task
from casework.services.record import cases, tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, read
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]


@pytest.fixture
def made(app: Flask, staff: Staff) -> list[str]:
    """Four enquiries that nobody owns."""
    with app.app_context():
        references = [factories.enquiry(staff["officer"], days_ago=number).reference for number in range(4)]
    for reference in references:
        change(app, reference, owner_id=None)
    return references


def ticked(client: CheckingClient, references: list[str], what: str = "give", **typed: str) -> str:
    """The page after the list with these ticked."""
    page = client.get("/cases?category=all").text
    boxes = [value for value in re.findall(r'name="case" value="([^"]+)"', page) if value.split(".")[0] in references]
    data = {"csrf_token": client.csrf("/cases"), "case": boxes, **typed}
    return client.post(f"/together/{what}?category=all", data=data).text


def carry_on(client: CheckingClient, page: str, what: str = "give", **typed: str) -> TestResponse:
    """Send the form of such a page."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<h1")[2])
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(f"/together/{what}?category=all", data={**data, **typed})


def owners(inside: Inside, references: list[str]) -> list[int | None]:
    return inside(lambda: [db.session.query(Case).filter_by(reference=each).one().owner_id for each in references])


def change(app: Flask, reference: str, **values: object) -> None:
    with app.app_context(), unit_of_work():
        case = db.session.query(Case).filter_by(reference=reference).one()
        for name, value in values.items():
            setattr(case, name, value)


def test_ticked_cases_are_given_with_their_tasks_and_a_note_in_three_pages(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside, made: list[str]
) -> None:
    with app.app_context(), unit_of_work():
        case = cases.load_for_change(made[0], actor=staff["officer"])
        tasks.open_task(Kind.LETTER_TO_WRITE, case, About(), actor=staff["officer"])
    client, to = signed_in("manager"), staff["reviewer"].user_id
    page = ticked(client, made[:3])
    assert "Give 3 cases to a colleague" in page
    assert "Reviewer (invented): 0 open" in page
    answer = carry_on(client, page, owner_id=str(to), note="I am away for a month.")
    assert (answer.status_code, answer.location) == (303, "/cases?category=all")
    assert "3 cases are given." in client.get(answer.location).text
    assert owners(inside, made) == [to, to, to, None]
    assert inside(lambda: db.session.query(Task).one().owner_id) == to
    assert inside(lambda: {note.text for note in db.session.query(Note)}) == {"I am away for a month."}


def test_what_is_refused_is_named_before_the_others_are_done_and_again_after(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside, made: list[str]
) -> None:
    client, to = signed_in("manager"), str(staff["reviewer"].user_id)
    page = ticked(client, made)
    with app.app_context():
        case = cases.load(made[1], actor=staff["officer"])
        factories.move(case, "close_without_reply", staff["officer"], why_no_reply="praise")
    change(app, made[2], about="Changed by somebody else meanwhile")
    asked = carry_on(client, page, owner_id=to)
    assert asked.status_code == 200
    assert "2 cases cannot be given" in asked.text
    assert "Give the other 2 cases" in asked.text
    assert f"changed {made[1]} at" in asked.text
    assert f"changed {made[2]} at" in asked.text
    assert owners(inside, made) == [None] * 4, "nothing has happened yet"
    done = carry_on(client, asked.text, owner_id=to)
    assert "2 cases are given. 2 cases are as before" in done.text
    assert f"changed {made[1]} at" in done.text
    assert owners(inside, made) == [int(to), None, None, int(to)]
    again = carry_on(client, asked.text, owner_id=to)
    assert again.status_code == 409, "the same form counts once"


def test_a_case_that_is_closed_or_was_changed_before_the_page_is_named_on_it(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    client = signed_in("manager")
    page = client.get("/cases").text
    boxes = re.findall(r'name="case" value="([^"]+)"', page)
    change(app, made[0], about="Changed by somebody else meanwhile")
    with app.app_context():
        case = cases.load(made[1], actor=staff["officer"])
        factories.move(case, "close_without_reply", staff["officer"], why_no_reply="praise")
    given = {"csrf_token": client.csrf("/cases"), "case": [*boxes, "E-1999-00001.1", "nonsense"]}
    page = client.post("/together/give", data=given).text
    assert "Give 2 cases to a colleague" in page
    assert "3 cases cannot be given" in page
    for words in ("Somebody changed it after you opened the list", "It is closed already", "not there to be seen"):
        assert words in page


def test_a_restricted_case_is_given_only_to_somebody_who_is_named_on_it(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside, made: list[str]
) -> None:
    with app.app_context():
        factories.restrict(made[0], staff["manager"], staff["reviewer"])
    hidden = ticked(signed_in("officer"), made)
    assert made[0] not in hidden
    client = signed_in("manager")
    page = ticked(client, made[:2])
    assert "Only somebody who is named on it can have it: Manager (invented), Reviewer (invented)" in page
    asked = carry_on(client, page, owner_id=str(staff["officer"].user_id))
    assert "Officer (invented) is not named on this restricted case" in asked.text
    carry_on(client, asked.text, owner_id=str(staff["officer"].user_id))
    assert owners(inside, made[:2]) == [None, staff["officer"].user_id]


def test_ticked_cases_are_closed_with_the_reason_that_the_step_asks_for(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside, made: list[str]
) -> None:
    with app.app_context():
        review = factories.review(staff["reviewer"]).reference
        waits = factories.logged("service_complaint", staff["officer"]).reference
    client = signed_in("officer")
    page = ticked(client, [*made, review, waits], "close")
    assert "Close without a reply (enquiry)" in page
    assert "Possible for 4 of them" in page
    page = carry_on(client, page, "close", closing="enquiry.close_without_reply").text
    assert "Close without a reply: 4 cases" in page
    assert "2 cases cannot be closed so" in page
    assert f"{review}</a></dt>" in page
    assert "Choose one." in carry_on(client, page, "close").text
    asked = carry_on(client, page, "close", why_no_reply="praise")
    assert "Close the other 4 cases" in asked.text
    done = carry_on(client, asked.text, "close", why_no_reply="praise")
    assert "4 cases are closed. 2 cases are as before" in done.text
    states = inside(lambda: {case.reference: case.category for case in db.session.query(Case)})
    assert states == dict.fromkeys(made, "closed") | {review: "new", waits: "new"}


def test_the_whole_list_can_be_taken_as_its_filter_finds_it(
    app: Flask, staff: Staff, signed_in: SignIn, inside: Inside
) -> None:
    with app.app_context():
        made = [factories.enquiry(staff["officer"]).reference for _ in range(53)]
        other = factories.enquiry(staff["officer"], district="bradford").reference
    client = signed_in("manager")
    assert 'name="all"' in client.get("/cases?district=leeds").text
    data = {"csrf_token": client.csrf("/cases"), "all": "yes"}
    page = client.post("/together/give?district=leeds", data=data).text
    assert "Give 53 cases to a colleague" in page
    assert carry_on(client, page, owner_id=str(staff["reviewer"].user_id)).status_code == 303
    assert set(owners(inside, made)) == {staff["reviewer"].user_id}
    assert owners(inside, [other]) == [staff["officer"].user_id]


def test_nothing_ticked_leads_back_to_the_list_with_what_to_do(signed_in: SignIn) -> None:
    client = signed_in("manager")
    data = {"csrf_token": client.csrf("/cases")}
    answer = client.post("/together/give?district=leeds", data=data)
    assert answer.location == "/cases?district=leeds"
    assert "Tick the cases first" in client.get(answer.location).text


def test_what_a_letter_goes_with_is_not_closed_together(signed_in: SignIn, app: Flask, staff: Staff) -> None:
    with app.app_context():
        reference = factories.review_in_sign_off(staff).reference
    page = ticked(signed_in("manager"), [reference], "close")
    assert "You can close none of these together" in page


def test_an_auditor_can_tick_nothing(signed_in: SignIn, made: list[str]) -> None:
    page = signed_in("auditor").get("/cases").text
    assert made[0] in page
    assert 'name="case"' not in page


def test_any_query_can_stand_in_the_address_of_a_list(signed_in: SignIn, made: list[str]) -> None:
    assert signed_in("manager").get("/cases?endpoint=x&_scheme=javascript&_external=1&values=y").status_code == 200


def test_the_assign_page_says_what_each_has_in_hand_and_who_is_away(
    app: Flask, staff: Staff, signed_in: SignIn, made: list[str]
) -> None:
    change(app, made[0], owner_id=staff["officer"].user_id)
    page = signed_in("manager").get(f"/cases/{made[1]}/assign").text
    assert "Officer (invented): 1 open" in page
    assert read(page).headings == 1
