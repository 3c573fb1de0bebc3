"""The development mailbox. Registered in development only."""

from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from casework.pages.mail import mailbox

blueprint = Blueprint("mailbox", __name__)


@blueprint.get("/mailbox")
def index() -> ResponseReturnValue:
    folder = Path(current_app.config["MAIL_FOLDER"])
    return render_template("mail/mailbox/index.html", letters=mailbox.letters(folder), count=mailbox.count(folder))
