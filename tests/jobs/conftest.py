"""The servers that jobs talk to, empty at the start of each test."""

from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis

from tests.jobs.post_office import PostOffice, serving


@pytest.fixture
def queue(queue_url: str) -> Iterator[Redis]:
    """The queue server, emptied."""
    with Redis.from_url(queue_url) as client:
        client.flushall()
        yield client


@pytest.fixture
def post_office(app: Flask) -> Iterator[PostOffice]:
    """A mail server that the application knows."""
    before, office = app.config["SMTP_URL"], PostOffice()
    with serving(office) as address:
        app.config["SMTP_URL"] = address
        yield office
    app.config["SMTP_URL"] = before
