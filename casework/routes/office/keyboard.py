"""What can be done by the keyboard."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("keyboard", __name__)


@blueprint.get("/keyboard")
def show() -> ResponseReturnValue:
    return render_template("office/keyboard/show.html")
