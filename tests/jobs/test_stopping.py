"""A worker that is told to stop: what it has in hand is settled, the rest is there for the next one."""

import signal
from collections import Counter

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from casework.access import Actor
from casework.jobs import sweep
from tests.jobs.offices import messages_due, states
from tests.jobs.post_office import PostOffice
from tests.jobs.test_workers import working

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_settles_the_message_in_hand_and_leaves_the_rest_to_the_next(
    app: Flask, queue: Redis, post_office: PostOffice, staff: dict[str, Actor], told: signal.Signals
) -> None:
    messages_due(staff, 10)
    post_office.seconds_per_mail = 0.3
    sweep.offer_mail()
    with working(app) as worker:
        post_office.wait_for(3)
        worker.send_signal(told)
        assert worker.wait(timeout=30) == 0
    after = Counter(states())
    assert set(after) == {"sent", "pending"}
    assert 3 <= after["sent"] < 10
    assert after["sent"] == len(post_office.mails)
    (left,) = Queue("mail", connection=queue, serializer=JSONSerializer).jobs
    assert len(left.args) == after["pending"]
    assert FailedJobRegistry("mail", connection=queue, serializer=JSONSerializer).get_job_ids() == []
    post_office.seconds_per_mail = 0.0
    with working(app):
        post_office.wait_for(10)
    assert states() == ["sent"] * 10
    assert Counter(post_office.message_ids).most_common(1)[0][1] == 1
