"""The morning mail over a real mail server: one for each person, with what is still wanted."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import mail, sweep
from casework.models import Case, Clock, DirectoryEntry, Message
from casework.services.deadlines import clocks
from casework.services.mail import claims
from casework.services.record import settings
from casework.services.record.subjects import Subject
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.offices import message, states
from tests.jobs.post_office import PostOffice
from workflows.ledger import LedgerEntry, LedgerKind

pytestmark = pytest.mark.usefixtures("context", "queue")
OFFICER = "officer@test.example"


@pytest.fixture(autouse=True)
def digest(context: Flask) -> None:
    with unit_of_work():
        settings.change("reminder_digest", True, actor=SYSTEM)


@pytest.fixture
def cases(staff: dict[str, Actor]) -> list[Case]:
    return [factories.enquiry(staff["officer"]) for _ in range(3)]


def day_of(case: Case) -> dt.date:
    due_on = db.session.scalars(select(Clock.due_on).filter_by(case_id=case.id, code="enquiry.acknowledge")).one()
    assert due_on is not None
    db.session.rollback()
    return due_on


def at(day: dt.date, hour: int, minute: int = 0) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.LONDON), tick=False)


def acknowledge(case: Case) -> None:
    with unit_of_work():
        clocks.add_entry(
            Subject(db.session.get_one(Case, case.id)),
            "enquiry.acknowledge",
            LedgerEntry(kind=LedgerKind.MET, on=clock.today()),
            actor=SYSTEM,
        )


def run(day: dt.date, hour: int, minute: int = 0) -> None:
    """What the sweep and the mail job do at one moment."""
    with at(day, hour, minute):
        sweep.remind()
        ids = claims.due_ids(clock.now(), limit=100)
        db.session.rollback()
        mail.send(*ids)


def test_one_mail_in_the_morning_names_references_dates_and_links_alone(
    post_office: PostOffice, cases: list[Case]
) -> None:
    day = day_of(cases[0])
    run(day, 0, 5)
    assert post_office.mails == []
    assert states() == ["pending", "bundled", "bundled", "bundled"]
    run(day, 7)
    (arrived,) = post_office.mails
    assert arrived["To"] == OFFICER
    assert arrived["Subject"] == f"3 things to look at on {day.day} {day:%B %Y}"
    text = arrived.get_content()
    for case in cases:
        assert f"{case.reference} is due on {day.day} {day:%B %Y}" in text
        assert f"https://casework.example/cases/{case.reference}" in text
        assert case.about not in text
    for secret in ("Pat", "nvented", "leeds"):
        assert secret not in text
    assert states() == ["sent", "bundled", "bundled", "bundled"]
    run(day, 7, 1)
    assert len(post_office.mails) == 1


def test_what_was_done_before_the_hour_is_not_in_it(post_office: PostOffice, cases: list[Case]) -> None:
    day = day_of(cases[0])
    run(day, 0, 5)
    acknowledge(cases[0])
    run(day, 7)
    (arrived,) = post_office.mails
    assert cases[0].reference not in arrived.get_content()
    assert arrived["Subject"].startswith("2 things")
    assert states().count("given_up") == 1


def test_where_nothing_is_left_no_mail_goes(post_office: PostOffice, cases: list[Case]) -> None:
    day = day_of(cases[0])
    run(day, 0, 5)
    for case in cases:
        acknowledge(case)
    run(day, 7)
    assert post_office.mails == []
    assert set(states()) == {"given_up"}


def test_what_falls_due_after_it_went_waits_for_the_next_morning(
    post_office: PostOffice, cases: list[Case], staff: dict[str, Actor]
) -> None:
    day = day_of(cases[0])
    run(day, 7)
    late = factories.enquiry(staff["officer"])
    assert day_of(late) == day
    run(day, 10)
    assert len(post_office.mails) == 1
    run(day + dt.timedelta(days=1), 7)
    assert len(post_office.mails) == 2
    text = post_office.mails[1].get_content()
    assert text.count(f"{late.reference} was due") == 1
    assert f"{late.reference} is due" not in text


@pytest.mark.parametrize(
    ("day", "utc"), [(dt.date(2027, 3, 27), 7), (dt.date(2027, 3, 28), 6), (dt.date(2027, 10, 31), 7)]
)
def test_the_hour_is_by_the_clock_in_london_also_where_the_clocks_change(day: dt.date, utc: int) -> None:
    with at(day, 1, 30), unit_of_work():
        db.session.add(DirectoryEntry(kind="partner", name="An invented partner"))
    with at(day, 1, 31):
        sweep.write_reminders(day)
    sent_at = db.session.scalars(select(Message.next_attempt_at).where(Message.kind == "digest")).first()
    assert sent_at == dt.datetime.combine(day, dt.time(utc), tzinfo=dt.UTC)


def test_a_person_gets_one_digest_a_day_and_a_manager_theirs(post_office: PostOffice, cases: list[Case]) -> None:
    day = day_of(cases[0]) + dt.timedelta(days=3)
    for hour in (1, 7, 8, 9):
        run(day, hour)
    assert sorted(mail["To"] for mail in post_office.mails) == [
        "manager@test.example",
        OFFICER,
        "second_manager@test.example",
    ]
    assert "Dates of work that you manage" in post_office.mails[-1].get_content()


def test_failed_messages_are_told_to_managers_once_a_day(post_office: PostOffice, cases: list[Case]) -> None:
    day = day_of(cases[0])
    post_office.answers[OFFICER] = "550 No such person"
    run(day, 7)
    post_office.answers.clear()
    run(day, 8)
    run(day, 9)
    assert sorted(mail["To"] for mail in post_office.mails) == ["manager@test.example", "second_manager@test.example"]
    assert "https://casework.example/messages" in post_office.mails[0].get_content()
    run(day + dt.timedelta(days=1), 7)
    again = [mail for mail in post_office.mails[2:] if "did not go out" in mail.get_content()]
    assert len(again) == 2
    assert message(1).state == "failed"
