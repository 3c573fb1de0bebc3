"""Real worker processes: side by side, and killed in the middle of a batch."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import update

from casework import clock, outbox
from casework.access import Actor
from casework.config import HOME
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Message
from casework.services.mail import pace
from casework.services.mail.by_hand import SEND_JOB
from casework.transaction import unit_of_work
from tests.jobs.offices import messages_due, states
from tests.jobs.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context", "queue")


@contextmanager
def working(app: Flask, queue: str = "mail") -> Iterator["subprocess.Popen[bytes]"]:
    """A worker process as `casework worker` starts it; told to stop at the end of the block."""
    environ = {
        **os.environ,
        "CASEWORK_ENV": "test",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": app.config["REDIS_URL"],
        "SMTP_URL": app.config["SMTP_URL"],
        "INSTANCE_PATH": app.instance_path,
    }
    process = subprocess.Popen([sys.executable, "-m", "casework", "worker", queue], env=environ, cwd=HOME)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """As when the machine loses its power: the worker and the process that it forked for the job."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.wait()
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def test_two_workers_that_are_offered_the_same_messages_send_each_once(
    app: Flask, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    ids = messages_due(staff, 12)
    post_office.seconds_per_mail = 0.02
    for attempt in range(6):
        outbox.offer("mail", SEND_JOB, *ids, bucket=f"attempt{attempt}")
    with working(app), working(app):
        post_office.wait_for(12)
    assert Counter(post_office.message_ids).most_common(1)[0][1] == 1
    assert states() == ["sent"] * 12


@pytest.mark.skipif(sys.platform != "linux", reason="finds the forked process under /proc, which only Linux has")
def test_a_worker_killed_in_the_middle_loses_nothing_and_leaves_one_uncertain(
    app: Flask, queue: Redis, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    messages_due(staff, 10)
    post_office.falls_silent_at = 3
    sweep.offer_mail()
    with working(app) as worker:
        post_office.wait_for(3)
        kill(worker)
    assert Counter(states()) == {"sent": 2, "claimed": 1, "pending": 7}
    post_office.falls_silent_at = None
    queue.flushall()  # what the dead worker had in hand need not be known to the queue
    _let_the_lease_run_out()
    sweep.offer_mail()
    with working(app):
        post_office.wait_for(11)
    assert states() == ["sent"] * 10
    copies = Counter(post_office.message_ids)
    assert len(copies) == 10
    assert sorted(copies.values()) == [1] * 9 + [2]


def _let_the_lease_run_out() -> None:
    with unit_of_work():
        begun = clock.now() - 2 * pace.LEASE
        db.session.execute(update(Message).where(Message.state == "claimed").values(claimed_at=begun))


def test_a_worker_needs_a_queue_that_exists(app: Flask) -> None:
    with working(app, "post") as worker:
        assert worker.wait(timeout=30) == 1
