"""The page of reminders: planned, sent and skipped, as managers see it."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Clock, DirectoryEntry, Message
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn


def due_on(case_id: int) -> dt.date:
    found = db.session.scalars(select(Clock.due_on).filter_by(case_id=case_id, code="enquiry.acknowledge")).one()
    assert found is not None
    return found


@pytest.fixture
def case(inside: Inside, staff: dict[str, Actor]) -> tuple[str, dt.date]:
    """The reference of an enquiry and the day on which its first clock is due."""

    def make() -> tuple[str, dt.date]:
        made = factories.enquiry(staff["officer"])
        return made.reference, due_on(made.id)

    return inside(make)


def write(**values: object) -> None:
    with unit_of_work():
        db.session.execute(update(Message).values(**values))


def test_a_plan_with_nothing_in_it_says_so(signed_in: SignIn) -> None:
    assert "Nothing is to be reminded of" in signed_in("manager").get("/reminders").text


def test_the_plan_names_case_rule_day_and_person(signed_in: SignIn, case: tuple[str, dt.date]) -> None:
    reference, day = case
    client = signed_in("manager")
    assert reference in client.get("/reminders").text
    page = client.get(f"/reminders?show=planned&day={day}").text
    for said in (reference, "Acknowledge", "on the day", "Officer (invented)"):
        assert said in page
    after = client.get(f"/reminders?day={day + dt.timedelta(days=3)}").text
    assert "overdue, to the managers" in after
    assert "Manager (invented); Second manager (invented)" in after


def test_a_due_date_that_moves_moves_the_plan(signed_in: SignIn, inside: Inside, case: tuple[str, dt.date]) -> None:
    reference, day = case
    client, later = signed_in("manager"), day + dt.timedelta(days=7)

    def move() -> None:
        with unit_of_work():
            db.session.execute(update(Clock).where(Clock.due_on == day).values(due_on=later))

    inside(move)
    page = client.get(f"/reminders?day={later}").text
    assert reference in page
    assert "on the day" in page
    assert "on the day" not in client.get(f"/reminders?day={day}").text


def test_a_stand_in_is_named(
    signed_in: SignIn, inside: Inside, staff: dict[str, Actor], case: tuple[str, dt.date]
) -> None:
    given = {"stand_in_id": str(staff["reviewer"].user_id)}
    for name, on in (("from_on", clock.today()), ("to_on", case[1])):
        given |= {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}
    assert signed_in("officer").send("/absences/new", **given).status_code == 303
    client = signed_in("manager")
    assert "Reviewer (invented), who stands in for Officer (invented)" in client.get(f"/reminders?day={case[1]}").text
    assert "stands in" not in client.get(f"/reminders?day={case[1] + dt.timedelta(days=1)}").text


def test_what_moves_off_a_quiet_day_says_why(signed_in: SignIn, inside: Inside, case: tuple[str, dt.date]) -> None:
    reference, _ = case
    monday = clock.today() + dt.timedelta(days=7 - clock.today().weekday())
    monday += dt.timedelta(days=7)
    sunday = monday - dt.timedelta(days=1)

    def fall_on_a_sunday() -> None:
        with unit_of_work():
            settings.change("quiet_days", True, actor=SYSTEM)
            settings.change("reminder_offsets", [0], actor=SYSTEM)
            db.session.execute(update(Clock).where(Clock.code == "enquiry.acknowledge").values(due_on=sunday))

    inside(fall_on_a_sunday)
    client = signed_in("manager")
    page = client.get(f"/reminders?day={monday}").text
    assert reference in page
    assert "a quiet day: the next working day" in page
    assert "This is a quiet day" in client.get(f"/reminders?day={sunday}").text


def test_a_restricted_case_is_planned_only_for_those_named(
    signed_in: SignIn, inside: Inside, staff: dict[str, Actor], case: tuple[str, dt.date]
) -> None:
    reference, day = case

    def restrict() -> None:
        factories.restrict(reference, staff["second_manager"])
        sweep.write_reminders(day)
        write(state="sent", sent_at=clock.now())

    inside(restrict)
    for address in (f"/reminders?day={day}", "/reminders?show=sent"):
        assert reference not in signed_in("manager").get(address).text
        assert reference in signed_in("second_manager").get(address).text


def test_where_every_manager_was_told_the_last_step_is_skipped_and_says_so(
    signed_in: SignIn, case: tuple[str, dt.date]
) -> None:
    reference, day = case
    page = signed_in("manager").get(f"/reminders?day={day + dt.timedelta(days=10)}").text
    assert reference in page
    assert "Nobody: every manager was told already" in page


def test_sent_and_skipped_with_the_reason(signed_in: SignIn, inside: Inside, case: tuple[str, dt.date]) -> None:
    reference, day = case

    def plan() -> None:
        sweep.write_reminders(day)
        write(state="sent", sent_at=clock.now())

    client = signed_in("manager")
    assert "No reminder has been sent yet" in client.get("/reminders?show=sent").text
    inside(plan)
    assert reference in client.get("/reminders?show=sent").text
    assert "No reminder has been skipped" in client.get("/reminders?show=skipped").text
    inside(lambda: write(state="given_up", sent_at=None, last_error="The date was met or moved."))
    page = client.get("/reminders?show=skipped").text
    assert reference in page
    assert "The date was met or moved." in page


def test_the_directory_is_in_the_plan(signed_in: SignIn, inside: Inside) -> None:
    day = clock.today() + dt.timedelta(days=5)

    def add() -> None:
        with unit_of_work():
            verified = day - dt.timedelta(days=180)
            db.session.add(DirectoryEntry(kind="partner", name="An invented partner", verified_on=verified))

    inside(add)
    page = signed_in("manager").get(f"/reminders?day={day}").text
    assert "Verify an entry of the directory" in page
    assert "No case" in page


def test_the_list_of_what_is_reminded(signed_in: SignIn) -> None:
    page = signed_in("manager").get("/reminders?show=list").text
    for said in ("Chase the papers", "-5, -1, 0, +1 days from the due date", "14, 21, 26 days from the start"):
        assert said in page
    assert "Close if quiet" in page


@pytest.mark.parametrize("address", ["?day=2020-01-01", "?day=x", "?day=9999-12-31&after=1", "?show=x&after=-1"])
def test_an_odd_address_shows_the_plan(signed_in: SignIn, address: str) -> None:
    assert signed_in("manager").get(f"/reminders{address}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_cases(
    app: Flask, signed_in: SignIn, inside: Inside, staff: dict[str, Actor], case: tuple[str, dt.date]
) -> None:
    client = signed_in("manager")

    asked: list[str] = []

    def listen(*given: object) -> None:
        asked.append(str(given[2]))

    def count() -> int:
        asked.clear()
        assert client.get(f"/reminders?day={case[1]}").status_code == 200
        return len(asked)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    few = count()
    inside(lambda: [factories.enquiry(staff["officer"]) for _ in range(60)])
    assert count() == few
    event.remove(engine, "before_cursor_execute", listen)


def test_what_was_sent_says_which_date_and_which_organisation(
    signed_in: SignIn, inside: Inside, case: tuple[str, dt.date]
) -> None:
    def send() -> None:
        with unit_of_work():
            db.session.add(DirectoryEntry(kind="partner", name="An invented partner"))
        sweep.write_reminders(case[1])
        write(state="sent", sent_at=clock.now())

    inside(send)
    page = signed_in("manager").get("/reminders?show=sent").text
    for said in ("Acknowledge, on the day", "An invented partner", "Never verified"):
        assert said in page
