"""Periodic jobs: each keeps its last run, is in the table once, and has a worker."""

import datetime as dt
import importlib
import re

import pytest
import time_machine
from flask import Flask
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry, ScheduledJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import String, select

from casework import clock, outbox
from casework.config import HOME
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.periodic import periodic
from casework.jobs.schedule import SCHEDULE
from casework.jobs.worker import JOBS, make_worker
from casework.models import PeriodicRun
from casework.queues import QUEUES

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SECRET = "pat.invented@secret.example"


class Broken(Exception):
    """Carries an address, as an exception of the database may."""


def break_down(*_: int) -> None:
    """The job of a queue that always fails."""
    raise Broken(SECRET)


beginnings_and_ends: list[tuple[dt.datetime, dt.datetime | None]] = []


@periodic
def look_at_own_run() -> None:
    """What is kept of a run while it is under way."""
    kept = row(f"{__name__}.look_at_own_run")
    beginnings_and_ends.append((kept.began_at, kept.ended_at))
    db.session.rollback()


def row(job: str) -> PeriodicRun:
    db.session.rollback()
    return db.session.scalars(
        select(PeriodicRun).where(PeriodicRun.job == job).execution_options(populate_existing=True)
    ).one()


def work_off(app: Flask, redis: Redis, queue: str) -> None:
    db.session.rollback()
    make_worker(app, queue, redis).work(burst=True, logging_level="CRITICAL")


@pytest.mark.usefixtures("context", "queue")
def test_a_run_keeps_when_it_began_and_ended_and_what_it_did() -> None:
    with time_machine.travel(NOON, tick=False):
        sweep.close_quiet()
    kept = row("casework.jobs.sweep.close_quiet")
    assert (kept.began_at, kept.ended_at, kept.problem) == (NOON, NOON, None)
    assert kept.figures == {"found": 0, "closed": 0}


@pytest.mark.usefixtures("context")
def test_a_run_that_fails_keeps_the_class_of_the_problem_and_none_of_its_words() -> None:
    job = periodic(break_down)
    with pytest.raises(Broken):
        job()
    kept = row(f"{__name__}.break_down")
    assert kept.problem == "Broken"
    assert kept.ended_at is not None
    assert SECRET not in str(kept.__dict__)


@pytest.mark.usefixtures("context")
def test_a_run_that_dies_shows_an_end_that_is_older_than_its_beginning() -> None:
    beginnings_and_ends.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        look_at_own_run()
        traveller.shift(60)
        look_at_own_run()
    assert beginnings_and_ends == [(NOON, None), (NOON + dt.timedelta(seconds=60), NOON)]


@pytest.mark.parametrize("each", SCHEDULE, ids=lambda each: each.job)
def test_every_periodic_job_exists_keeps_its_runs_and_is_watched(each: object) -> None:
    (found,) = [one for one in SCHEDULE if one is each]
    module, _, name = found.job.rpartition(".")
    job = getattr(importlib.import_module(module), name)
    assert hasattr(job, "__wrapped__"), f"{found.job} is not marked @periodic"
    assert module in {each.__name__ for each in JOBS}, f"each run of {found.job} takes its module anew"
    assert found.job == f"{job.__module__}.{job.__qualname__}"
    column = PeriodicRun.__table__.c.job.type
    assert isinstance(column, String)
    assert len(found.job) <= (column.length or 0)
    assert found.queue in QUEUES
    assert found.title
    assert found.too_old_after >= 2 * found.every


def test_no_job_stands_in_the_table_twice() -> None:
    names = [each.job for each in SCHEDULE]
    assert len(names) == len(set(names))


def test_every_queue_has_a_worker_where_everything_is_started_and_in_the_handbook() -> None:
    supervisor = (HOME / "casework" / "development" / "supervisor.py").read_text()
    assert "for queue in QUEUES" in supervisor
    described = re.findall(r"casework worker ([a-z_]+)", (HOME / "docs" / "operations.md").read_text())
    assert set(described) == set(QUEUES)


def test_a_retry_comes_soon_and_the_queue_s_words_say_what_it_does() -> None:
    for settings in QUEUES.values():
        assert settings.purpose
        assert settings.alarm_length > 0
        assert all(0 < pause <= 3600 for pause in settings.retry_pauses)


@pytest.mark.usefixtures("context")
def test_a_failed_job_is_tried_again_after_its_pauses_and_then_listed(app: Flask, queue: Redis) -> None:
    outbox.offer("mail", f"{__name__}.break_down", 7)
    (offered,) = Queue("mail", connection=queue, serializer=JSONSerializer).job_ids
    paused = ScheduledJobRegistry("mail", connection=queue, serializer=JSONSerializer)
    for pause in QUEUES["mail"].retry_pauses:
        work_off(app, queue, "mail")
        assert paused.get_job_ids() == [offered]
        assert outbox.release_retries() == 0
        with time_machine.travel(clock.now() + dt.timedelta(seconds=pause + 1), tick=True):
            assert outbox.release_retries() == 1
            assert outbox.release_retries() == 0
    work_off(app, queue, "mail")
    assert paused.get_job_ids() == []
    failed = FailedJobRegistry("mail", connection=queue, serializer=JSONSerializer)
    assert failed.get_job_ids() == [offered]
    job = Job.fetch(offered, connection=queue, serializer=JSONSerializer)
    assert job.get_status() == JobStatus.FAILED
    assert job.meta["problem"] == "Broken"


@pytest.mark.usefixtures("context")
def test_nothing_that_an_exception_says_reaches_the_queue_s_server(app: Flask, queue: Redis) -> None:
    outbox.offer("sweep", f"{__name__}.break_down")
    work_off(app, queue, "sweep")
    (number,) = FailedJobRegistry("sweep", connection=queue, serializer=JSONSerializer).get_job_ids()
    for key in queue.scan_iter("*"):
        assert SECRET.encode() not in (queue.dump(key) or b"")
    assert Job.fetch(number, connection=queue, serializer=JSONSerializer).latest_result() is not None
