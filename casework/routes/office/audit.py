"""The history of everything: who did what, from what to what, and who opened a restricted case."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.errors import NotFound
from casework.forms.office.history import ExportForm, HistoryForm
from casework.pages.office import audit, history_day, history_file
from casework.pages.office import signing_in as pages
from casework.pages.office.audit import EventPage
from casework.security import actor
from casework.services.office import history_exports
from casework.words import number_in

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return page("office/audit/index.html", audit.events if request.args else None, days_of=days_of)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    return as_file(audit.events)


@blueprint.get("/day")
def day() -> ResponseReturnValue:
    of = history_day.of(number_in(request.args.get("person")) or 0, _day(), actor=actor())
    return render_template("office/audit/day.html", of=of, button_form=ExportForm(), days_of=days_of)


@blueprint.get("/cases/<reference>")
def case(reference: str) -> ResponseReturnValue:
    return render_template("office/audit/case.html", audit=audit.of_case(reference, actor=actor(), before=_before()))


@blueprint.get("/signing-in")
def signing_in() -> ResponseReturnValue:
    return render_template("office/audit/signing_in.html", failed=pages.failed(), begun=pages.begun())


def _before() -> int | None:
    return number_in(request.args.get("before"))


def days_of(day: dt.date) -> dict[str, int]:
    """One day as the address has it."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{end}-{part}": value for end in ("first", "last") for part, value in parts.items()}


def page(template: str, read: Callable[..., EventPage] | None, **shown: Any) -> str:
    """A history and what it is limited to. Without `read` it begins with the question what to look for."""
    form = _form()
    found = read(actor=actor(), limits=form.limits(), before=_before()) if read is not None else None
    given = {name: value for name, value in request.args.items() if value and name != "before"}
    return render_template(template, form=form, page=found, given=given, button_form=ExportForm(), **shown)


def as_file(read: Callable[..., EventPage]) -> Response:
    """What such a page shows, all pages of it, as a file that a spreadsheet opens. That it was taken is noted."""
    limits, form = _form().limits(), ExportForm()
    rows = read(actor=actor(), limits=limits, most=history_file.MOST).events
    history_exports.note(limits.said(), len(rows), sent=form.sent(), actor=actor())
    text = history_file.csv_of(rows)
    headers = {"Content-Disposition": f'attachment; filename="casework-history-{clock.today().isoformat()}.csv"'}
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


def _form() -> HistoryForm:
    form = HistoryForm()
    form.put_choices(audit.staff())
    form.validate()
    return form


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(request.args.get("day", clock.today().isoformat()))
    except ValueError:
        raise NotFound("There is no such day. Choose one from the history.") from None
