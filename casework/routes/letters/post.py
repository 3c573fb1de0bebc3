"""The print queue."""

import datetime as dt
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.letters.post import PostedForm
from casework.pages.letters import post as pages
from casework.security import actor
from casework.services.letters import posting
from casework.services.letters.posting import NotPosted
from casework.words import number_in, plural

blueprint = Blueprint("post", __name__, url_prefix="/post")


@blueprint.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    queue, form = pages.waiting(actor=actor()), PostedForm()
    form.offer(queue.letters)
    if form.validate_on_submit():
        on = cast("dt.date", form.posted_on.data)
        try:
            done = posting.record_posted(form.letters.ids, on, sent=form.sent(), actor=actor())
        except NotPosted as refused:
            form.refuse(refused.letters)
        except Invalid as error:
            put_error(form, error)
        else:
            flash(_recorded(done.amount))
            return redirect(url_for("post.index"), 303)
    return render_template("letters/post/index.html", queue=queue, form=form), 422 if form.errors else 200


@blueprint.get("/posted")
def posted() -> ResponseReturnValue:
    before = number_in(request.args.get("before"))
    return render_template("letters/post/posted.html", page=pages.posted(actor=actor(), before=before))


def _recorded(amount: int) -> str:
    letters = plural(amount, "letter is", "letters are")
    return f"{letters} recorded as posted. The list of those posted says when each counts as provided."
