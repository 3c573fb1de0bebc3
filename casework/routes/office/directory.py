"""The directory: read by everybody who works on cases, changed by caseworkers, verified from time to time."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.office.directory import DirectoryFilter, EntryForm, VerifyForm
from casework.pages.office import directory as page
from casework.routes.office.confirming import confirm, is_confirmed
from casework.security import actor
from casework.services.office import directory
from casework.services.office.directory import Details

blueprint = Blueprint("directory", __name__, url_prefix="/directory")
ONE = "/<int(max=2147483647):entry_id>"
FIELDS = (
    "kind",
    "name",
    "email",
    "address",
    "phone",
    "website",
    "district",
    "issues",
    "source",
    "force",
    "valid_from",
    "valid_to",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    form = DirectoryFilter()
    return render_template(
        "office/directory/index.html", form=form, listing=page.listing(**form.asked()), asked=form.asked()
    )


@blueprint.get(ONE)
def show(entry_id: int) -> ResponseReturnValue:
    return _entry(entry_id, CaseworkForm())


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = EntryForm()
    if form.validate_on_submit():
        try:
            entry = directory.add(_details(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"{entry.name} is in the directory. Check its details, then say so on this page.")
            return redirect(url_for("directory.show", entry_id=entry.id), 303)
    title = "Add an organisation"
    shown = render_template("office/directory/form.html", form=form, title=title, entry=None)
    return shown, 422 if form.errors else 200


@blueprint.route(f"{ONE}/change", methods=["GET", "POST"])
def change(entry_id: int) -> ResponseReturnValue:
    entry = page.entry(entry_id)
    form = EntryForm(data={name: getattr(entry, name) for name in (*FIELDS, "row_version")})
    if form.validate_on_submit():
        try:
            said = page.said_of_change(entry, _details(form), {field.name: field.label.text for field in form})
            if said and not is_confirmed():
                return confirm(f"Change {entry.name}?", said, back=url_for("directory.show", entry_id=entry_id))
            changed = directory.change(entry_id, _details(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The entry is changed." if changed else "Nothing was changed.")
            return redirect(url_for("directory.show", entry_id=entry_id), 303)
    title = f"Change {entry.name}"
    shown = render_template("office/directory/form.html", form=form, title=title, entry=entry)
    return shown, 422 if form.errors else 200


@blueprint.post(f"{ONE}/verify")
def verify(entry_id: int) -> ResponseReturnValue:
    form = VerifyForm()
    if form.validate_on_submit():
        try:
            directory.verify(entry_id, form.source.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("It is kept that you have checked this today, and where.")
            return redirect(url_for("directory.show", entry_id=entry_id), 303)
    return _entry(entry_id, form, verifying=form)


@blueprint.post(f"{ONE}/retire")
def deactivate(entry_id: int) -> ResponseReturnValue:
    return _press(entry_id, directory.deactivate, "The entry is out of use. It is offered no more, and stays here.")


@blueprint.post(f"{ONE}/restore")
def reactivate(entry_id: int) -> ResponseReturnValue:
    return _press(entry_id, directory.reactivate, "The entry is in use again. Check its details before you rely on it.")


def _press(entry_id: int, command: Callable[..., Any], done: str) -> ResponseReturnValue:
    """A button of the page of one entry."""
    form = CaseworkForm()
    if form.validate_on_submit():
        try:
            command(entry_id, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(done)
            return redirect(url_for("directory.show", entry_id=entry_id), 303)
    return _entry(entry_id, form)


def _entry(entry_id: int, form: CaseworkForm, *, verifying: VerifyForm | None = None) -> ResponseReturnValue:
    entry = page.entry(entry_id)
    verifying = verifying or VerifyForm(formdata=None)
    form.row_version.data = verifying.row_version.data = entry.row_version
    shown = render_template(
        "office/directory/show.html", entry=entry, form=form, verifying=verifying, kinds=directory.KINDS
    )
    return shown, 422 if form.errors else 200


def _details(form: EntryForm) -> Details:
    return Details(**{name: form[name].data for name in FIELDS})
