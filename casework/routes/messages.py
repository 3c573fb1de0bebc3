"""Reminders: what was sent, and what a manager does about those that were not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.messages import GiveUpForm, ResendForm
from casework.pages import messages as pages
from casework.security import actor
from casework.services import messages

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
MESSAGE = "/<int(max=2147483647):message_id>"


@blueprint.get("")
def index() -> ResponseReturnValue:
    page = pages.find(request.args.get("show", ""), actor=actor(), before=_number("before"))
    return render_template("messages/index.html", page=page, views=pages.VIEWS, new_form=ResendForm)


@blueprint.post(f"{MESSAGE}/resend")
def resend(message_id: int) -> ResponseReturnValue:
    message = pages.find_one(message_id, actor=actor())
    messages.resend(message_id, token=ResendForm().token.data or "", actor=actor())
    flash(f"The reminder about {message.reference} to {message.recipient} is being sent again.")
    return redirect(url_for("messages.index"), 303)


@blueprint.route(f"{MESSAGE}/give-up", methods=["GET", "POST"])
def give_up(message_id: int) -> ResponseReturnValue:
    message = pages.find_one(message_id, actor=actor())
    form = GiveUpForm()
    if form.validate_on_submit():
        try:
            messages.give_up(message_id, form.reason.data, token=form.token.data or "", actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"The reminder about {message.reference} to {message.recipient} is given up.")
            return redirect(url_for("messages.index"), 303)
    return render_template("messages/give_up.html", form=form, message=message), 422 if form.errors else 200


def _number(name: str) -> int | None:
    """A number of the address, or None for anything that is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
