"""How the queue's server is reached from a request, a job or a command."""

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE_SECONDS = 5.0


def connection() -> Redis:
    """A client that gives up quickly and tries nothing twice: inside a request within `QUEUE_PATIENCE` (seconds), which
    the application with its pages sets. Needs an application context."""
    client: Redis | None = current_app.extensions.get("queue_client")
    if client is None:
        patience = current_app.config.get("QUEUE_PATIENCE", PATIENCE_SECONDS)
        client = Redis.from_url(
            current_app.config["REDIS_URL"],
            socket_connect_timeout=min(patience, 1),
            socket_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        )
        current_app.extensions["queue_client"] = client
    return client
