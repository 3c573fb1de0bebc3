"""Whether the web server and its database answer, for whoever watches them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.pages import health

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    return {"database": health.database_answers()}
