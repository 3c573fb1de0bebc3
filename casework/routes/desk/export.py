"""A list of cases as a file."""

from collections.abc import Callable

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
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.post("/export")
def csv() -> ResponseReturnValue:
    """What the list of this query shows, all pages of it."""
    return _send(pages.as_csv, "csv", "text/csv")


@blueprint.post("/export/xlsx")
def xlsx() -> ResponseReturnValue:
    return _send(pages.as_xlsx, "xlsx", XLSX)


def _send(make: Callable[..., Export], ending: str, media_type: str) -> ResponseReturnValue:
    limits = asked_for().limits
    query = kept_filters.to_query(limits)
    with reading():
        made = make(Filters(**limits), actor=actor())
    if made.more:
        made.file.close()
        flash(
            f"A file has {pages.MOST:,} cases at most. Put something into the filter, and take it in parts.", "warning"
        )
        return redirect(address("cases.index", query), 303)
    exports.record(made.amount, query, sent=ConfirmForm().sent(), actor=actor())
    name = f"cases-{clock.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(made.size)}
    return Response(made.pieces(), mimetype=media_type, headers=headers)
