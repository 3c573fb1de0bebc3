"""Whether all is well: the open check says little, the command and the page of jobs say what to do."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from redis import Redis
from rq import Worker
from sqlalchemy import event, update

from casework import clock, outbox
from casework.access import Actor
from casework.cli import cli
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.schedule import SCHEDULE
from casework.jobs.worker import make_worker
from casework.models import Message, PeriodicRun
from casework.pages.running import jobs
from casework.queues import QUEUES
from casework.transaction import unit_of_work
from tests.client import CheckingClient
from tests.jobs.offices import messages_due
from tests.jobs.post_office import free_port
from tests.routes.conftest import Inside


@pytest.fixture
def queue(queue_url: str) -> Iterator[Redis]:
    with Redis.from_url(queue_url) as client:
        client.flushall()
        yield client


@pytest.fixture
def well(app: Flask, queue: Redis) -> Iterator[None]:
    """A worker on each queue, and every periodic job has just run."""
    with app.app_context():
        workers: list[Worker] = [make_worker(app, name, queue) for name in QUEUES]
        for worker in workers:
            worker.register_birth()
        sweep.remind()
        queue.delete("rq:queue:mail")
        with unit_of_work():
            db.session.execute(update(PeriodicRun).values(problem=None))
            _all_have_run()
    yield
    for worker in workers:
        worker.register_death()


def _all_have_run() -> None:
    now = clock.now()
    kept = {row.job for row in db.session.query(PeriodicRun)}
    for each in SCHEDULE:
        if each.job not in kept:
            db.session.add(PeriodicRun(job=each.job, began_at=now, ended_at=now, figures={}))


@pytest.fixture
def no_queue(app: Flask) -> Iterator[None]:
    client, before = app.extensions.pop("queue_client", None), app.config["REDIS_URL"]
    app.config["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    yield
    app.config["REDIS_URL"] = before
    app.extensions.pop("queue_client").close()
    if client is not None:
        app.extensions["queue_client"] = client


def test_the_open_check_says_that_the_parts_answer_and_no_more(client: CheckingClient, queue: Redis) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "queue": "ok"})


@pytest.mark.usefixtures("no_queue")
def test_without_the_queue_a_web_server_is_still_good_for_requests(client: CheckingClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "queue": "not ok"})


def test_without_the_database_it_is_not(app: Flask, client: CheckingClient, queue: Redis) -> None:
    def refuse(*_: object) -> None:
        assert engine.dialect.dbapi
        raise engine.dialect.dbapi.OperationalError("no such server at secret.example")

    with app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "do_connect", refuse)
    try:
        answer = client.get("/health")
    finally:
        event.remove(engine, "do_connect", refuse)
    assert (answer.status_code, answer.json) == (503, {"database": "not ok", "queue": "ok"})


def test_where_nothing_can_be_saved_it_is_not_either(
    app: Flask, client: CheckingClient, inside: Inside, queue: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full, or a server that only reads."""

    def only_read(connection: Any, _: object) -> None:
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    with app.app_context():
        engine = db.engine
        engine.dispose()
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", only_read)
    else:
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    try:
        answer, troubles = client.get("/health"), inside(jobs.find_troubles)
    finally:
        if engine.dialect.name == "postgresql":
            event.remove(engine, "connect", only_read)
        engine.dispose()
    assert (answer.status_code, answer.json) == (503, {"database": "not ok", "queue": "ok"})
    assert any(sentence.startswith("Nothing can be saved") for sentence in troubles)


@pytest.mark.usefixtures("well")
def test_when_all_is_well_the_command_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(cli, ["health"])
    assert (result.exit_code, result.output) == (0, "All is well: database, queues, scheduler and mail.\n")


@pytest.mark.usefixtures("well")
def test_a_scheduler_that_stopped_is_said_with_the_time(app: Flask, inside: Inside) -> None:
    later = clock.now() + dt.timedelta(hours=30)
    with time_machine.travel(later, tick=False):
        (sentence,) = inside(jobs.find_troubles)
    assert sentence.startswith("The scheduler has not run since ")
    assert "casework scheduler" in sentence


@pytest.mark.usefixtures("well")
def test_one_job_that_does_not_end_or_fails_is_said_by_name(inside: Inside) -> None:
    def spoil() -> list[str]:
        long_ago = clock.now() - dt.timedelta(hours=30)
        with unit_of_work():
            change = update(PeriodicRun)
            remind, quiet = "casework.jobs.sweep.remind", "casework.jobs.sweep.close_quiet"
            db.session.execute(change.where(PeriodicRun.job == remind).values(ended_at=long_ago))
            db.session.execute(change.where(PeriodicRun.job == quiet).values(problem="OperationalError"))
        return jobs.find_troubles()

    late, failed = inside(spoil)
    assert late.startswith("“Write and offer reminders” has not ended since ")
    assert failed.startswith("“Close quiet cases” was stopped by a problem (OperationalError).")


@pytest.mark.usefixtures("well")
def test_a_queue_that_grows_is_said_with_its_number(app: Flask, inside: Inside) -> None:
    most = QUEUES["counts"].alarm_length

    def grow() -> list[str]:
        for number in range(most):
            outbox.offer("counts", "casework.jobs.counts.compute", number)
        return jobs.find_troubles()

    (sentence,) = inside(grow)
    assert sentence.startswith(f"The queue counts has {most} jobs waiting (alarm at {most}).")
    with app.app_context():
        result = app.test_cli_runner().invoke(cli, ["health"])
    assert (result.exit_code, result.output.strip()) == (1, sentence)


@pytest.mark.usefixtures("well")
def test_a_message_that_waits_too_long_and_one_that_was_refused_are_said(
    staff: dict[str, Actor], inside: Inside
) -> None:
    def spoil() -> list[str]:
        first, second, later = messages_due(staff, 3)
        long_ago, soon = clock.now() - dt.timedelta(hours=2), clock.now() + dt.timedelta(hours=9)
        with unit_of_work():
            change = update(Message)
            db.session.execute(change.where(Message.id == first).values(next_attempt_at=long_ago))
            db.session.execute(change.where(Message.id == second).values(state="failed"))
            db.session.execute(change.where(Message.id == later).values(next_attempt_at=soon, created_at=long_ago))
        return jobs.find_troubles()

    old, refused = inside(spoil)
    assert old.startswith("The oldest message that is to be sent waits since ")
    assert refused.startswith("1 message could not be sent.")


@pytest.mark.usefixtures("well", "no_queue")
def test_without_the_queue_one_sentence_says_it(inside: Inside) -> None:
    (sentence,) = inside(jobs.find_troubles)
    assert sentence.startswith("The queue's server cannot be reached.")
