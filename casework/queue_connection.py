"""How the queue's server is reached from a request, a job or a command."""

from flask import current_app
from redis import Redis


def connection() -> Redis:
    """A client that gives up quickly, for enqueueing inside a request. Needs an application context."""
    client: Redis | None = current_app.extensions.get("queue_client")
    if client is None:
        client = Redis.from_url(current_app.config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=5)
        current_app.extensions["queue_client"] = client
    return client
