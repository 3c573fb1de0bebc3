"""All cases, and searching."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.desk.cases import CaseFilterForm, sentence
from casework.pages.desk import queues, rows
from casework.pages.desk.search import exact
from casework.pages.office import choices
from casework.security import actor
from casework.services.desk import searches

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("")
def index() -> ResponseReturnValue:
    form = CaseFilterForm()
    form.put_choices(**choices.of_lists(actor=actor(), with_owner=form.chosen_owner()))
    form.validate()
    kept = request.args.get("search", "")
    words = searches.words_of(kept, actor=actor()) if kept else ""
    limits = form.limits(words)
    filters = queues.Filters(**limits)
    shown = {
        "form": form,
        "page": queues.find(filters, actor=actor(), start=_start(filters.sort)),
        "filters": filters,
        "sentence": sentence(form, limits),
        "here": _here,
        "kept": kept,
        "actor": actor(),
        "glance": rows.glance,
    }
    return render_template("desk/cases/index.html", **shown), 422 if form.errors else 200


@blueprint.post("/search")
def search() -> ResponseReturnValue:
    words = request.form.get("words", "").replace("\0", "")
    reference = exact(words, actor=actor())
    if reference:
        return redirect(url_for("case.show", reference=reference), 303)
    try:
        token = searches.keep(words, actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
        return redirect(url_for("cases.index"), 303)
    return redirect(url_for("cases.index", search=token), 303)


def _start(sort: str) -> queues.Place | None:
    before, after = request.args.get("before", ""), request.args.get("after", "")
    return queues.place(before or after, sort=sort, backwards=bool(before))


def _here(**changes: Any) -> str:
    """The address of this list with some parts changed; a change of anything else begins at the first page."""
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name not in ("after", "before")
    }
    return url_for("cases.index", **{**kept, **{name: str(value) for name, value in changes.items()}})
