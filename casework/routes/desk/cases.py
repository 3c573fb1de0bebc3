"""All cases."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from casework.forms.desk.cases import CaseFilterForm, sentence
from casework.forms.record.activities import ConfirmForm
from casework.pages.desk import filters, queues, rows
from casework.pages.desk.filters import FilterRow
from casework.pages.office import choices
from casework.security import actor
from casework.services.desk import searches
from casework.words import number_in

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("")
def index() -> ResponseReturnValue:
    form, limits, kept = asked_for()
    limited = queues.Filters(**limits)
    shown = {
        "form": form,
        "page": queues.find(limited, actor=actor(), start=_start(limited.sort)),
        "filters": limited,
        "saved_name": kept.name if kept else "",
        "saved_id": kept.id if kept else None,
        "sentence": sentence(form, limits),
        "here": _here,
        "together": _together,
        "keep_at": address("filters.keep", request.args),
        "export_at": address("export.csv", request.args),
        "export_xlsx_at": address("export.xlsx", request.args),
        "button_form": ConfirmForm(),
        "kept": request.args.get("search", ""),
        "actor": actor(),
        "glance": rows.glance,
    }
    return render_template("desk/cases/index.html", **shown), 422 if form.errors else 200


def filters_of_request() -> queues.Filters:
    """What the address limits the list to."""
    return queues.Filters(**asked_for().limits)


class Asked(NamedTuple):
    """What an address limits a list to, with the form that says so and the kept filter that it begins with."""

    form: CaseFilterForm
    limits: dict[str, Any]
    kept: FilterRow | None


def asked_for() -> Asked:
    """The form as the address fills it, over the kept filter that it names. Raises `NotFound`."""
    kept = _kept()
    given = MultiDict(kept.query if kept else {})
    for name, value in request.args.items():
        given[name] = value
    form = _form(given)
    token = request.args.get("search", "")
    words = searches.words_of(token, actor=actor()) if token else kept.words if kept else ""
    return Asked(form, form.limits(words), kept)


def _kept() -> FilterRow | None:
    text = request.args.get("filter", "")
    if not text:
        return None
    return filters.find(number_in(text) or 0, actor=actor())


def sentences_of(kept: Sequence[FilterRow]) -> list[str]:
    """What each of these kept filters finds, as a sentence. One query for all."""
    forms = [CaseFilterForm(formdata=MultiDict(each.query)) for each in kept]
    _fill(forms)
    return [sentence(form, form.limits(each.words)) for form, each in zip(forms, kept, strict=True)]


def _form(given: MultiDict[str, str]) -> CaseFilterForm:
    form = CaseFilterForm(formdata=given)
    _fill([form])
    return form


def _fill(forms: Sequence[CaseFilterForm]) -> None:
    owners = {owner for form in forms if (owner := form.chosen_owner()) is not None}
    offered = choices.of_lists(actor=actor(), with_owners=owners)
    for form in forms:
        form.put_choices(**offered)
        form.validate()


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
