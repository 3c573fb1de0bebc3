"""The filters of the list of cases that people keep and share."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotAllowed
from casework.forms.base import put_error
from casework.forms.desk.cases import sentence
from casework.forms.desk.filters import FilterNameForm
from casework.forms.record.activities import ConfirmForm
from casework.pages.desk import filters as pages
from casework.routes.desk.cases import asked_for, sentences_of
from casework.security import actor
from casework.services.desk import filters
from casework.services.desk.filters import FilterEntry

blueprint = Blueprint("filters", __name__, url_prefix="/filters")
BOTH = ["GET", "POST"]


@blueprint.get("")
def index() -> ResponseReturnValue:
    kept = pages.of_actor(actor())
    return render_template("desk/filters/index.html", filters=list(zip(kept, sentences_of(kept), strict=True)))


@blueprint.route("/new", methods=BOTH)
def keep() -> ResponseReturnValue:
    """Of the list whose query stands in the address."""
    form, (listed, limits, _) = FilterNameForm(), asked_for()
    query, words = pages.to_query(limits), limits["words"]
    if form.validate_on_submit() and not listed.errors:
        try:
            row = filters.keep(_entry(form), query, words, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The filter is kept. How many cases it finds stands on My work.")
            return redirect(url_for("cases.index", filter=row.id), 303)
    shown = {"form": form, "sentence": sentence(listed, limits), "words": words}
    return render_template("desk/filters/new.html", **shown), 422 if form.errors else 200


@blueprint.route("/<int(max=2147483647):filter_id>", methods=BOTH)
def change(filter_id: int) -> ResponseReturnValue:
    row = pages.find(filter_id, actor=actor())
    if not row.may_change:
        raise NotAllowed(f"This is a filter of {row.owner}. Keep one of your own under another name.")
    given = {"name": row.name, "is_shared": row.is_shared, "row_version": row.row_version}
    form, (said,) = FilterNameForm(data=given), sentences_of([row])
    deleting = ConfirmForm(row_version=row.row_version)
    if form.validate_on_submit():
        try:
            filters.change(filter_id, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The filter is changed.")
            return redirect(url_for("filters.index"), 303)
    shown = {"form": form, "deleting": deleting, "sentence": said, "filter_id": filter_id}
    return render_template("desk/filters/change.html", **shown), 422 if form.errors else 200


@blueprint.post("/<int(max=2147483647):filter_id>/delete")
def delete(filter_id: int) -> ResponseReturnValue:
    name = filters.delete(filter_id, sent=ConfirmForm().sent(), actor=actor())
    flash(f"The filter “{name}” is deleted. No case was touched.")
    return redirect(url_for("filters.index"), 303)


def _entry(form: FilterNameForm) -> FilterEntry:
    return FilterEntry(name=form.name.data, is_shared=form.is_shared.data)
