"""Mail that is not casework: several set aside at once and back again, what kind one is, and how much there was."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.mail.incoming import SortForm
from casework.pages.mail import not_casework as pages
from casework.security import actor
from casework.services.mail import disposal, not_casework
from casework.services.mail.not_casework import Outcome
from casework.words import number_in, plural

blueprint = Blueprint("not_casework", __name__, url_prefix="/mail")
NONE_TICKED = "Tick the mails first, in the first column of the list."


@blueprint.post("/not-casework/ticked")
def ticked() -> ResponseReturnValue:
    """The one whose button was pressed, or all that are ticked."""
    form, view = SortForm(), request.form.get("view", "")
    one, _, kind = request.form.get("one", "").partition(":")
    chosen = pages.read_ticked([one] if one else request.form.getlist("mail"))
    if not chosen:
        flash(NONE_TICKED, "warning")
        return redirect(url_for("incoming.index", show=view), 303)
    kind = kind if one else request.form.get("kind", "")
    try:
        outcome = not_casework.set_aside_all(chosen, kind, sent=form.sent(), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
        return redirect(url_for("incoming.index", show=view), 303)
    called = pages.words().get(kind, "")
    _say(outcome, f"marked as not casework{f': {called.lower()}' if called else ''}")
    aside = ".".join(map(str, outcome.done)) or None
    return redirect(url_for("incoming.index", show=view, aside=aside), 303)


@blueprint.post("/not-casework/put-back")
def put_back() -> ResponseReturnValue:
    chosen = pages.read_ticked(request.form.getlist("mail"))
    outcome = not_casework.put_back_all(chosen, sent=SortForm().sent(), actor=actor())
    _say(outcome, "back among those to sort")
    return redirect(url_for("incoming.index", show=request.form.get("view", "")), 303)


@blueprint.post("/<int(max=2147483647):mail_id>/kind")
def call_it(mail_id: int) -> ResponseReturnValue:
    """Put right what kind a mail is that was set aside."""
    try:
        kind = request.form.get("kind", "")
        not_casework.call_it(mail_id, kind, sent=SortForm().sent(), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
    else:
        flash(f"It is counted as: {pages.words().get(kind, pages.NOT_SAID).lower()}.")
    return redirect(url_for("incoming.show", mail_id=mail_id), 303)


@blueprint.get("/not-casework")
def index() -> ResponseReturnValue:
    counted = pages.counted(request.args.get("year", type=int))
    return render_template("mail/not_casework/index.html", counted=counted, unsaid=pages.UNSAID)


@blueprint.get("/not-casework/<int(max=9999):year>/<int(max=12):month>/<code>")
def month(year: int, month: int, code: str) -> ResponseReturnValue:
    found = pages.of_month(year, month, code, actor=actor(), before=number_in(request.args.get("before")))
    return render_template("mail/not_casework/month.html", found=found)


@blueprint.route("/not-casework/past-its-time", methods=["GET", "POST"])
def dispose() -> ResponseReturnValue:
    """Look through what has had its time, say once more that it goes, and only then it is gone."""
    form = SortForm()
    chosen = pages.read_ticked(request.form.getlist("mail"))
    if request.method == "POST" and form.validate() and chosen:
        if request.form.get("confirmed") != "yes":
            carried = [("token", form.token.data), *(("mail", each) for each in request.form.getlist("mail"))]
            shown = {"question": f"Dispose of {plural(len(chosen), 'mail')} for good?", "said": pages.WHAT_GOES}
            return render_template("mail/not_casework/check.html", carried=carried, **shown)
        outcome = disposal.dispose(chosen, sent=form.sent(), actor=actor())
        _say(outcome, "disposed of")
        return redirect(url_for("not_casework.dispose"), 303)
    if request.method == "POST":
        flash(NONE_TICKED, "warning")
    return render_template("mail/not_casework/dispose.html", due=pages.past_its_time(actor=actor()), form=form)


def _say(outcome: Outcome, done: str) -> None:
    number = len(outcome.done)
    if number:
        flash(f"{plural(number, 'mail is', 'mails are')} {done}.")
    for why in dict.fromkeys(outcome.refused):
        flash(f"{plural(outcome.refused.count(why), 'mail was', 'mails were')} not. {why}", "warning")
