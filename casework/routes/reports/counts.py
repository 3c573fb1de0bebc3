"""The annual counts: asking for them, watching, reading, the cases behind a figure, CSV."""

import csv
import io

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.reports.counts import RequestForm
from casework.pages.reports import counted_records, counts, put_right_since
from casework.security import actor
from casework.statistics import runs

blueprint = Blueprint("counts", __name__)
SECONDS_BETWEEN_LOOKS = 2


@blueprint.get("/counts")
def index() -> ResponseReturnValue:
    return render_template("reports/counts/index.html", form=RequestForm(), runs=counts.runs())


@blueprint.post("/counts")
def ask() -> ResponseReturnValue:
    form = RequestForm()
    if form.validate_on_submit():
        try:
            run = runs.request(int(form.start_year.data), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return redirect(url_for("counts.show", run_id=run.id), 303)
    return render_template("reports/counts/index.html", form=form, runs=counts.runs()), 422


@blueprint.get("/counts/<int(max=2147483647):run_id>")
def show(run_id: int) -> ResponseReturnValue:
    page = counts.run_page(run_id)
    since = put_right_since.of_run(run_id, actor=actor())
    response = make_response(render_template("reports/counts/show.html", page=page, put_right=since))
    if page.run.state in ("queued", "running"):
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


@blueprint.get("/counts/<int(max=2147483647):run_id>.csv")
def download(run_id: int) -> ResponseReturnValue:
    page = counts.run_page(run_id)
    text = io.StringIO()
    csv.writer(text).writerows(counts.csv_rows(page))
    name = f"casework-counts-{page.year.label.replace('/', '-')}-run-{run_id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


@blueprint.get("/counts/<int(max=2147483647):run_id>/figures/<int(max=2147483647):figure_id>")
def figure(run_id: int, figure_id: int) -> ResponseReturnValue:
    number = request.args.get("page", 1, type=int)
    behind = counted_records.behind(run_id, figure_id, page=number, actor=actor())
    return render_template("reports/counts/figure.html", behind=behind, run_id=run_id)
