"""My work of somebody who stands in, and of a manager: the team's overdue cases, its load, and where each figure leads."""

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import User
from casework.services.office import absences
from casework.services.office.absences import AbsenceEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import SignIn
from tests.routes.desk.test_cases import FOUND
from tests.routes.desk.test_work import owned

Staff = dict[str, Actor]
LINK = re.compile(r'<a href="(/cases\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def away(app: Flask, staff: Staff, who: str, stand_in: str) -> None:
    today = clock.today()
    entry = AbsenceEntry(
        user_id=staff[who].user_id or 0, stand_in_id=staff[stand_in].user_id or 0, from_on=today,
        to_on=today + dt.timedelta(days=5),
    )  # fmt: skip
    with app.app_context(), unit_of_work():
        absences.record(entry, sent=factories.sent(), actor=staff["manager"])


def shut(app: Flask, person: Actor) -> None:
    """As if an administrator had closed the account."""
    with app.app_context(), unit_of_work():
        db.session.execute(update(User).where(User.id == person.user_id).values(is_enabled=False))


def line_of(page: str, reference: str) -> str:
    """The words of the first line of a table that names the case."""
    line = page.partition(f'href="/cases/{reference}">')[2].partition("</tr>")[0]
    return words(line, apart=" ")


def test_a_stand_in_sees_what_is_overdue_of_the_absent_person_in_the_list_and_in_the_figure(
    app: Flask, staff: Staff, signed_in: SignIn
) -> None:
    theirs = owned(app, staff["officer"], due_in=-3)
    own = owned(app, staff["reviewer"], due_in=-1)
    client = signed_in("reviewer")
    assert theirs not in client.get("/").text
    away(app, staff, "officer", "reviewer")
    page = client.get("/").text
    assert "You stand in for Officer (invented)" in page
    assert "Of Officer (invented)" in line_of(page, theirs)
    assert "Of " not in line_of(page, own)
    assert "<b>2</b> Overdue" in page
    assert sorted(FOUND.findall(client.get("/cases?owner=mine&due=overdue").text)) == sorted([own, theirs])


def test_a_manager_sees_first_what_is_overdue_in_the_team_why_and_whose_it_is(
    app: Flask, staff: Staff, signed_in: SignIn
) -> None:
    of_officer = owned(app, staff["officer"], due_in=-3)
    of_nobody = owned(app, staff["officer"], due_in=-2, owner_id=None)
    left = owned(app, staff["second_manager"], due_in=-1)
    with app.app_context():
        waiting = factories.enquiry(staff["officer"])
        waiting = factories.move(waiting, "acknowledge", staff["officer"], who_will_be_asked="The force")
        answers = {"partner": "The force", "question": "What was done?", "consent": True}
        reference = factories.move(waiting, "ask_partner", staff["officer"], **answers).reference
        with unit_of_work():
            waiting = db.session.merge(waiting)
            waiting.next_due_on = clock.today() - dt.timedelta(days=4)
    away(app, staff, "officer", "reviewer")
    shut(app, staff["second_manager"])
    page = signed_in("manager").get("/").text
    assert page.index("Overdue in the team</caption>") < page.index("What the team has in hand")
    assert "Acknowledge 3 days overdue" in line_of(page, of_officer)
    assert "Officer (invented) is away until" in line_of(page, of_officer)
    assert "Reviewer (invented) stands in" in line_of(page, of_officer)
    assert "Not done yet: acknowledge" in line_of(page, of_officer)
    assert "Nobody owns it yet" in line_of(page, of_nobody)
    assert "Its owner's account is closed" in line_of(page, left).replace("&#39;", "'")
    assert "Second manager (invented) (account closed)" in line_of(page, left)
    assert "Waiting for The force" in line_of(page, reference)


def test_every_figure_of_my_work_leads_to_exactly_its_cases(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    for who, due_in in (("officer", -3), ("officer", 0), ("officer", 4), ("manager", -1), ("manager", 20)):
        owned(app, staff[who], due_in=due_in)
    owned(app, staff["officer"], due_in=-1, owner_id=None)
    owned(app, staff["officer"], due_in=-1, team_id=None)
    owned(app, staff["manager"], due_in=None)
    client = signed_in("manager")
    page, figures = client.get("/").text, 0
    for address, text in LINK.findall(page):
        number = re.search(r"\d+", words(text))
        if number:
            figures += 1
            assert len(FOUND.findall(client.get(address.replace("&amp;", "&")).text)) == int(number[0]), address
    assert figures > 10


def test_what_is_zero_has_no_figure_of_its_own(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    assert "cw-counts" not in signed_in("officer").get("/").text
    owned(app, staff["officer"], due_in=4)
    page = signed_in("officer").get("/").text
    assert "<b>1</b> In the next 7 days" in page
    assert "<b>0</b>" not in page
    assert "Due today" not in page


@pytest.mark.parametrize(
    ("who", "made", "leads_to"),
    [
        ("officer", "enquiry", "/moves/acknowledge"),
        ("reviewer", "enquiry", ""),
        ("officer", "acknowledged", ""),
        ("reviewer", "review_in_triage", "/triage"),
        ("manager", "review_in_sign_off", "/moves/approve_reasonable"),
        ("reviewer", "review_decided", "/recommendations"),
        ("auditor", "enquiry", ""),
    ],
)
def test_the_next_step_of_a_line_opens_the_step_itself(
    app: Flask, staff: Staff, signed_in: SignIn, who: str, made: str, leads_to: str
) -> None:
    with app.app_context():
        if made in ("enquiry", "acknowledged"):
            case = factories.enquiry(staff["officer"])
        elif made == "review_in_triage":
            case = factories.move(factories.review(staff["reviewer"]), "acknowledge", staff["officer"])
        else:
            case = getattr(factories, made)(staff)
        if made == "acknowledged":
            factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="The force")
        reference = case.reference
    answer = signed_in(who).get(f"/cases/{reference}/next-step")
    assert (answer.status_code, answer.location) == (302, f"/cases/{reference}{leads_to}")


def test_the_lines_of_my_work_lead_to_the_step(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    reference = owned(app, staff["officer"], due_in=1)
    assert f'href="/cases/{reference}/next-step">Acknowledge' in signed_in("officer").get("/").text


def test_a_closed_account_is_marked_wherever_it_owns_a_case(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    reference = owned(app, staff["officer"], due_in=1)
    shut(app, staff["officer"])
    client, marked = signed_in("manager"), "Officer (invented) (account closed)"
    assert marked in client.get(f"/cases/{reference}").text
    assert marked in line_of(client.get("/cases").text, reference)
    assert client.get("/cases").text.count(marked) == 2, "also among the owners that the list can be limited to"
    assert marked in client.get("/").text
