"""Jobs: what the workers do, what failed, and trying again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.forms.running.jobs import JobForm
from casework.pages.running import jobs as pages
from casework.security import actor
from casework.services.running import failed_jobs

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return render_template("running/jobs/index.html", page=pages.find(), new_form=JobForm, most=pages.MOST_LISTED)


@blueprint.post("/<queue>/<job_id>/retry")
def retry(queue: str, job_id: str) -> ResponseReturnValue:
    job = pages.find_failed(queue, job_id)
    failed_jobs.retry(queue, job_id, sent=JobForm().sent(), actor=actor())
    flash(f"“{job.what}” is being tried again.")
    return redirect(url_for("jobs.index"), 303)


@blueprint.post("/<queue>/<job_id>/dismiss")
def dismiss(queue: str, job_id: str) -> ResponseReturnValue:
    job = pages.find_failed(queue, job_id)
    failed_jobs.dismiss(queue, job_id, sent=JobForm().sent(), actor=actor())
    flash(f"“{job.what}” is off the list. What it was to do is offered again if it is still due.")
    return redirect(url_for("jobs.index"), 303)
