"""A list of cases as a file."""

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue

from casework import clock
from casework.forms.record.activities import ConfirmForm
from casework.pages.desk import export as pages
from casework.pages.desk import filters as kept_filters
from casework.routes.desk.cases import address, asked_for, filters_of_request
from casework.security import actor
from casework.services.desk import exports

blueprint = Blueprint("export", __name__, url_prefix="/cases")


@blueprint.post("/export")
def csv() -> ResponseReturnValue:
    """What the list of this query shows, all pages of it."""
    query = kept_filters.to_query(asked_for().limits)
    made = pages.of_list(filters_of_request(), actor=actor())
    if made.more:
        flash(
            f"A file has {pages.MOST:,} cases at most. Put something into the filter, and take it in parts.", "warning"
        )
        return redirect(address("cases.index", query), 303)
    exports.record(made.amount, query, sent=ConfirmForm().sent(), actor=actor())
    name = f"cases-{clock.today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(made.size)}
    return Response(made.pieces(), mimetype="text/csv", headers=headers)
