"""My work: what is due, in words, and for managers what waits for them."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import event

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseAccess
from casework.pages.desk import work
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import SignIn


def owned(app: Flask, owner: Actor, *, due_in: int | None, **values: object) -> str:
    """An enquiry of the owner that is due in some days. Returns its reference."""
    with app.app_context():
        case = factories.enquiry(owner)
        with unit_of_work():
            case = db.session.merge(case)
            case.owner_id = owner.user_id
            case.next_due_on = None if due_in is None else clock.today() + dt.timedelta(days=due_in)
            case.next_clock = None if due_in is None else "enquiry.acknowledge"
            for name, value in values.items():
                setattr(case, name, value)
        return str(case.reference)


def test_show_without_cases_says_what_to_do(signed_in: SignIn) -> None:
    page = signed_in("officer").get("/").text
    assert "You have no open cases" in page
    assert "/cases?owner=none" in page


@pytest.mark.parametrize(
    ("due_in", "words"),
    [
        (-3, "3 days overdue"),
        (-1, "1 day overdue"),
        (0, "due today, "),
        (1, "due tomorrow, "),
        (4, "due in 4 days, "),
        (30, "due "),
        (None, "no date set"),
    ],
)
def test_show_says_in_words_when_a_case_is_due(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, due_in: int | None, words: str
) -> None:
    reference = owned(app, staff["officer"], due_in=due_in)
    page = signed_in("officer").get("/").text
    assert f'href="/cases/{reference}"' in page
    assert words in page
    assert "Acknowledge" in page


def test_show_leaves_out_the_cases_of_others_and_closed_ones(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    others = owned(app, staff["reviewer"], due_in=-1)
    closed = owned(app, staff["officer"], due_in=-1)
    with app.app_context():
        case = cases.load(closed, actor=staff["officer"])
        factories.move(case, "signpost", staff["officer"], signposted_to="Leeds City Council")
    page = signed_in("officer").get("/").text
    assert others not in page
    assert closed not in page


def test_show_hides_a_restricted_case_from_its_owner_who_is_not_named(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = owned(app, staff["officer"], due_in=-1, restricted=True)
    assert reference not in signed_in("officer").get("/").text
    with app.app_context(), unit_of_work():
        case = db.session.query(Case).filter_by(reference=reference).one()
        officer = staff["officer"].user_id
        db.session.add(CaseAccess(case_id=case.id, user_id=officer, named_by_id=officer, named_at=clock.now()))
    assert reference in signed_in("officer").get("/").text


def test_show_gives_managers_what_waits_for_their_signature(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    with app.app_context():
        reference = factories.review_in_sign_off(staff).reference
    client = signed_in("manager")
    page = client.get("/").text
    assert '<a href="/to-sign"><b>1</b> To sign</a>' in page
    assert reference in client.get("/to-sign").text
    assert "What the team has in hand" in page
    assert "/to-sign" not in signed_in("officer").get("/").text


def test_show_names_the_readers_own_step_or_whom_the_case_waits_for(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    with app.app_context():
        new = factories.review(staff["reviewer"])
        assessed = factories.review_in_assessment(staff)
        waiting = factories.review_in_sign_off(staff)
        decided = factories.review_decided(staff)
        with unit_of_work():
            for case in (new, assessed, waiting, decided):
                db.session.merge(case).owner_id = staff["reviewer"].user_id
        references = [case.reference for case in (new, assessed, waiting, decided)]
    page = signed_in("reviewer").get("/").text
    assert [own_step(page, reference) for reference in references] == [
        "Waiting for a casework officer",
        "Assess it and draft the decision",
        "Waiting for a manager",
        "Record the answer to each recommendation Waiting for the force",
    ]
    assert "withdrawal" not in page
    assert "Pass to the IOPC" not in page


def own_step(page: str, reference: str) -> str:
    """What stands in the last column of the line of a case."""
    line = page.partition(f'href="/cases/{reference}">')[2].partition("</tr>")[0]
    cell = line.partition('data-label="Next step">')[2]
    return words(cell.replace(f", {reference}", ""), apart=" ")


def test_show_takes_the_same_number_of_queries_for_many_cases(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    client = signed_in("manager")
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for due_in in (-2, 0, 3, None):
        for _ in range(3):
            owned(app, staff["manager"], due_in=due_in)
    asked.clear()
    assert client.get("/").status_code == 200
    read = [statement for statement in asked if statement.lstrip("( ").upper().startswith("SELECT")]
    of_signing_in = 2
    of_letters_and_tasks = 2
    of_the_team = 2
    of_kept_filters = 1
    assert len(read) <= 4 + of_the_team + of_kept_filters + of_letters_and_tasks + of_signing_in


@pytest.mark.parametrize(("who", "first_page"), [("administrator", "/administration/users"), ("auditor", "/audit")])
def test_show_sends_people_without_casework_to_their_own_page(signed_in: SignIn, who: str, first_page: str) -> None:
    assert signed_in(who).get("/").location == first_page


def test_show_has_the_first_lines_of_each_section_and_says_how_many_there_are(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    late = [owned(app, staff["officer"], due_in=-number) for number in range(1, work.SHOWN + 3)]
    later = owned(app, staff["officer"], due_in=30)
    page = signed_in("officer").get("/").text
    assert late[-1] in page
    assert late[0] not in page
    assert later in page
    assert f'<a href="/cases?owner=mine&amp;due=overdue">{len(late)} cases</a>' in page
