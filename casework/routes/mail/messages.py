"""Reminders and letters: what was sent, and what a manager does about those that were not, or may not have been."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.mail.messages import GiveUpForm, ResendForm
from casework.pages.mail import messages as pages
from casework.pages.mail import resending as together
from casework.security import actor
from casework.services.mail import by_hand, resending
from casework.words import number_in

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
MESSAGE = "/<int(max=2147483647):message_id>"


@blueprint.get("")
def index() -> ResponseReturnValue:
    page = pages.find(request.args.get("show", ""), actor=actor(), before=number_in(request.args.get("before")))
    return render_template("mail/messages/index.html", page=page, views=pages.VIEWS, new_form=ResendForm)


@blueprint.route("/resend-all", methods=["GET", "POST"])
def resend_all() -> ResponseReturnValue:
    form = ResendForm()
    if form.validate_on_submit():
        resent = resending.resend_all(sent=form.sent(), actor=actor())
        flash(together.told(resent))
        return redirect(url_for("messages.index"), 303)
    return render_template("mail/messages/resend_all.html", form=form, asked=together.asked(actor=actor()))


@blueprint.post(f"{MESSAGE}/resend")
def resend(message_id: int) -> ResponseReturnValue:
    message = pages.find_one(message_id, actor=actor())
    by_hand.resend(message_id, sent=ResendForm().sent(), actor=actor())
    return _done(message, "is being sent again")


@blueprint.route(f"{MESSAGE}/send-anyway", methods=["GET", "POST"])
def send_anyway(message_id: int) -> ResponseReturnValue:
    message, form = pages.find_one(message_id, actor=actor()), ResendForm()
    if form.validate_on_submit():
        by_hand.resend(message_id, sent=form.sent(), actor=actor(), perhaps_twice=True, note_read=True)
        return _done(message, "is being sent again")
    return render_template("mail/messages/send_anyway.html", form=form, message=message)


@blueprint.post(f"{MESSAGE}/confirm")
def confirm(message_id: int) -> ResponseReturnValue:
    message = pages.find_one(message_id, actor=actor())
    by_hand.confirm(message_id, sent=ResendForm().sent(), actor=actor())
    return _done(message, "counts as sent")


@blueprint.route(f"{MESSAGE}/give-up", methods=["GET", "POST"])
def give_up(message_id: int) -> ResponseReturnValue:
    message = pages.find_one(message_id, actor=actor(), posted_too=True)
    form = GiveUpForm()
    if form.validate_on_submit():
        try:
            by_hand.give_up(message_id, form.reason.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _done(message, "is given up")
    return render_template("mail/messages/give_up.html", form=form, message=message), 422 if form.errors else 200


def _done(message: pages.MessageRow, what: str) -> ResponseReturnValue:
    flash(f"The {message.name} to {message.recipient} {what}.")
    return redirect(url_for("post.index" if message.by_post else "messages.index"), 303)
