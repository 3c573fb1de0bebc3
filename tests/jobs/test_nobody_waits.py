"""Whoever saves something while a job looks for what is due need not wait: on SQLite only one writes at a time."""

import datetime as dt
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.schedule import SCHEDULE
from casework.models import Message
from tests import factories
from tests.jobs.letters import letter_due

pytestmark = pytest.mark.usefixtures("context", "queue")
OWN_RUN = "periodic_run"
SAVING = "INSERT INTO used_token (token, used_at) VALUES ('of a colleague', '2026-11-20')"
IMPATIENT = {"sqlite": "PRAGMA busy_timeout=0", "postgresql": "SET lock_timeout = 1"}


def can_save(colleague: Connection) -> bool:
    """Whether somebody else could save something now, without waiting."""
    try:
        colleague.exec_driver_sql(SAVING)
    except OperationalError:
        return False
    finally:
        colleague.rollback()
    return True


@contextmanager
def colleague_saves(app: Flask) -> Iterator[list[str]]:
    """Somebody tries to save before each statement of a job. Yields the statements before which they could not."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    kept_waiting: list[str] = []

    def before(_connection: Connection, _cursor: object, text: str, *_: object) -> None:
        if not can_save(colleague):
            kept_waiting.append(text)

    with engine.connect() as colleague:
        colleague.exec_driver_sql(IMPATIENT[engine.dialect.name])
        colleague.commit()
        event.listen(db.engine, "before_cursor_execute", before)
        try:
            yield kept_waiting
        finally:
            event.remove(db.engine, "before_cursor_execute", before)
    engine.dispose()


def job_of(path: str) -> Callable[[], object]:
    module, _, name = path.rpartition(".")
    job: Callable[[], object] = getattr(importlib.import_module(module), name)
    return job


@pytest.mark.parametrize("path", [each.job for each in SCHEDULE])
def test_a_job_that_finds_nothing_to_do_keeps_nobody_waiting(app: Flask, staff: dict[str, Actor], path: str) -> None:
    factories.enquiry(staff["officer"])
    factories.review_decided(staff)
    db.session.rollback()
    job_of(path)()  # what there was to do is done
    with colleague_saves(app) as kept_waiting:
        job_of(path)()
    assert [text for text in kept_waiting if OWN_RUN not in text] == []


@pytest.mark.parametrize("digest", [False, True])
def test_what_is_due_is_read_before_anybody_has_to_wait(app: Flask, staff: dict[str, Actor], digest: bool) -> None:
    _set("reminder_digest", digest)
    for days_ago in (1, 5, 20, 60):
        factories.enquiry(staff["officer"], days_ago=days_ago)
    factories.review(staff["reviewer"], days_ago=30)
    letter_due(staff["officer"])
    db.session.rollback()
    with colleague_saves(app) as kept_waiting:
        sweep.remind()
    assert db.session.query(Message).count() > 5
    assert [text for text in kept_waiting if "FROM clock" in text or "FROM cases" in text] == []


def test_a_quiet_enquiry_is_closed_without_looking_through_the_others_again(
    app: Flask, staff: dict[str, Actor]
) -> None:
    for _ in range(2):
        factories.replied(staff["officer"])
    db.session.rollback()
    with time_machine.travel(clock.now() + dt.timedelta(days=60), tick=False), colleague_saves(app) as kept_waiting:
        assert sweep.close_quiet() == {"found": 2, "closed": 2}
    looked = [text for text in kept_waiting if "FROM cases JOIN clock" in text]
    assert all("cases.id = " in text for text in looked)


def _set(name: str, value: object) -> None:
    from casework.access import SYSTEM
    from casework.services.record import settings
    from casework.transaction import unit_of_work

    with unit_of_work():
        settings.change(name, value, actor=SYSTEM)
