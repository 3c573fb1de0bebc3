"""Tasks: the button that says that one is done."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.forms.record.tasks import DoneForm
from casework.pages.office import tasks as pages
from casework.security import actor
from casework.services.record import tasks

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


@blueprint.post("/<int(max=2147483647):task_id>/done")
def done(task_id: int) -> ResponseReturnValue:
    task, form = pages.find_one(task_id, actor=actor()), DoneForm()
    tasks.finish(task_id, sent=form.sent(), actor=actor())
    flash(f"Done: {task.what.lower()} ({task.reference}).")
    here = form.back.data == "case"
    return redirect(url_for("case.show", reference=task.reference) if here else url_for("work.show"), 303)
