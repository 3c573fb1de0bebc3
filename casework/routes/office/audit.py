"""The history of everything: who did what, from what to what, and who opened a restricted case."""

import datetime as dt

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.errors import NotFound
from casework.forms.office.history import ExportForm, HistoryForm
from casework.pages.office import audit, history_day, history_file
from casework.pages.office import signing_in as pages
from casework.security import actor
from casework.services.office import history_exports

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> ResponseReturnValue:
    form = _form()
    page = audit.events(actor=actor(), limits=form.limits(), before=number("before")) if request.args else None
    shown = {"form": form, "page": page, "given": given(), "button_form": ExportForm()}
    return render_template("office/audit/index.html", **shown, days_of=days_of)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    limits, form = _form().limits(), ExportForm()
    rows = audit.events(actor=actor(), limits=limits, most=history_file.MOST).events
    history_exports.note(limits.said(), len(rows), sent=form.sent(), actor=actor())
    return as_file(history_file.csv_of(rows))


@blueprint.get("/day")
def day() -> ResponseReturnValue:
    of = history_day.of(number("person") or 0, _day(), actor=actor())
    return render_template("office/audit/day.html", of=of, button_form=ExportForm(), days_of=days_of)


@blueprint.get("/cases/<reference>")
def case(reference: str) -> ResponseReturnValue:
    return render_template(
        "office/audit/case.html", audit=audit.of_case(reference, actor=actor(), before=number("before"))
    )


@blueprint.get("/signing-in")
def signing_in() -> ResponseReturnValue:
    return render_template("office/audit/signing_in.html", failed=pages.failed(), begun=pages.begun())


def number(name: str) -> int | None:
    """A number of the address, or None for anything that is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def given() -> dict[str, str]:
    """What the address limits the page to, for the links to its other pages."""
    return {name: value for name, value in request.args.items() if value and name != "before"}


def days_of(day: dt.date) -> dict[str, int]:
    """One day as the address has it."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{end}-{part}": value for end in ("first", "last") for part, value in parts.items()}


def as_file(text: str) -> Response:
    """A file that a spreadsheet opens."""
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
