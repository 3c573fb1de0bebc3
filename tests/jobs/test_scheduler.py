"""The scheduler: one active however many run, another takes over, a queue that goes away is waited for."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from structlog.testing import capture_logs

from casework import clock
from casework.jobs import scheduler
from casework.jobs.schedule import SCHEDULE
from casework.jobs.scheduler import Scheduler
from casework.queues import QUEUES
from tests.servers import start_queue_server

pytestmark = pytest.mark.usefixtures("context")


EACH_MINUTE = [each for each in SCHEDULE if each.every == 60]


def offered(redis: Redis) -> int:
    return sum(len(Queue(name, connection=redis, serializer=JSONSerializer)) for name in QUEUES)


def test_of_several_schedulers_one_is_active(queue: Redis) -> None:
    several = [Scheduler(queue) for _ in range(3)]
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(4):
            for each in several:
                each.tick()
    assert [each.is_active for each in several] == [True, False, False]
    assert offered(queue) == len(SCHEDULE)


def test_each_minute_brings_each_of_its_jobs_once_and_what_is_nightly_no_more(queue: Redis) -> None:
    one = Scheduler(queue)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC), tick=False) as traveller:
        for _ in range(90):
            one.tick()
            traveller.shift(2)
    assert offered(queue) == 3 * len(EACH_MINUTE) + 1


def test_when_the_active_one_stops_another_takes_over_at_once(queue: Redis) -> None:
    first, second = Scheduler(queue), Scheduler(queue)
    first.tick()
    second.tick()
    first.stop()
    second.tick()
    assert (first.is_active, second.is_active) == (False, True)


def test_a_killed_one_holds_the_lock_for_less_than_a_minute(queue: Redis) -> None:
    killed, other = Scheduler(queue), Scheduler(queue)
    killed.tick()
    assert 0 < queue.pttl(scheduler.LOCK) <= scheduler.LOCK_SECONDS * 1000 < 60_000
    queue.delete(scheduler.LOCK)  # as its expiry does
    other.tick()
    killed.tick()
    assert (killed.is_active, other.is_active) == (False, True)


def test_where_the_queue_server_lost_everything_still_one_is_active(queue: Redis) -> None:
    several = [Scheduler(queue) for _ in range(3)]
    for _ in range(3):
        for each in several:
            each.tick()
        queue.flushall()
        for each in several[::-1]:  # whoever was active comes last, and has lost its lock to another
            each.tick()
        assert [each.is_active for each in several].count(True) == 1


def test_two_that_both_believe_to_be_active_offer_each_job_once(queue: Redis) -> None:
    with time_machine.travel(clock.now(), tick=False):
        Scheduler(queue).tick()
        queue.delete(scheduler.LOCK)
        Scheduler(queue).tick()
    assert offered(queue) == len(SCHEDULE)


@contextmanager
def own_queue_server(app: Flask) -> Iterator[Path]:
    """A queue server of this test alone, which may be killed and started again in its folder."""
    client, before = app.extensions.pop("queue_client", None), app.config["REDIS_URL"]
    with tempfile.TemporaryDirectory(prefix="cws", dir="/tmp") as folder:
        app.config["REDIS_URL"] = f"unix://{folder}/queue.sock"
        yield Path(folder)
    app.config["REDIS_URL"] = before
    app.extensions.pop("queue_client").close()
    if client is not None:
        app.extensions["queue_client"] = client


def test_a_queue_that_goes_away_is_said_once_and_waited_for(app: Flask) -> None:
    with own_queue_server(app) as folder, Redis.from_url(f"unix://{folder}/queue.sock") as redis:
        server = start_queue_server(folder)
        one = Scheduler(redis)
        with capture_logs() as lines, time_machine.travel(clock.now(), tick=False) as traveller:
            one.tick()
            server.kill()
            server.wait()
            for _ in range(3):
                traveller.shift(60)
                one.tick()
            assert not one.is_active
            server = start_queue_server(folder)
            redis.delete(scheduler.LOCK)  # as its expiry does
            traveller.shift(60)
            one.tick()
            assert one.is_active
            assert offered(redis) >= len(SCHEDULE)
        server.kill()
        server.wait()
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["queue_unreachable"]
    assert "queue_reached_again" in [line["event"] for line in lines]
