"""Everything that mentions some words."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access import Permission, can
from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.search.search import SearchForm
from casework.pages.search import results
from casework.pages.search.results import Hit
from casework.security import actor
from casework.services.desk import searches
from casework.services.search import asking

blueprint = Blueprint("search", __name__, url_prefix="/search")
LAST_PAGE = results.LOOKED_AT // results.AT_ONCE


@blueprint.get("")
def show() -> ResponseReturnValue:
    token = request.args.get("search", "")
    words = searches.words_of(token, actor=actor()) if token else ""
    form = SearchForm.of_address(words, request.args)
    if token:
        form.validate()
    return _page(form, token)


@blueprint.post("")
def look() -> ResponseReturnValue:
    """The words are kept under a token."""
    form = SearchForm()
    if form.validate_on_submit():
        try:
            asking.parts_of(form.words.data)
            token = searches.keep(form.words.data, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return redirect(f"{url_for('search.show')}?{urlencode({**form.address(), 'search': token})}", 303)
    return _page(form, "")


def _page(form: SearchForm, token: str) -> ResponseReturnValue:
    page, found = request.args.get("page", 1, type=int), None
    if token:
        try:
            found = results.find(form.words.data, form.limits(), actor=actor(), page=min(max(page, 1), LAST_PAGE))
        except Invalid as error:
            put_error(form, error)
    shown: dict[str, Any] = {"form": form, "found": found, "is_limited": bool(form.address())}
    shown |= {"labels": results.LABELS, "href": _href, "turned": _turned}
    return render_template("search/search/show.html", **shown), 422 if form.errors else 200


def _turned(page: int) -> str:
    return f"{url_for('search.show')}?{urlencode({**request.args, 'page': page})}"


def _href(hit: Hit) -> str:
    """The page that shows it, for whoever may see that."""
    case, row = {"reference": hit.reference}, hit.row_id
    of_a_case: dict[str, tuple[str, dict[str, Any]]] = {
        "document": ("documents.show", {**case, "document_id": row}),
        "letter": ("letters.show", {**case, "letter_id": row}),
    }
    of_none: dict[str, tuple[str, dict[str, Any]]] = {
        "person": ("persons.show", {"person_id": row}),
        "directory_entry": ("directory.show", {"entry_id": row}),
        "meeting": ("meetings.show", {"meeting_id": row}),
    }
    if hit.reference is not None:
        endpoint, given = of_a_case.get(hit.source) or (f"case.{hit.shown_on}", case)
    elif hit.mail_id is not None and can(actor(), Permission.MAIL_SORT):
        endpoint, given = "incoming.show", {"mail_id": hit.mail_id}
    elif hit.source in of_none:
        endpoint, given = of_none[hit.source]
    else:
        return ""
    return url_for(endpoint, **given)
