"""A list of cases as a file."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue

from casework import clock
from casework.forms.record.activities import ConfirmForm
from casework.pages.desk import export as pages
from casework.pages.desk import filters as kept_filters
from casework.pages.desk.export import Export
from casework.pages.desk.queues import Filters
from casework.routes.desk.cases import address, asked_for
from casework.security import actor
from casework.services.desk import exports
from casework.transaction import reading

blueprint = Blueprint("export", __name__, url_prefix="/cases")
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.post("/export")
def csv() -> ResponseReturnValue:
    """What the list of this query shows, all pages of it."""
    return _send("csv")


@blueprint.post("/export/xlsx")
def xlsx() -> ResponseReturnValue:
    return _send("xlsx")


def _send(ending: str) -> ResponseReturnValue:
    limits = asked_for().limits
    query = kept_filters.to_query(limits)
    made = made_meanwhile(pages.of_cases, Filters(**limits), ending)
    if made.more:
        made.file.close()
        flash(
            f"A file has {pages.MOST:,} cases at most. Put something into the filter, and take it in parts.", "warning"
        )
        return redirect(address("cases.index", query), 303)
    exports.record(made.amount, query, sent=ConfirmForm().sent(), actor=actor())
    return download(made, "cases", ending)


def made_meanwhile(make: Callable[..., Export], *given: Any) -> Export:
    """The file of this list for whoever asks, made while everybody else goes on writing."""
    with reading():
        return make(*given, actor=actor())


def download(made: Export, name: str, ending: str) -> Response:
    """The file as an answer, named with its day."""
    name = f"{name}-{clock.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(made.size)}
    return Response(made.pieces(), mimetype=MEDIA_TYPES[ending], headers=headers)
