"""Repeat contacts: by person, address, place and issue, the contacts behind each number, and both as a file."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.record.activities import ConfirmForm
from casework.forms.reports.repeats import RepeatsForm, WordsForm, sentence
from casework.pages.reports import repeat_files, repeats
from casework.pages.reports.repeat_queries import HEADINGS, Asked
from casework.routes.desk.cases import address
from casework.routes.desk.export import download, made_meanwhile
from casework.security import actor
from casework.services.desk import exports, searches
from casework.words import number_in

blueprint = Blueprint("repeats", __name__, url_prefix="/reports/repeat-contacts")
LAST_PAGE = 100_000


@blueprint.get("")
def index() -> ResponseReturnValue:
    return _index(WordsForm())


@blueprint.post("/look")
def look() -> ResponseReturnValue:
    """Keep the words under a token, so that no name stands in the address."""
    form = WordsForm()
    if form.validate_on_submit():
        try:
            token = searches.keep(form.words.data, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return redirect(_here("repeats.index", search=token), 303)
    return _index(form)


@blueprint.get("/contacts")
def behind() -> ResponseReturnValue:
    view, page = _view(), _page()
    found = repeats.behind(view.asked, request.args.get("key", ""), actor=actor(), page=page)
    shown = {"found": found, "view": view, "button_form": ConfirmForm(), "here": _here, **_pages(found.amount, page)}
    return render_template("reports/repeats/behind.html", **shown)


@blueprint.post("/file")
def csv() -> ResponseReturnValue:
    """The lines, or the contacts of the one that the address names."""
    return _send("csv")


@blueprint.post("/file/xlsx")
def xlsx() -> ResponseReturnValue:
    return _send("xlsx")


class View(NamedTuple):
    form: RepeatsForm
    asked: Asked
    sentence: str


def _index(words: WordsForm) -> ResponseReturnValue:
    view, page = _view(), _page()
    found = repeats.find(view.asked, actor=actor(), page=page)
    shown = {
        "found": found,
        "view": view,
        "form": words if words.errors else view.form,
        "words_form": words,
        "heading": HEADINGS[view.asked.by],
        "kept": request.args.get("search", ""),
        "button_form": ConfirmForm(),
        "here": _here,
        **_pages(found.amount, page),
    }
    return render_template("reports/repeats/index.html", **shown), 422 if words.errors or view.form.errors else 200


def _view() -> View:
    form, token = RepeatsForm(), request.args.get("search", "")
    form.put_choices()
    form.validate()
    asked = form.asked(searches.words_of(token, actor=actor()) if token else "")
    return View(form, asked, sentence(form, asked))


def _page() -> int:
    return min(max(number_in(request.args.get("page")) or 1, 1), LAST_PAGE)


def _pages(amount: int, page: int) -> Mapping[str, int | None]:
    """The pages beside this one. A page that there is not leads back to the first."""
    before = None if page == 1 else page - 1 if amount else 1
    return {"previous": before, "next": page + 1 if page * repeats.PAGE < amount else None}


def _here(endpoint: str, **changes: str | int) -> str:
    """The address of this view, of its contacts or of its file; a change begins at the first page."""
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return address(endpoint, {**kept, **{name: str(value) for name, value in changes.items()}})


def _send(ending: str) -> ResponseReturnValue:
    asked, key = _view().asked, request.args.get("key", "")
    made = made_meanwhile(repeat_files.make, asked, key, ending)
    if made.more:
        made.file.close()
        flash(f"A file has {repeat_files.MOST:,} lines at most. Choose a shorter time.", "warning")
        return redirect(_here("repeats.index"), 303)
    exports.record(made.amount, ["repeat_contacts", asked.by], sent=ConfirmForm().sent(), actor=actor())
    return download(made, "contacts" if key else "repeat-contacts", ending)
