"""Whether the parts answer, for load balancers: open to everybody, and so it says no more than that."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.pages.running import health

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    """503 without a database that takes what is saved. Without the queue pages go on saving, so that is no reason to
    send nobody here."""
    database, queue = health.database_serves(), health.queue_answers()
    return {"database": _word(database), "queue": _word(queue)}, 200 if database else 503


def _word(answers: bool) -> str:
    return "ok" if answers else "not ok"
