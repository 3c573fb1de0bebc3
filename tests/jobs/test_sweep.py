"""The sweep: what it offers, what it closes, and how it catches up after the queue was down."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.worker import make_worker
from casework.models import Case, CaseEvent, CountRun
from casework.services.mail import by_hand
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.offices import messages_due, states
from tests.jobs.post_office import PostOffice, free_port

pytestmark = pytest.mark.usefixtures("context")


def jobs(redis: Redis, queue: str) -> list[Job]:
    return Queue(queue, connection=redis, serializer=JSONSerializer).jobs


def work_off(app: Flask, redis: Redis, queue: str) -> None:
    """Run a forking worker until the queue is empty."""
    db.session.rollback()
    make_worker(app, queue, redis).work(burst=True, logging_level="CRITICAL")


def test_messages_are_offered_in_batches_and_once_a_minute(queue: Redis, staff: dict[str, Actor]) -> None:
    ids = messages_due(staff, 3)
    with time_machine.travel(clock.now() + dt.timedelta(seconds=1), tick=False):
        for _ in range(3):
            sweep.offer_mail()
    (job,) = jobs(queue, "mail")
    assert list(job.args) == ids
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=False):
        sweep.offer_mail()
    assert len(jobs(queue, "mail")) == 2


def test_a_worker_sends_what_the_sweep_offered(
    app: Flask, queue: Redis, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    messages_due(staff, 3)
    sweep.offer_mail()
    work_off(app, queue, "mail")
    assert states() == ["sent"] * 3
    assert len(post_office.mails) == 3


def test_the_reminder_job_writes_and_offers(app: Flask, queue: Redis, staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"], days_ago=60)
    assert case.next_due_on is not None
    sweep.remind()
    sweep.remind()
    offered = [number for job in jobs(queue, "mail") for number in job.args]
    assert len(set(offered)) == len(states()) > 0


@pytest.mark.usefixtures("queue")
def test_a_quiet_enquiry_is_closed_by_the_system_the_day_after(staff: dict[str, Actor]) -> None:
    case = factories.replied(staff["officer"])
    last, number = case.next_due_on, case.id
    assert last is not None
    noon = dt.time(12, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime.combine(last, noon), tick=False):
        sweep.close_quiet()
    assert db.session.get_one(Case, number, populate_existing=True).state == "replied"
    db.session.rollback()
    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), noon), tick=False):
        sweep.close_quiet()
        sweep.close_quiet()
    closed = db.session.get_one(Case, number, populate_existing=True)
    assert (closed.state, closed.closed_on) == ("closed", last + dt.timedelta(days=1))
    events = db.session.query(CaseEvent).filter_by(case_id=number, trigger="close_quiet").all()
    assert [event.actor_id for event in events] == [SYSTEM.user_id]


def test_a_run_of_counts_that_nobody_has_begun_is_offered_again(queue: Redis) -> None:
    asked = clock.now() - dt.timedelta(minutes=5)
    with unit_of_work():
        run = CountRun(start_year=2025, state="queued", definitions_version="1", requested_at=asked)
        db.session.add(run)
    number = run.id
    db.session.rollback()
    sweep.offer_counts()
    assert [list(job.args) for job in jobs(queue, "counts")] == [[number]]


def test_what_was_changed_while_the_queue_was_down_is_sent_once_it_is_back(
    app: Flask, queue: Redis, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    (number,) = messages_due(staff)
    client = app.extensions.pop("queue_client", None)
    before, app.config["REDIS_URL"] = app.config["REDIS_URL"], f"redis://127.0.0.1:{free_port()}"
    with unit_of_work():
        by_hand.resend(number, sent=factories.sent(), actor=staff["manager"])
    app.config["REDIS_URL"] = before
    app.extensions.pop("queue_client").close()
    if client is not None:
        client.close()
    assert states() == ["pending"]
    assert jobs(queue, "mail") == []
    sweep.offer_mail()
    work_off(app, queue, "mail")
    assert states() == ["sent"]
    assert len(post_office.mails) == 1
