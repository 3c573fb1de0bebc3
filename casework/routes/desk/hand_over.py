"""Handing over all that somebody has in hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotAllowed
from casework.forms.base import put_error
from casework.forms.desk.hand_over import HandOverForm
from casework.pages.desk import colleagues
from casework.security import actor
from casework.services.office import accounts, hand_over
from casework.services.office.hand_over import HandedOver
from casework.words import plural

blueprint = Blueprint("hand_over", __name__, url_prefix="/hand-over")


@blueprint.route("/<int(max=2147483647):user_id>", methods=["GET", "POST"])
def make(user_id: int) -> ResponseReturnValue:
    person = accounts.load_user(user_id)
    if not hand_over.may(user_id, actor=actor()):
        raise NotAllowed("You can hand over your own cases. Ask a manager to hand over somebody else's.")
    name, form = person.name, HandOverForm()
    form.who.choices = [each for each in colleagues.choices(actor=actor()) if each[0] != str(user_id)]
    if request.method == "POST" and form.validate():
        try:
            done = hand_over.hand_over(user_id, to=form.chosen(), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            _say(done, name)
            return redirect(url_for("work.show"), 303)
    shown = {"form": form, "name": name, "work": hand_over.in_hand(user_id), "is_own": user_id == actor().user_id}
    return render_template("desk/hand_over.html", **shown), 422 if form.errors else 200


def _say(done: HandedOver, name: str) -> None:
    flash(f"{plural(done.cases, 'case is', 'cases are')} handed over, with the tasks.")
    if done.kept:
        kept = plural(done.kept, "restricted case stays", "restricted cases stay")
        flash(f"{kept} with {name}: none of those you chose is named on it. Name one of them there first.", "warning")
    if done.unseen:
        kept = plural(done.unseen, "case stays", "cases stay")
        flash(f"{kept} with {name}, who can give it to somebody else: none of those you chose can have it.", "warning")
