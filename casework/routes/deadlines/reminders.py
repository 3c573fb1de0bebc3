"""Reminders: what is planned, what was sent, what was skipped and why, and the list of what is reminded."""

import datetime as dt
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.pages.deadlines import planned, reminders
from casework.security import actor
from casework.words import number_in

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")


@blueprint.get("")
def index() -> ResponseReturnValue:
    view = request.args.get("show", "")
    view = view if view in reminders.VIEWS else "planned"
    if view == "planned":
        given: dict[str, Any] = {
            "plan": planned.find(_day(), actor=actor(), after=number_in(request.args.get("after")) or 0)
        }
    elif view == "list":
        given = {"rules": reminders.listed()}
    else:
        given = {"page": reminders.told(view, actor=actor(), before=number_in(request.args.get("before")))}
    return render_template(f"deadlines/reminders/{view}.html", view=view, views=reminders.VIEWS, **given)


def _day() -> dt.date | None:
    """The day of the address, or None for anything that is none."""
    try:
        return dt.date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
