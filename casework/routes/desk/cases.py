"""All cases, and searching."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

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
    form, limits = _asked_for()
    filters = queues.Filters(**limits)
    shown = {
        "form": form,
        "page": queues.find(filters, actor=actor(), start=_start(filters.sort)),
        "filters": filters,
        "sentence": sentence(form, limits),
        "here": _here,
        "together": _together,
        "kept": request.args.get("search", ""),
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


def filters_of_request() -> queues.Filters:
    """What the address limits the list to."""
    return queues.Filters(**_asked_for()[1])


def _asked_for() -> tuple[CaseFilterForm, dict[str, Any]]:
    form = CaseFilterForm()
    form.put_choices(**choices.of_lists(actor=actor(), with_owner=form.chosen_owner()))
    form.validate()
    kept = request.args.get("search", "")
    return form, form.limits(searches.words_of(kept, actor=actor()) if kept else "")


def _start(sort: str) -> queues.Place | None:
    before, after = request.args.get("before", ""), request.args.get("after", "")
    return queues.place(before or after, sort=sort, backwards=bool(before))


def _together(what: str) -> str:
    """The address for what is done to the ticked cases of this list, which it leads back to."""
    return address(f"together.{what}", request.args)


def _here(**changes: Any) -> str:
    """The address of this list with some parts changed; a change of anything else begins at the first page."""
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name not in ("after", "before")
    }
    return address("cases.index", {**kept, **{name: str(value) for name, value in changes.items()}})


def address(endpoint: str, query: Mapping[str, str]) -> str:
    """With what stands in the query of this request, where anybody may write anything: no argument of `url_for`."""
    return url_for(endpoint) + (f"?{urlencode(query)}" if query else "")
