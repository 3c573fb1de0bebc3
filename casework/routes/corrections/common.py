"""What the pages that put something right share: the form, what follows from it, and only then the command."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotAllowed
from casework.forms.base import CaseworkForm, put_error
from casework.pages.corrections.foreseen import Asked
from casework.pages.record.case import Head
from casework.routes.office.confirming import is_confirmed, typed
from casework.security import actor
from workflows.activities import Activity

BOTH = ["GET", "POST"]
ASK_A_MANAGER = "A manager puts this right. Ask one, and say what is wrong and how you know."
DONE = "It is put right. What stood there before is on the timeline."


def put_right(
    head: Head,
    form: CaseworkForm,
    *,
    ask: Callable[[], Asked],
    command: Callable[[], object],
    title: str,
    back: str,
    waits: bool = False,
    **shown: str,
) -> ResponseReturnValue:
    """The shape of them all. `ask` raises `Invalid` for what cannot be right. `back`: the endpoint of a page of the
    case; `now`: what stands there, in words; `waits`: something is still to be answered. Raises `NotAllowed`."""
    back = url_for(back, reference=head.reference)
    if form.validate_on_submit() and not waits:
        try:
            if not is_confirmed():
                given = {"asked": ask(), "carried": typed(), "title": title, "reason": form.reason.data}
                given |= {"head": head, "back": back}
                return render_template("corrections/corrections/confirm.html", **given)
            command()
        except Invalid as error:
            put_error(form, error)
        else:
            flash(DONE)
            return redirect(back, 303)
    page = {"now": "", **shown, "title": title, "back": back}
    return render_template(
        "corrections/corrections/form.html", head=head, form=form, **page
    ), 422 if form.errors or waits else 200


def require(head: Head, activity: Activity) -> None:
    """Raise `NotAllowed` before anything is typed in vain."""
    if activity not in head.activities(actor()):
        raise NotAllowed(ASK_A_MANAGER)
