"""The lists that an office keeps: each change shows first what it does and who uses the value."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.office.lists import ChangedValueForm, ValueForm
from casework.pages.office import lists as page
from casework.routes.office.confirming import confirm, is_confirmed
from casework.security import actor
from casework.services.office import lists
from casework.services.office.lists import Entry
from casework.services.record.codes import Value

blueprint = Blueprint("lists", __name__, url_prefix="/administration/lists")
BOTH = ["GET", "POST"]


@blueprint.get("")
def index() -> ResponseReturnValue:
    return redirect(url_for("lists.show", name="issue"))


@blueprint.get("/<name>")
def show(name: str) -> ResponseReturnValue:
    return render_template(
        "office/lists/show.html", listing=page.listing(name), lists=page.headings(), form=CaseworkForm()
    )


@blueprint.route("/<name>/add", methods=BOTH)
def add(name: str) -> ResponseReturnValue:
    title, form = lists.require_list(name), ValueForm()
    form.ask_of(name)
    if form.validate_on_submit():
        try:
            value = lists.checked(name, _entry(form), code=None)
            if not is_confirmed():
                return _check(name, f"Add “{value.label}” to {title}?", page.said_of_new(name, value))
            lists.add(name, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"“{value.label}” is in the list.")
            return redirect(url_for("lists.show", name=name), 303)
    return _form(form, name=name, title=title, value=None)


@blueprint.route("/<name>/<code>", methods=BOTH)
def change(name: str, code: str) -> ResponseReturnValue:
    value = lists.load(name, code)
    form = ChangedValueForm(data=page.as_it_is(name, value))
    form.ask_of(name)
    form.offer_instead(page.replacing(name, value))
    if form.validate_on_submit():
        try:
            then = lists.checked(name, _entry(form), code=code)
            if not is_confirmed():
                return _check(
                    name, f"Change “{value.label}”?", page.said_of_change(name, value, then, entry=_entry(form))
                )
            changed = lists.change(name, code, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"“{then.label}” is changed." if changed else "Nothing was changed.")
            return redirect(url_for("lists.show", name=name), 303)
    return _form(form, name=name, title=lists.require_list(name), value=value)


@blueprint.post("/<name>/<code>/move")
def move(name: str, code: str) -> ResponseReturnValue:
    form = CaseworkForm()
    if form.validate_on_submit():
        lists.move(name, code, up=request.form.get("up") == "yes", sent=form.sent(), actor=actor())
    return redirect(url_for("lists.show", name=name), 303)


def _entry(form: ValueForm) -> Entry:
    return Entry(**form.given())


def _check(name: str, question: str, said: list[tuple[str, str]]) -> ResponseReturnValue:
    return confirm(question, said, back=url_for("lists.show", name=name))


def _form(form: ValueForm, *, name: str, title: str, value: Value | None) -> ResponseReturnValue:
    needed = value is not None and lists.is_needed(name, value.code)
    shown = render_template("office/lists/value.html", form=form, name=name, title=title, value=value, needed=needed)
    return shown, 422 if form.errors else 200
