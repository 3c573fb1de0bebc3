"""The queues, in one table, and how Redis is reached.

One queue per worker process: a worker that listens to two loses jobs when it is killed (ADR 0002).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from redis import Redis


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """Times in seconds."""

    purpose: str
    timeout: int
    result_ttl: int


QUEUES: Mapping[str, QueueSettings] = {
    "mail": QueueSettings(purpose="sends reminders", timeout=300, result_ttl=300),
    "sweep": QueueSettings(purpose="finds what is due and offers it again", timeout=300, result_ttl=300),
    "counts": QueueSettings(purpose="computes the annual counts", timeout=1800, result_ttl=3600),
}


def connection() -> Redis:
    """A client that gives up quickly, for enqueueing inside a request. Needs an application context."""
    client = current_app.extensions.get("queue_client")
    if client is None:
        client = Redis.from_url(current_app.config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=5)
        current_app.extensions["queue_client"] = client
    return client
