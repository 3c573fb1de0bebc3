"""The ticked cases of a list: given to a colleague or closed, all at once.

What would be refused is named before the others are done: while there is any, the form comes back once to ask.
"""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.steps import moves as move_forms
from casework.forms.steps.together import ClosingForm, GiveForm
from casework.pages.desk import colleagues
from casework.pages.steps import together as pages
from casework.pages.steps.together import Closing, Looked
from casework.routes.desk.cases import address, filters_of_request
from casework.security import actor
from casework.services.steps import together
from casework.services.steps.together import Asked, Gift, Outcome, Ticked
from casework.words import plural

blueprint = Blueprint("together", __name__, url_prefix="/together")
NONE_TICKED = "Tick the cases first, in the first column of the list."


@blueprint.post("/give")
def give() -> ResponseReturnValue:
    ticked, form = _ticked(), GiveForm()
    if not ticked:
        return _nothing_ticked()
    looked = pages.look(ticked, actor=actor())
    form.put_choices(colleagues.choices(actor=actor()))
    if _is_decided() and form.validate():
        try:
            gift = Gift(owner_id=form.owner(), note=form.note.data)
            outcome = together.give(ticked, gift, asked=_asked(form), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            done = "given" if form.owner() else "taken off their owners"
            return _answer("give", looked, form, outcome, done=done, ticked=ticked)
    return _page("give", looked, form, ticked=ticked)


@blueprint.post("/close")
def close() -> ResponseReturnValue:
    """First how, where there are several ways; then what that step asks."""
    ticked = _ticked()
    if not ticked:
        return _nothing_ticked()
    looked = pages.look(ticked, actor=actor())
    ways = pages.closings(looked.possible, actor=actor())
    chosen = next((each for each in ways if len(ways) == 1 or each.code == request.form.get("closing")), None)
    if chosen is None:
        return _page("choose", looked, _form_of_ways(ways), ticked=ticked, ways=ways)
    looked, form = pages.for_closing(looked, chosen), move_forms.build(chosen.move)
    if _is_decided() and form.validate():
        try:
            trigger = chosen.move.trigger.value
            outcome = together.move(ticked, trigger, form.answers(), asked=_asked(form), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _answer("close", looked, form, outcome, done="closed", ticked=ticked, chosen=chosen)
    return _page("close", looked, form, ticked=ticked, chosen=chosen)


def _ticked() -> list[Ticked]:
    """What was ticked, or the whole list as it is now."""
    if request.form.get("all") and not _is_decided():
        return pages.first_of(filters_of_request(), actor=actor())
    return pages.read_ticked(request.form.getlist("case"))


def _is_decided() -> bool:
    return "decided" in request.form


def _asked(form: CaseworkForm) -> Asked:
    return Asked(sent=form.sent(), all_or_none="confirmed" not in request.form)


def _form_of_ways(ways: list[Closing]) -> ClosingForm:
    form = ClosingForm()
    form.closing.choices = [(each.code, f"{each.move.label} ({each.type_label.lower()})") for each in ways]
    form.closing.hints = {each.code: f"{each.move.follows} Possible for {each.amount} of them." for each in ways}
    if "chosen" in request.form:
        form.validate()
    return form


def _page(name: str, looked: Looked, form: CaseworkForm, **given: object) -> ResponseReturnValue:
    shown = {"looked": looked, "form": form, "back": _back(), "asks_again": False, **given}
    return render_template(f"steps/together/{name}.html", **shown), 422 if form.errors else 200


def _answer(
    name: str, looked: Looked, form: CaseworkForm, outcome: Outcome, *, done: str, **given: object
) -> ResponseReturnValue:
    if not outcome.done and "confirmed" not in request.form:
        known = [*pages.still_possible(looked, outcome)]
        again = Looked(possible=known, refused=outcome.refused, only={})
        return _page(name, again, form, asks_again=bool(known), **given)
    number = len(outcome.done)
    said = f"{plural(number, 'case is', 'cases are')} {done}."
    if outcome.refused:
        return render_template("steps/together/result.html", outcome=outcome, said=said, back=_back())
    flash(said)
    return redirect(_back(), 303)


def _nothing_ticked() -> ResponseReturnValue:
    flash(NONE_TICKED, "warning")
    return redirect(_back(), 303)


def _back() -> str:
    return address("cases.index", request.args)
