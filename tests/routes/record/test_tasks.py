"""Tasks: where they stand, who sees them, and that each is done once. Letters that wait for a manager."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Letter, Task, Team, User
from casework.services.desk import assignment
from casework.services.letters import drafts, signing
from casework.services.letters.texts import Text
from casework.services.office import absences
from casework.services.office.absences import AbsenceEntry
from casework.services.record import tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent, token
from tests.incoming import taking_in
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
WHAT = "A letter may not have arrived: find out"


def add_task(staff: Staff, *, owner: str | None = "officer", due_in: int = 0, **subject: Any) -> tuple[int, str]:
    """A task of an enquiry, which `owner` has or nobody. Returns its id and the reference."""
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        case = db.session.merge(case)
        case.owner_id = staff[owner].user_id if owner else None
        case.team_id = staff["officer"].team_id
        due = clock.today() + dt.timedelta(days=due_in)
        task = tasks.open_task(Kind.MESSAGE_UNCERTAIN, case, About(due_on=due, **subject))
    return task.id, str(case.reference)


def done_by(inside: Inside, task_id: int) -> int | None:
    return inside(lambda: db.session.get_one(Task, task_id).done_by_id)


def test_my_work_says_what_to_do_by_hand_and_since_when(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    assert WHAT not in signed_in("officer").get("/").text
    _, reference = inside(lambda: add_task(staff, due_in=-2))
    page = signed_in("officer").get("/").text
    assert WHAT in page
    assert f'href="/cases/{reference}"' in page
    assert '<span class="cw-overdue">2 days overdue</span>' in page
    assert "Since " in page
    assert WHAT not in signed_in("reviewer").get("/").text


def test_a_task_of_a_letter_leads_to_it_and_says_what_must_be_made(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def draft() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case, adjustment_codes=["easy_read"])
        (letter,) = offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        return f"/cases/{case.reference}/letters/{letter.id}"

    address = inside(draft)
    page = signed_in("officer").get("/").text
    assert "Prepare a letter by hand" in page
    assert "L-E01, acknowledges an enquiry" in page
    assert "Have an Easy Read version made" in page
    assert f'href="{address}"' in page


def test_a_task_of_a_mail_leads_to_the_mail(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def came_in() -> int:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        raw = f"From: pat@invented.example\nSubject: {case.reference}\n\nInvented words".encode()
        return taking_in.receive(raw).id

    mail_id = inside(came_in)
    page = signed_in("officer").get("/").text
    assert f'<a class="govuk-link" href="/mail/{mail_id}">Read a mail that came in</a>' in page


def test_done_leads_back_to_my_work_and_stands_in_the_history(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    task_id, reference = inside(lambda: add_task(staff))
    client = signed_in("officer")
    done = client.send("/")
    assert (done.status_code, done.location) == (303, "/")
    page = client.get("/").text
    assert f"Done: a letter may not have arrived: find out ({reference})." in page
    assert f"/tasks/{task_id}/done" not in page
    assert done_by(inside, task_id) == staff["officer"].user_id
    kept = inside(lambda: db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "task_done")).one())
    assert (kept.actor_id, kept.data) == (staff["officer"].user_id, {"task_id": task_id, "task": "message_uncertain"})


def test_the_case_shows_its_tasks_and_done_leads_back_to_it(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    task_id, reference = inside(lambda: add_task(staff))
    client = signed_in("reviewer")
    page = client.get(f"/cases/{reference}").text
    assert WHAT in page
    assert "for Officer (invented)" in page
    done = client.send(f"/cases/{reference}", to=f"/tasks/{task_id}/done", back="case")
    assert (done.status_code, done.location) == (303, f"/cases/{reference}")
    assert f"/tasks/{task_id}/done" not in client.get(f"/cases/{reference}").text
    assert f"/tasks/{task_id}/done" not in signed_in("auditor").get(f"/cases/{reference}").text


def test_a_task_is_done_once(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    task_id, _ = inside(lambda: add_task(staff))
    client, address = signed_in("officer"), f"/tasks/{task_id}/done"
    given = {"csrf_token": client.csrf("/cases"), "token": token()}
    assert [client.post(address, data=given).status_code for _ in range(2)] == [303, 409]
    again = client.post(address, data={**given, "token": token()})
    assert again.status_code == 409
    assert "Somebody has done this task already" in again.text
    assert client.post("/tasks/999/done", data={**given, "token": token()}).status_code == 404


def test_what_nobody_owns_is_for_the_whole_team(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    inside(lambda: add_task(staff, owner=None))
    for who in ("officer", "reviewer"):
        page = signed_in(who).get("/").text
        assert WHAT in page
        assert "For anybody of the team" in page


def test_another_teams_tasks_are_not_mine(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    task_id, _ = inside(lambda: add_task(staff, owner=None))

    def elsewhere() -> None:
        with unit_of_work():
            team = Team(name="Another team (invented)")
            db.session.add(team)
            db.session.flush()
            db.session.get_one(Task, task_id).team_id = team.id

    inside(elsewhere)
    assert WHAT not in signed_in("officer").get("/").text


def test_whoever_stands_in_sees_the_tasks_meanwhile(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    inside(lambda: add_task(staff))
    client = signed_in("reviewer")
    assert WHAT not in client.get("/").text

    def away() -> None:
        today, officer, reviewer = clock.today(), staff["officer"].user_id or 0, staff["reviewer"].user_id or 0
        with unit_of_work():
            entry = AbsenceEntry(user_id=officer, stand_in_id=reviewer, from_on=today, to_on=today)
            absences.record(entry, sent=sent(), actor=staff["officer"])

    inside(away)
    page = client.get("/").text
    assert WHAT in page
    assert "For Officer (invented)" in page


def test_a_task_of_a_restricted_case_is_there_for_those_named_alone(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    task_id, reference = inside(lambda: add_task(staff))
    inside(lambda: factories.restrict(reference, staff["reviewer"], staff["manager"]))
    client = signed_in("officer")
    page = client.get("/").text
    assert reference not in page
    assert WHAT not in page
    given = {"csrf_token": client.csrf("/cases"), "token": token()}
    assert client.post(f"/tasks/{task_id}/done", data=given).status_code == 404
    assert done_by(inside, task_id) is None
    assert WHAT in signed_in("manager").get(f"/cases/{reference}").text


def test_open_tasks_go_with_the_case_to_its_next_owner(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    _, reference = inside(lambda: add_task(staff))

    def give() -> None:
        with unit_of_work():
            owner = staff["reviewer"].user_id
            assignment.assign(reference, owner_id=owner, team_id=None, sent=sent(), actor=staff["officer"])

    inside(give)
    assert WHAT not in signed_in("officer").get("/").text
    assert WHAT in signed_in("reviewer").get("/").text


def submitted(staff: Staff, editor: str = "officer") -> Letter:
    """A letter that waits for a signature; `editor` wrote a version of it, before the last one."""
    case = factories.enquiry(staff["officer"])
    offices.give_address(case)
    (letter,) = offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
    for who, words in ((editor, "Invented words"), ("officer", "Other invented words")):
        with unit_of_work():
            text = Text(subject="Your enquiry", body=words)
            version = db.session.get_one(Letter, letter.id, populate_existing=True).row_version
            drafts.save(case.reference, letter.id, text, sent=sent(version), actor=staff[who])
    with unit_of_work():
        version = db.session.get_one(Letter, letter.id, populate_existing=True).row_version
        signing.submit(case.reference, letter.id, sent=sent(version), actor=staff["officer"])
    return letter


def test_managers_see_the_letters_that_wait_for_them_and_not_their_own(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    of_officer = inside(lambda: submitted(staff).id)
    of_manager = inside(lambda: submitted(staff, "manager").id)
    page = signed_in("manager").get("/to-sign").text
    assert f'/letters/{of_officer}"' in page
    assert f'/letters/{of_manager}"' not in page
    assert signed_in("second_manager").get("/to-sign").text.count("Read and sign") == 2
    assert "To sign" not in signed_in("officer").get("/").text


def test_a_letter_that_was_sent_back_is_a_task_until_it_is_put_forward_again(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def waiting() -> tuple[int, str]:
        letter = submitted(staff)
        return letter.id, db.session.get_one(Case, letter.case_id).reference

    def put_forward_again() -> None:
        with unit_of_work():
            version = db.session.get_one(Letter, letter_id, populate_existing=True).row_version
            signing.submit(reference, letter_id, sent=sent(version), actor=staff["officer"])

    letter_id, reference = inside(waiting)
    officer, manager = signed_in("officer"), signed_in("manager")
    sent_back = manager.send(f"/cases/{reference}/letters/{letter_id}/send-back", text="Once a week is enough.")
    assert sent_back.location.endswith("/moves/acknowledge/letters")
    assert "A letter was sent back: change it" in officer.get("/").text
    inside(put_forward_again)
    assert "A letter was sent back" not in officer.get("/").text


def test_a_letter_of_a_restricted_case_waits_for_those_named_alone(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    letter_id = inside(lambda: submitted(staff).id)
    query = select(Case.reference).join(Letter, Letter.case_id == Case.id).where(Letter.id == letter_id)
    reference = inside(lambda: db.session.scalars(query).one())
    inside(lambda: factories.restrict(reference, staff["officer"], staff["second_manager"]))
    assert "Nothing waits for your signature" in signed_in("manager").get("/to-sign").text
    assert "To sign" not in signed_in("manager").get("/").text
    assert f'/letters/{letter_id}"' in signed_in("second_manager").get("/to-sign").text


@pytest.mark.parametrize("page", ["/", "/cases/{}"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_tasks(
    app: Flask, inside: Inside, staff: Staff, signed_in: SignIn, page: str
) -> None:
    _, reference = inside(lambda: add_task(staff))
    client, asked = signed_in("officer"), []
    with app.app_context():
        engine = db.engine

    def note(*given: object) -> None:
        asked.append(given[2])

    def more() -> None:
        with unit_of_work():
            case = db.session.scalars(select(Case)).one()
            for number in range(8):
                tasks.open_task(Kind.LETTER_TO_WRITE, case, About(detail=f"L-E0{number}"))

    counts = []
    for prepare in (lambda: None, more):
        inside(prepare)
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert client.get(page.format(reference)).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
        asked.clear()
    assert counts[1] <= counts[0]


def test_a_task_of_a_closed_account_is_for_the_whole_team(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    inside(lambda: add_task(staff))
    assert WHAT not in signed_in("reviewer").get("/").text

    def close() -> None:
        with unit_of_work():
            db.session.get_one(User, staff["officer"].user_id).is_enabled = False

    inside(close)
    assert WHAT in signed_in("reviewer").get("/").text


def test_a_task_reaches_whoever_stands_in_for_the_stand_in(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    inside(lambda: add_task(staff))

    def go_away() -> None:
        for who, stand_in in (("officer", "reviewer"), ("reviewer", "second_manager")):
            numbers = {"user_id": staff[who].user_id or 0, "stand_in_id": staff[stand_in].user_id or 0}
            entry = AbsenceEntry(**numbers, from_on=clock.today(), to_on=clock.today())
            with unit_of_work():
                absences.record(entry, sent=sent(), actor=staff["manager"])

    inside(go_away)
    page = signed_in("second_manager").get("/").text
    assert WHAT in page
    assert "Officer (invented)" in page
    assert WHAT not in signed_in("manager").get("/").text
