"""The one box: phone, name, part of a reference, mail. One hit opens, several are shown with their cases."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.pages.desk import box
from casework.security import actor
from casework.services.desk import searches

blueprint = Blueprint("box", __name__, url_prefix="/find")


@blueprint.post("")
def look() -> ResponseReturnValue:
    """What was typed is kept under a token, unless it is still being typed (`do=find`): then it is kept nowhere."""
    words = request.form.get("words", "").replace("\0", "")
    if request.form.get("do") == "find":
        return _page(words, "")
    only = box.only_one(words, actor=actor())
    if isinstance(only, int):
        return redirect(url_for("persons.show", person_id=only), 303)
    if only:
        return redirect(url_for("case.show", reference=only), 303)
    try:
        token = searches.keep(words, actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
        return redirect(url_for("cases.index"), 303)
    return redirect(url_for("box.show", search=token), 303)


@blueprint.get("")
def show() -> ResponseReturnValue:
    token = request.args.get("search", "")
    return _page(searches.words_of(token, actor=actor()), token)


def _page(words: str, token: str) -> str:
    found = box.find(words[: searches.LONGEST], actor=actor())
    return render_template("desk/box/show.html", found=found, token=token)
