"""How far a long job has come, as the page of jobs reads it."""

import sys

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from casework import outbox
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.progress import Progress
from casework.jobs.worker import make_worker
from tests.jobs.offices import messages_due
from tests.jobs.post_office import PostOffice
from tests.jobs.test_workers import kill, working

pytestmark = pytest.mark.usefixtures("context")


def go_to_the_end(*ids: int) -> None:
    """A job of so many quick steps."""
    progress = Progress(len(ids))
    for number, _ in enumerate(ids, start=1):
        progress.at(number)


def test_outside_of_a_worker_it_tells_nobody(app: Flask, queue: Redis) -> None:
    Progress(3).at(2)
    assert queue.keys("rq:job:*") == []


def test_the_last_step_is_always_told(app: Flask, queue: Redis) -> None:
    outbox.offer("sweep", f"{__name__}.go_to_the_end", *range(500))
    (number,) = Queue("sweep", connection=queue, serializer=JSONSerializer).job_ids
    written = queue.info("commandstats").get("cmdstat_hset", {}).get("calls", 0)
    db.session.rollback()
    make_worker(app, "sweep", queue).work(burst=True, logging_level="CRITICAL")
    job = Job.fetch(number, connection=queue, serializer=JSONSerializer)
    assert job.meta == {"done": 500, "total": 500}
    assert queue.info("commandstats")["cmdstat_hset"]["calls"] - written < 50


@pytest.mark.skipif(sys.platform != "linux", reason="finds the forked process under /proc, which only Linux has")
def test_a_batch_of_mail_says_how_many_are_sent(
    app: Flask, queue: Redis, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    messages_due(staff, 4)
    post_office.falls_silent_at = 2
    sweep.offer_mail()
    (number,) = Queue("mail", connection=queue, serializer=JSONSerializer).job_ids
    with working(app) as worker:
        post_office.wait_for(2)
        assert Job.fetch(number, connection=queue, serializer=JSONSerializer).meta["total"] == 4
        kill(worker)
