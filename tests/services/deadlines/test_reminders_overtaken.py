"""What waits to be sent while something changes: the owner, the date, a hold, an absence, the office's own days."""

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Absence, Case, Clock, DirectoryEntry, Message, User
from casework.services.deadlines import clocks, holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.desk import assignment
from casework.services.mail import claims, wanted
from casework.services.office import directory
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from workflows.ledger import LedgerEntry, LedgerKind

pytestmark = pytest.mark.usefixtures("context")
People = dict[str, Actor]
Row = tuple[str, int | None, str, str | None]


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def plan(day: dt.date) -> None:
    sweep.write_reminders(day)


def setting(name: str, value: object) -> None:
    with unit_of_work():
        settings.change(name, value, actor=SYSTEM)


def rows() -> list[Row]:
    """Recipient, offset, state and reason of every message but digests, in the order of writing."""
    query = (
        select(User.email, Message.offset_days, Message.state, Message.last_error)
        .join(User, User.id == Message.recipient_id)
        .where(Message.kind != "digest")
        .order_by(Message.id)
    )
    found = [(email.partition("@")[0], days, state, why) for email, days, state, why in db.session.execute(query)]
    db.session.rollback()
    return found


def went_out() -> None:
    with unit_of_work():
        db.session.execute(update(Message).where(Message.state == "pending").values(state="sent", sent_at=clock.now()))


def withdraw(day: dt.date) -> None:
    """What the sweep does before it offers."""
    with (
        time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=clock.LONDON), tick=False),
        unit_of_work(),
    ):
        claims.withdraw_unwanted(claims.unwanted_ids(clock.now()), clock.now())


def give(case: Case, owner: Actor) -> None:
    with unit_of_work():
        assignment.assign(case.reference, owner_id=owner.user_id, team_id=None, sent=factories.sent(), actor=owner)


@pytest.fixture
def case(staff: People) -> Case:
    """An enquiry of the officer with one clock that runs."""
    made = factories.enquiry(staff["officer"])
    with unit_of_work():
        others = update(Clock).where(Clock.case_id == made.id, Clock.code != "enquiry.acknowledge")
        db.session.execute(others.values(state="met", due_on=None))
    return made


def due(case: Case) -> dt.date:
    found = db.session.scalars(select(Clock.due_on).filter_by(case_id=case.id, code="enquiry.acknowledge")).one()
    db.session.rollback()
    assert found is not None
    return found


@pytest.mark.parametrize("digest", [False, True])
def test_a_case_given_to_somebody_else_tells_them_and_not_the_person_before(
    case: Case, staff: People, digest: bool
) -> None:
    setting("reminder_digest", digest)
    day, waits = due(case), "bundled" if digest else "pending"
    plan(day)
    give(case, staff["reviewer"])
    for _ in range(2):
        plan(day)
    assert rows() == [
        ("officer", 0, "given_up", wanted.ANOTHER_PERSON),
        ("reviewer", 0, waits, None),
    ]
    give(case, staff["officer"])
    plan(day)
    assert rows() == [
        ("officer", 0, waits, None),
        ("reviewer", 0, "given_up", wanted.ANOTHER_PERSON),
    ]


def test_what_the_person_before_was_told_is_not_told_again(case: Case, staff: People) -> None:
    plan(due(case))
    went_out()
    give(case, staff["reviewer"])
    plan(due(case))
    assert rows() == [("officer", 0, "sent", None)]


def test_an_absence_that_begins_while_a_reminder_waits_sends_it_to_the_stand_in(case: Case, staff: People) -> None:
    day = due(case)
    plan(day)
    with unit_of_work():
        given = {"from_on": day + days(1), "to_on": day + days(3), "recorded_at": clock.now()}
        db.session.add(Absence(user_id=staff["officer"].user_id, stand_in_id=staff["reviewer"].user_id, **given))
    setting("reminder_offsets", [0])
    plan(day + days(1))
    assert rows() == [("officer", 0, "given_up", wanted.ANOTHER_PERSON), ("reviewer", 0, "pending", None)]


def test_an_account_that_is_closed_while_its_reminder_waits_leaves_it_to_the_managers(
    case: Case, staff: People
) -> None:
    day = due(case)
    plan(day)
    with unit_of_work():
        db.session.get_one(User, staff["officer"].user_id).is_enabled = False
    withdraw(day)
    assert rows() == [("officer", 0, "given_up", wanted.NO_ACCESS)]
    plan(day)
    assert [row[0] for row in rows()] == ["officer", "manager", "second_manager"]


def test_a_hold_that_begins_and_ends_on_one_day_loses_no_reminder(case: Case, staff: People) -> None:
    day = due(case)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), tzinfo=clock.LONDON), tick=False):
        plan(day)
        with unit_of_work():
            entry = HoldEntry(reason_code="other", reason="Invented.")
            holds.hold(case.reference, entry, sent=factories.sent(), actor=staff["manager"])
        withdraw(day)
        plan(day)
        assert rows() == [("officer", 0, "given_up", wanted.ENDED)]
        with unit_of_work():
            holds.release(case.reference, sent=factories.sent(), actor=staff["manager"])
        plan(day)
    assert due(case) == day
    assert rows() == [("officer", 0, "pending", None)]


def test_a_date_that_moves_while_its_reminder_waits_says_so(case: Case) -> None:
    first = due(case)
    plan(first)
    with unit_of_work():
        running = db.session.scalars(select(Clock).filter_by(case_id=case.id, code="enquiry.acknowledge")).one()
        clocks.write(running, LedgerEntry(kind=LedgerKind.EXTENDED, on=clock.today(), days=10), actor=SYSTEM)
        clocks.derive(running)
    withdraw(first)
    plan(first)
    assert rows() == [("officer", 0, "given_up", wanted.MOVED)]


@pytest.mark.parametrize("digest", [False, True])
def test_after_days_without_a_mail_server_one_reminder_waits_and_not_three(case: Case, digest: bool) -> None:
    setting("reminder_digest", digest)
    day = due(case)
    for number in (-5, -1, 0, 1):
        plan(day + days(number))
    assert [(offset, state) for _, offset, state, _ in rows()] == [
        (-5, "given_up"),
        (-1, "given_up"),
        (0, "given_up"),
        (1, "bundled" if digest else "pending"),
    ]
    assert {reason for *_, reason in rows()[:3]} == {wanted.LATER_ONE}


def test_after_days_without_a_mail_server_one_morning_mail_waits(case: Case, staff: People) -> None:
    setting("reminder_digest", True)
    other = factories.enquiry(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Clock).where(Clock.case_id == other.id).values(due_on=due(case) + days(1)))
    plan(due(case))
    plan(due(case) + days(1))
    withdraw(due(case) + days(1))
    query = select(Message.due_on, Message.state).where(Message.kind == "digest").order_by(Message.id)
    assert [tuple(row) for row in db.session.execute(query)] == [
        (due(case), "given_up"),
        (due(case) + days(1), "pending"),
    ]
    assert len({number for number in db.session.scalars(select(Message.digest_id)) if number}) == 1


def test_another_choice_of_days_does_not_tell_of_old_dates_again(case: Case) -> None:
    day = due(case)
    for number in (-5, -1, 0, 1, 3):
        plan(day + days(number))
        went_out()
    before = rows()
    with time_machine.travel(dt.datetime.combine(day + days(40), dt.time(9), tzinfo=clock.LONDON), tick=False):
        setting("reminder_offsets", [-5, -1, 0, 2])
        setting("escalation_days", 5)
        plan(day + days(40))
    assert rows() == before


def test_another_choice_of_days_holds_for_dates_to_come_and_tells_of_what_nobody_was_told(case: Case) -> None:
    day = due(case)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), tzinfo=clock.LONDON), tick=False):
        setting("reminder_offsets", [-5, -1, 0, 2])
        plan(day)
        plan(day + days(2))
    assert [row[1] for row in rows() if row[0] == "officer"] == [0, 2]


def test_a_restricted_case_whose_owner_is_away_and_nobody_else_is_named_waits_for_the_owner(
    case: Case, staff: People
) -> None:
    day = due(case)
    factories.restrict(case.reference, staff["officer"])
    with unit_of_work():
        away = {"from_on": day, "to_on": day, "recorded_at": clock.now()}
        db.session.add(Absence(user_id=staff["officer"].user_id, stand_in_id=staff["reviewer"].user_id, **away))
    plan(day)
    assert [row[0] for row in rows()] == ["officer"]


def test_an_entry_that_was_verified_and_changed_is_to_be_verified_again(staff: People) -> None:
    with unit_of_work():
        entry = DirectoryEntry(kind="partner", name="An invented partner")
        db.session.add(entry)
        db.session.flush()
        number = entry.id
    plan(clock.today())
    went_out()
    verify = partial(directory.verify, source="Their website")
    presses: tuple[Callable[..., None], ...] = (verify, directory.deactivate, directory.reactivate)
    for press in presses:
        with unit_of_work():
            version = db.session.get_one(DirectoryEntry, number).row_version
            press(number, sent=factories.sent(version), actor=staff["officer"])
    for _ in range(2):
        plan(clock.today())
    assert [row[0] for row in rows()] == ["manager", "second_manager"] * 2


def test_two_planners_at_the_same_moment_tell_the_new_owner_once(app: Flask, case: Case, staff: People) -> None:
    setting("reminder_digest", True)
    day, together = due(case), threading.Barrier(2)
    plan(day)
    give(case, staff["reviewer"])
    db.session.rollback()

    def work() -> None:
        with app.app_context():
            together.wait()
            plan(day)

    planners = [threading.Thread(target=work) for _ in range(2)]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()
    assert rows() == [("officer", 0, "given_up", wanted.ANOTHER_PERSON), ("reviewer", 0, "bundled", None)]
