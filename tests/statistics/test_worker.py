"""From the page through the queue and a real worker back to the page."""

from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs.worker import make_worker
from casework.statistics.years import year_of
from tests import factories
from tests.client import CheckingClient


@pytest.fixture
def queue(queue_url: str) -> Iterator[Redis]:
    """The queue server, emptied."""
    with Redis.from_url(queue_url) as client:
        client.flushdb()
        yield client


def test_a_worker_computes_what_the_page_asked_for(app: Flask, queue: Redis, staff: dict[str, Actor]) -> None:
    with app.app_context():
        factories.enquiry(staff["officer"], issue="traffic")
        db.session.rollback()
    client = CheckingClient(app)
    client.sign_in("manager")
    asked = client.send("/counts", start_year=str(year_of(clock.today()).start_year))
    assert "Waiting for a worker" in client.get(asked.headers["Location"]).text
    with app.app_context():
        make_worker(app, "counts", queue).work(burst=True, logging_level="CRITICAL")
    page = client.get(asked.headers["Location"]).text
    assert "Download as CSV" in page
    assert "Traffic issues" in page
