"""A mail is read where it holds up nobody, with so much time and memory and no more."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.incoming import reading
from casework.incoming.process import apart, told
from casework.incoming.process.apart import Limits
from casework.jobs import incoming as job
from casework.models import Case, IncomingMail, Note
from casework.services.mail import incoming
from casework.services.record import notes
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import hostile, mails, reports
from tests.incoming.test_odd_mail import GIVEN

EVERY_MAIL = {
    **mails.HOSTILE, **mails.BOUNCES, **mails.OUT_OF_OFFICE, **reports.FAILED,
    **{file.name: file.read_bytes() for file in GIVEN.glob("*.eml")},
}  # fmt: skip


def state_of(number: int) -> str:
    db.session.rollback()
    return db.session.scalars(select(IncomingMail.state).where(IncomingMail.id == number)).one()


def save_a_note(case: Case, actor: Actor) -> int:
    """Without any patience: it fails at once where somebody else writes."""
    with unit_of_work():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("PRAGMA busy_timeout = 0"))
        else:
            db.session.execute(text("SET LOCAL lock_timeout = '1ms'"))
        return notes.add_note(case.reference, "An invented note.", sent=factories.sent(), actor=actor).id


@pytest.mark.parametrize("shape", hostile.SHAPES)
def test_somebody_saves_a_note_while_a_hostile_mail_is_read(app: Flask, staff: dict[str, Actor], shape: str) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            number = incoming.keep(hostile.SHAPES[shape], source="test", now=clock.now())
        thread = threading.Thread(target=read_it, args=(app,))
        thread.start()
        wait_until_begun(number)
        saved = save_a_note(case, staff["officer"])
        assert state_of(number) == "unread"
        assert db.session.get_one(Note, saved).text == "An invented note."
        thread.join()
        assert state_of(number) != "unread"


def read_it(app: Flask) -> None:
    with app.app_context():
        job.read_what_waits()


def wait_until_begun(number: int) -> None:
    """Until the worker has said that it reads the mail."""
    for _ in range(100_000):
        db.session.rollback()
        if db.session.scalars(select(IncomingMail.readings).where(IncomingMail.id == number)).one() > 1:
            return
    raise AssertionError("nobody began to read the mail")


@pytest.mark.parametrize(
    ("shape", "limits"),
    [
        ("a report of header lines", Limits(processor_seconds=1)),
        ("a large file", Limits(memory=150_000_000)),
        ("a page of blocks", Limits(seconds=0)),
    ],
)
def test_a_mail_that_runs_out_of_time_or_memory_is_shown_as_it_came(shape: str, limits: Limits) -> None:
    found = apart.read(hostile.SHAPES[shape], believed="", limits=limits)
    assert found.mail.problem == apart.RAN_OUT
    assert found.mail.sender
    assert found.mail.text.startswith(("From:", "Return-Path:"))


def test_what_was_read_apart_is_what_was_read() -> None:
    for name, raw in EVERY_MAIL.items():
        found = reading.read(raw)
        assert told.of_bytes(told.to_bytes(found)) == found, name


def test_a_mail_that_was_kept_when_its_worker_was_killed_is_read_by_the_next(context: Flask) -> None:
    with unit_of_work():
        number = incoming.keep(mails.plain(subject="A new matter"), source="test", now=clock.now())
    job.read_what_waits()
    mail = db.session.get_one(IncomingMail, number)
    assert (mail.state, mail.subject, mail.readings) == ("waiting", "A new matter", 2)


def test_a_mail_whose_reading_ends_every_worker_is_shown_as_it_came(context: Flask) -> None:
    with unit_of_work():
        number = incoming.keep(mails.plain("Please help."), source="test", now=clock.now())
        for _ in range(job.MOST_READINGS):
            incoming.take_up(number)
    job.read_what_waits()
    mail = db.session.get_one(IncomingMail, number)
    assert (mail.state, mail.problem) == ("waiting", apart.RAN_OUT)
    assert "Please help." in mail.text
