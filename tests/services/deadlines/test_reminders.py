"""Which reminders are written, to whom, and how often: once."""

import datetime as dt
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Clock, Message, User
from casework.services.deadlines import clocks
from casework.services.office import accounts
from casework.services.record import settings
from casework.services.record.subjects import Subject
from casework.transaction import unit_of_work
from tests import factories
from workflows.ledger import LedgerEntry, LedgerKind
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("context")


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def clock_of(case: Case, code: str = "enquiry.acknowledge") -> Clock:
    return db.session.scalars(select(Clock).filter_by(case_id=case.id, code=code)).one()


def due(case: Case, code: str = "enquiry.acknowledge") -> dt.date:
    on = clock_of(case, code).due_on
    assert on is not None
    return on


def plan(today: dt.date) -> None:
    sweep.write_reminders(today)


def told(case: Case, code: str = "enquiry.acknowledge") -> list[tuple[str, int | None, str]]:
    """Kind, offset and recipient of every reminder about one clock, in that order."""
    return [line for line in _messages(case, code) if line[0] != "escalation"]


def escalated(case: Case) -> list[tuple[int | None, str]]:
    """Offset and recipient of every escalation about the first clock."""
    return [(offset, who) for kind, offset, who in _messages(case, "enquiry.acknowledge") if kind == "escalation"]


def _messages(case: Case, code: str) -> list[tuple[str, int | None, str]]:
    query = (
        select(Message.kind, Message.offset_days, User.email)
        .join(Clock, Clock.id == Message.clock_id)
        .join(User, User.id == Message.recipient_id)
        .where(Clock.code == code, Clock.case_id == case.id)
        .order_by(Message.offset_days, Message.kind, User.email)
    )
    return [(kind, offset, email.partition("@")[0]) for kind, offset, email in db.session.execute(query)]


@pytest.fixture
def case(staff: dict[str, Actor]) -> Case:
    """An enquiry of the officer, logged today."""
    return factories.enquiry(staff["officer"])


def test_the_owner_is_reminded_before_on_and_after_the_day(case: Case) -> None:
    for offset in (-6, -5, -4, -1, 0, 1, 2):
        plan(due(case) + days(offset))
    assert told(case) == [
        ("due_soon", -5, "officer"),
        ("due_soon", -1, "officer"),
        ("due_today", 0, "officer"),
        ("overdue", 1, "officer"),
    ]


def test_however_often_it_is_asked_there_is_one_row(case: Case) -> None:
    for _ in range(5):
        plan(due(case))
    assert told(case) == [("due_today", 0, "officer")]


def test_after_days_without_a_worker_only_the_latest_offset_is_sent(case: Case) -> None:
    plan(due(case) + days(9))
    assert told(case) == [("overdue", 1, "officer")]


def test_a_clock_shorter_than_the_offset_does_not_remind_on_the_day_it_starts(case: Case) -> None:
    with unit_of_work():
        settings.change("reminder_offsets", [-60, 0], actor=SYSTEM)
    plan(clock.today())
    assert told(case) == []


def test_the_office_chooses_the_days(case: Case) -> None:
    with unit_of_work():
        settings.change("reminder_offsets", [-3, 7], actor=SYSTEM)
    for offset in range(-6, 10):
        plan(due(case) + days(offset))
    assert told(case) == [("due_soon", -3, "officer"), ("overdue", 7, "officer")]


def test_an_extended_clock_reminds_again(case: Case) -> None:
    first = due(case)
    plan(first)
    with unit_of_work():
        running = clock_of(case)
        clocks.write(running, LedgerEntry(kind=LedgerKind.EXTENDED, on=clock.today(), days=10), actor=SYSTEM)
        clocks.derive(running)
    assert due(case) > first
    plan(due(case))
    assert told(case) == [("due_today", 0, "officer"), ("due_today", 0, "officer")]


def test_a_held_clock_does_not_remind(case: Case) -> None:
    first = due(case)
    with unit_of_work():
        clocks.add_entry(
            Subject(db.session.get_one(Case, case.id)),
            "enquiry.acknowledge",
            LedgerEntry(kind=LedgerKind.HELD, on=clock.today()),
            actor=SYSTEM,
        )
    plan(first + days(1))
    assert told(case) == []


def test_a_met_clock_does_not_remind(case: Case, staff: dict[str, Actor]) -> None:
    first = due(case)
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Nobody: we can answer ourselves")
    plan(first)
    assert told(case) == []


def test_escalation_tells_the_managers_of_the_team_once(case: Case) -> None:
    for offset in (2, 3, 4, 30):
        plan(due(case) + days(offset))
    assert escalated(case) == [(3, "manager"), (3, "second_manager")]


def test_escalation_goes_to_the_managers_of_the_cases_own_team(case: Case) -> None:
    with unit_of_work():
        team = accounts.add_team("Another team", actor=SYSTEM)
        db.session.get_one(Case, case.id).team_id = team.id
        for user in db.session.scalars(select(User).where(User.email.startswith("second_manager"))):
            user.team_id = team.id
    plan(due(case) + days(3))
    assert escalated(case) == [(3, "second_manager")]


def test_escalation_goes_to_all_managers_where_the_team_has_none(case: Case) -> None:
    with unit_of_work():
        db.session.get_one(Case, case.id).team_id = accounts.add_team("A team without manager", actor=SYSTEM).id
    plan(due(case) + days(3))
    assert escalated(case) == [(3, "manager"), (3, "second_manager")]


def test_without_an_owner_the_managers_are_reminded(case: Case) -> None:
    with unit_of_work():
        db.session.get_one(Case, case.id).owner_id = None
    plan(due(case))
    assert told(case) == [("due_today", 0, "manager"), ("due_today", 0, "second_manager")]


@pytest.mark.parametrize("change", [{"enabled": False}, {"roles": [Role.ADMINISTRATOR]}])
def test_an_owner_who_may_not_read_cases_any_more_is_not_told(
    case: Case, staff: dict[str, Actor], change: dict[str, Any]
) -> None:
    officer = db.session.get_one(User, staff["officer"].user_id)
    given = {"name": officer.name, "email": officer.email, "roles": [Role.CASEWORK_OFFICER], "team_id": officer.team_id}
    with unit_of_work():
        entry = accounts.UserEntry(**{**given, **change})
        accounts.change_user(officer.id, entry, sent=factories.sent(officer.row_version), actor=SYSTEM)
    plan(due(case))
    assert told(case) == [("due_today", 0, "manager"), ("due_today", 0, "second_manager")]


@pytest.mark.parametrize(
    ("named", "recipients"),
    [(["officer", "manager"], ["officer"]), (["manager"], ["manager"]), (["second_manager"], ["second_manager"])],
)
def test_of_a_restricted_case_only_named_people_are_told(
    case: Case, staff: dict[str, Actor], named: list[str], recipients: list[str]
) -> None:
    factories.restrict(case.reference, *(staff[key] for key in named))
    plan(due(case))
    assert [who for _, _, who in told(case)] == recipients


def test_escalation_of_a_restricted_case_reaches_named_managers_alone(case: Case, staff: dict[str, Actor]) -> None:
    factories.restrict(case.reference, staff["second_manager"])
    plan(due(case) + days(3))
    assert escalated(case) == [(3, "second_manager")]


def test_a_closed_case_reminds_of_judicial_review_alone(staff: dict[str, Actor]) -> None:
    case = factories.review_decided(staff, recommend=False)
    assert db.session.get_one(Case, case.id).category == "closed"
    plan(due(case, "complaint_review.judicial_review"))
    codes = db.session.scalars(select(Clock.code).join(Message, Message.clock_id == Clock.id))
    assert set(codes) == {"complaint_review.judicial_review"}


def test_nobody_is_reminded_of_what_ends_by_itself(case: Case, staff: dict[str, Actor]) -> None:
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Nobody")
    factories.move(case, "answer_directly", staff["officer"])
    factories.move(case, "send_reply", staff["officer"], reply="An invented reply.")
    plan(due(case, "enquiry.comeback"))
    assert told(case, "enquiry.comeback") == []


def test_two_planners_at_the_same_moment_write_each_row_once(app: Flask, case: Case) -> None:
    today, together = due(case), threading.Barrier(2)
    db.session.rollback()

    def work() -> None:
        with app.app_context():
            together.wait()
            plan(today)

    planners = [threading.Thread(target=work) for _ in range(2)]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()
    assert told(case) == [("due_today", 0, "officer")]
